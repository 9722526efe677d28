//! The hyperbolic tangent, by one exponential and one division.
//!
//! ```text
//! tanh |x| = −E / (E + 2) = (−S·q − (S − 1)) / (S·q + (S + 1))     where E = e^(−2|x|) − 1, S = 2ⁿ
//! ```
//!
//! On this side of zero E never loses digits to cancellation, and near zero, where n = 0, it is q
//! itself, accurate relative to itself.

use super::reduction::{self, Pieces};
use crate::number::Real;

/// 2|x|, |x| cut where the result is 1 anyway.
#[inline(always)]
fn doubled<V: Real>(x: V, end: f64) -> V {
    let magnitude = x.abs().at_most(x.constant(end));
    magnitude + magnitude
}

/// Numerator and denominator of −tanh |x|.
#[inline(always)]
fn fraction<V: Real>(q: V, scale: V) -> (V, V) {
    let one = q.constant(1.0);
    (scale.fused(q, scale - one), scale.fused(q, scale + one))
}

pub(super) mod single {
    use super::{Pieces, Real, doubled, fraction, reduction::single::narrow_minus_small};

    /// Hyperbolic tangent; odd to the bit, x itself where |x| is tiny.
    #[must_use]
    #[inline(always)]
    pub fn tanh<V: Real<Scalar = f32>>(x: V) -> V {
        let Pieces { q, scale, .. } = narrow_minus_small(doubled(x, 10.0));
        let (numerator, denominator) = fraction(q, scale);
        (numerator / denominator).copysign(x)
    }
}

pub(super) mod double {
    use super::{Pieces, Real, doubled, fraction, reduction::double::narrow_minus};

    /// Hyperbolic tangent; odd to the bit, x itself where |x| is tiny.
    #[must_use]
    #[inline(always)]
    pub fn tanh<V: Real<Scalar = f64>>(x: V) -> V {
        let Pieces { q, scale, .. } = narrow_minus(doubled(x, 20.0), 0.0);
        let (numerator, denominator) = fraction(q, scale);
        let t = numerator / denominator;
        // Four roundings are a little too many, and f64 has no sweep over every number to prove
        // otherwise. So what numerator, denominator and quotient rounded away goes back in; for
        // t = −tanh |x|, one over the denominator is (1 − t) / 2.
        let (half, one) = (x.constant(0.5), x.constant(1.0));
        let lost_above = scale.fused(q, (scale - one) - numerator);
        let lost_below = scale.fused(q, (scale + one) - denominator);
        let lost = (-t).fused(denominator, numerator) + (-t).fused(lost_below, lost_above);
        lost.fused(half - half * t, t).copysign(x)
    }
}
