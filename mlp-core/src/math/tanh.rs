//! The hyperbolic tangent, by one exponential and one division.
//!
//! ```text
//! tanh |x| = −E / (E + 2)     where E = e^(−2|x|) − 1
//! ```
//!
//! and E = S·q + (S − 1) with S = 2ⁿ and q = eʳ − 1 = r + r²·G(r) for |r| ≤ ½ ln 2. On this side of
//! zero E never loses digits to cancellation, and near zero, where n = 0, it is q itself, accurate
//! relative to itself. E ends at −1, so neither bounds nor ln 2 need a second part.
//!
//! `scripts/coefficients.py` derives every constant.

#![expect(
    clippy::excessive_precision,
    clippy::unreadable_literal,
    reason = "the shortest decimals that read back as the very coefficients"
)]

use super::polynomial::{linear, septic};
use crate::number::Real;

/// tanh x. `end` is a bound beyond which the result is 1.
#[inline(always)]
fn tanh<V: Real>(x: V, end: f64, tail: impl FnOnce(V, V) -> V) -> V {
    let y = x.abs().at_most(x.constant(end)) * x.constant(-2.0);
    let (n, scale) = y.nearest_power_of_two(y.constant(core::f64::consts::LOG2_E));
    let r = n.fused(y.constant(-core::f64::consts::LN_2), y);
    let r2 = r * r;
    let q = r2.fused(tail(r, r2), r);
    let one = y.constant(1.0);
    let numerator = scale.fused(q, scale - one);
    let denominator = scale.fused(q, scale + one);
    (numerator / denominator).copysign(x)
}

pub(super) mod single {
    use super::{Real, linear};

    /// Hyperbolic tangent; odd to the bit, x itself where |x| is tiny.
    #[inline(always)]
    pub fn tanh<V: Real<Scalar = f32>>(x: V) -> V {
        super::tanh(x, 10.0, |r, r2| {
            let high = r2.fused(
                r.constant(0.0013865468790754676),
                linear(r, [0.04166749119758606, 0.008366389200091362]),
            );
            r2.fused(high, linear(r, [0.4999999701976776, 0.1666654497385025]))
        })
    }
}

pub(super) mod double {
    use super::{Real, linear, septic};

    /// Hyperbolic tangent; odd to the bit, x itself where |x| is tiny.
    #[inline(always)]
    pub fn tanh<V: Real<Scalar = f64>>(x: V) -> V {
        super::tanh(x, 20.0, |r, r2| {
            let r4 = r2 * r2;
            let low = septic(
                r,
                r2,
                r4,
                [
                    0.5000000000000006,
                    0.16666666666666619,
                    0.04166666666657412,
                    0.008333333333370717,
                    0.0013888888932175214,
                    0.0001984126976001383,
                    2.480150470255167e-05,
                    2.755737073115752e-06,
                ],
            );
            (r4 * r4).fused(linear(r, [2.7626224834856127e-07, 2.5065477854414773e-08]), low)
        })
    }
}
