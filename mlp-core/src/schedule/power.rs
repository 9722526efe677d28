//! Powers that have the same bits everywhere.

use crate::number::Real;

/// `base^exponent` for a base from 0 on and an exponent from 0 on.
///
/// Its whole part by repeated squaring, so that whole powers are as exact as products can be; the rest as
/// e^(x ln base). NaN for a negative base with a rest, and for NaN.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the whole part of a number of epochs or steps"
)]
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() {
        return exponent;
    }
    let whole = exponent.clamp(0.0, 9e15) as u64;
    let rest = exponent - whole as f64;
    let power = whole_power(base, whole);
    if rest == 0.0 {
        power
    } else if base == 0.0 {
        0.0
    } else {
        power * (rest * Real::ln(base)).exp()
    }
}

/// `base^exponent` by repeated squaring.
pub(super) fn whole_power(base: f64, mut exponent: u64) -> f64 {
    let (mut power, mut base) = (1.0, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    power
}
