//! eˣ, eˣ − 1 and the logistic function: one reduction of the argument, three ways to end it.
//!
//! With m the integer nearest to x / (2 ln 2) and r = x − 2m·ln 2, so |r| ≤ ln 2,
//!
//! ```text
//! eˣ = s · (1 + q) · s     where s = 2ᵐ and q = eʳ − 1 = r + r²·G(r)
//! ```
//!
//! Halving the exponent costs the polynomial two terms and saves every special case at the ends:
//! s is a normal number for every eˣ there is, multiplying by it once is exact, and multiplying by
//! it twice overflows to infinity or rounds into the subnormals exactly as it should. Two parts of
//! ln 2 keep r exact up to its last rounding (Cody & Waite, *Software Manual for the Elementary
//! Functions*, 1980). q stays apart from its 1 for as long as possible: added last, the 1 costs one
//! rounding, and eˣ − 1 and the tails of the others stay accurate.
//!
//! `scripts/coefficients.py` derives every constant.

#![expect(
    clippy::excessive_precision,
    clippy::unreadable_literal,
    reason = "the shortest decimals that read back as the very coefficients"
)]

use super::polynomial::{cubic, linear, septic};
use crate::number::Real;

/// `eˣ = s · (1 + q) · s`, and the exponent m of s.
pub(super) struct Parts<V> {
    pub(super) q: V,
    pub(super) s: V,
    pub(super) m: V,
}

/// Finds m, s and q. `x` is bounded so that m is an exponent of a normal number. `high + low` is
/// 2 ln 2, `high` with so few bits that m · `high` is exact.
#[inline(always)]
fn split<V: Real>(x: V, [high, low]: [f64; 2], tail: impl FnOnce(V, V) -> V) -> Parts<V> {
    let (m, s) = x.nearest_power_of_two(x.constant(0.5 * core::f64::consts::LOG2_E));
    let r = m.fused(x.constant(-low), m.fused(x.constant(-high), x));
    let r2 = r * r;
    let q = r2.fused(tail(r, r2), r);
    Parts { q, s, m }
}

impl<V: Real> Parts<V> {
    #[inline(always)]
    pub(super) fn exp(&self) -> V {
        self.s.fused(self.q, self.s) * self.s
    }

    /// (s·q + (s − 1/s)) · s, the difference exact or too small to matter.
    #[inline(always)]
    fn exp_m1(&self) -> V {
        let inverse = (-self.m).power_of_two();
        self.s.fused(self.q, self.s - inverse) * self.s
    }

    /// 1 / (1 + eʸ) as (1/s) / (1/s + s·(1 + q)), which neither overflows nor leaves out
    /// the subnormal results.
    #[inline(always)]
    fn sigmoid_of_minus(&self) -> V {
        let inverse = (-self.m).power_of_two();
        let p = self.q + self.q.constant(1.0);
        inverse / p.fused(self.s, inverse)
    }
}

pub(super) mod single {
    use super::{Parts, Real, cubic, linear, split};

    const TWO_LN_2: [f64; 2] = [1.38629150390625, 2.857213530660374e-06];

    #[inline(always)]
    pub(in crate::math) fn parts<V: Real<Scalar = f32>>(x: V) -> Parts<V> {
        split(x, TWO_LN_2, |r, r2| {
            let high = cubic(
                r,
                r2,
                [0.041661202907562256, 0.008335963822901249, 0.0014105340233072639, 0.00019630695169325918],
            );
            r2.fused(high, linear(r, [0.5000003576278687, 0.1666661649942398]))
        })
    }

    /// eˣ.
    ///
    /// 0 below −104, subnormal results rounded as exactly as others, +∞ above 88.73.
    #[inline(always)]
    pub fn exp<V: Real<Scalar = f32>>(x: V) -> V {
        let bounded = x.at_most(x.constant(89.0)).at_least(x.constant(-104.0));
        parts(bounded).exp()
    }

    /// eˣ − 1, accurate near zero; keeps the sign of zero.
    #[inline(always)]
    pub fn exp_m1<V: Real<Scalar = f32>>(x: V) -> V {
        let bounded = x.at_most(x.constant(89.0)).at_least(x.constant(-18.0));
        parts(bounded).exp_m1().copysign(x)
    }

    /// 1 / (1 + e⁻ˣ), accurate relative to itself in both tails.
    #[inline(always)]
    pub fn sigmoid<V: Real<Scalar = f32>>(x: V) -> V {
        let bounded = x.at_most(x.constant(104.0)).at_least(x.constant(-104.0));
        parts(-bounded).sigmoid_of_minus()
    }
}

pub(super) mod double {
    use super::{Parts, Real, cubic, septic, split};

    const TWO_LN_2: [f64; 2] = [1.3862943611197807, 1.0995846037416742e-13];

    #[inline(always)]
    pub(in crate::math) fn parts<V: Real<Scalar = f64>>(x: V) -> Parts<V> {
        split(x, TWO_LN_2, |r, r2| {
            let r4 = r2 * r2;
            let high = cubic(
                r,
                r2,
                [2.755615835520808e-07, 2.505501713731407e-08, 2.1062304553573562e-09, 1.5936563014733566e-10],
            );
            let low = septic(
                r,
                r2,
                r4,
                [
                    0.4999999999999993,
                    0.16666666666666935,
                    0.04166666666670209,
                    0.008333333333270304,
                    0.0013888888883578732,
                    0.00019841269892483502,
                    2.4801590828716198e-05,
                    2.755730075283506e-06,
                ],
            );
            (r4 * r4).fused(high, low)
        })
    }

    /// eˣ.
    ///
    /// 0 below −746, subnormal results rounded as exactly as others, +∞ above 709.79.
    #[inline(always)]
    pub fn exp<V: Real<Scalar = f64>>(x: V) -> V {
        let bounded = x.at_most(x.constant(710.0)).at_least(x.constant(-746.0));
        parts(bounded).exp()
    }

    /// eˣ − 1, accurate near zero; keeps the sign of zero.
    #[inline(always)]
    pub fn exp_m1<V: Real<Scalar = f64>>(x: V) -> V {
        let bounded = x.at_most(x.constant(710.0)).at_least(x.constant(-38.0));
        parts(bounded).exp_m1().copysign(x)
    }

    /// 1 / (1 + e⁻ˣ), accurate relative to itself in both tails.
    #[inline(always)]
    pub fn sigmoid<V: Real<Scalar = f64>>(x: V) -> V {
        let bounded = x.at_most(x.constant(746.0)).at_least(x.constant(-746.0));
        parts(-bounded).sigmoid_of_minus()
    }
}
