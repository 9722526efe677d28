//! What every function with an eˣ in it begins with: the argument cut down to a short interval.
//!
//! With n an integer and r = x − n·ln 2,
//!
//! ```text
//! eˣ = 2ⁿ · (1 + q)     where q = eʳ − 1 = r + r²·G(r), G a polynomial
//! ```
//!
//! Two parts of ln 2 keep r exact up to its last rounding (Cody & Waite, *Software Manual for the
//! Elementary Functions*, 1980). q stays apart from its 1: each function adds it where that costs
//! the least accuracy.
//!
//! There are two reductions. The wide one takes n even, so |r| ≤ ln 2, and gives s = 2^(n/2):
//! s is normal for every eˣ there is, multiplying by it once is exact, and multiplying by it twice
//! overflows to infinity or rounds into the subnormals exactly as it should. The narrow one takes
//! any n, so |r| ≤ ½ ln 2, is more accurate, and gives 2^(n + offset) for callers that know half of
//! the range to be empty.
//!
//! `scripts/coefficients.py` derives every constant.

#![expect(
    clippy::unreadable_literal,
    reason = "the shortest decimals that read back as the very coefficients"
)]

use super::polynomial::{cubic, linear, septic};
use crate::number::Real;
use core::f64::consts::{LN_2, LOG2_E};

/// An exponential in pieces.
pub(super) struct Pieces<V> {
    /// q = eʳ − 1.
    pub(super) q: V,
    /// The power of two that goes with it: 2^(n/2) of the wide reduction, 2^(n + offset) of the
    /// narrow one.
    pub(super) scale: V,
    /// The integer that was multiplied by (twice) ln 2.
    pub(super) count: V,
}

/// The step between two centers, `high + low`; `high` has so few bits that the count times it is exact.
struct Step {
    inverse: f64,
    high: f64,
    low: f64,
}

impl Step {
    /// The pieces of eˣ.
    #[inline(always)]
    fn reduce<V: Real>(&self, x: V, q: impl FnOnce(V) -> V) -> Pieces<V> {
        let (count, scale) = x.nearest_power_of_two(x.constant(self.inverse), x.constant(0.0));
        let r = count.fused(
            x.constant(-self.low),
            count.fused(x.constant(-self.high), x),
        );
        Pieces {
            q: q(r),
            scale,
            count,
        }
    }

    /// The pieces of e⁻ˣ. The signs vanish in fused multiply-subtractions.
    #[inline(always)]
    fn reduce_minus<V: Real>(&self, x: V, offset: f64, q: impl FnOnce(V) -> V) -> Pieces<V> {
        let (count, scale) = x.nearest_power_of_two(x.constant(-self.inverse), x.constant(offset));
        let r = -count.fused(x.constant(self.low), count.fused(x.constant(self.high), x));
        Pieces {
            q: q(r),
            scale,
            count,
        }
    }

    /// The pieces of e^(left·right − x² + more), for a tiny product and a tiny `more`. What x² rounds away is kept, so the square
    /// is as good as exact.
    #[inline(always)]
    fn reduce_minus_square<V: Real>(
        &self,
        x: V,
        [left, right, more]: [V; 3],
        offset: f64,
        q: impl FnOnce(V) -> V,
    ) -> Pieces<V> {
        let square = x * x;
        let (count, scale) =
            square.nearest_power_of_two(x.constant(-self.inverse), x.constant(offset));
        let lost = x.fused(x, -square) - more;
        let small = (-left).fused(right, count.fused(x.constant(self.low), lost));
        let r = -(count.fused(x.constant(self.high), square) + small);
        Pieces {
            q: q(r),
            scale,
            count,
        }
    }
}

pub(super) mod single {
    use super::{LN_2, LOG2_E, Pieces, Real, Step, linear};

    const WIDE: Step = Step {
        inverse: 0.5 * LOG2_E,
        high: 1.38629150390625,
        low: 2.857213530660374e-06,
    };
    const NARROW: Step = Step {
        inverse: LOG2_E,
        high: 0.693145751953125,
        low: 1.428606765330187e-06,
    };

    /// The pieces of eˣ for |x| up to 170.
    #[inline(always)]
    pub(in crate::math) fn wide<V: Real<Scalar = f32>>(x: V) -> Pieces<V> {
        WIDE.reduce(
            x,
            #[inline(always)]
            |r| {
                let r2 = r * r;
                let high = r2.fused(
                    linear(r, [0.0014105340233072639, 0.00019630695169325918]),
                    linear(r, [0.041661202907562256, 0.008335963822901249]),
                );
                r2.fused(
                    r2.fused(high, linear(r, [0.5000003576278687, 0.1666661649942398])),
                    r,
                )
            },
        )
    }

    /// The pieces of e⁻ˣ, for n + `offset` between −126 and 127.
    #[inline(always)]
    pub(in crate::math) fn narrow_minus<V: Real<Scalar = f32>>(x: V, offset: f64) -> Pieces<V> {
        NARROW.reduce_minus(
            x,
            offset,
            #[inline(always)]
            |r| narrow_q(r),
        )
    }

    /// The pieces of e^(left·right − x² + more) for a tiny product and `more` and n + `offset` in the same range.
    #[inline(always)]
    pub(in crate::math) fn narrow_minus_square<V: Real<Scalar = f32>>(
        x: V,
        product: [V; 3],
        offset: f64,
    ) -> Pieces<V> {
        NARROW.reduce_minus_square(
            x,
            product,
            offset,
            #[inline(always)]
            |r| narrow_q(r),
        )
    }

    /// The pieces of e⁻ˣ for |x| up to 25, where the f32 nearest to ln 2, a lucky one, is near enough
    /// alone.
    #[inline(always)]
    pub(in crate::math) fn narrow_minus_small<V: Real<Scalar = f32>>(x: V) -> Pieces<V> {
        let (count, scale) = x.nearest_power_of_two(x.constant(-LOG2_E), x.constant(0.0));
        Pieces {
            q: narrow_q(-count.fused(x.constant(LN_2), x)),
            scale,
            count,
        }
    }

    /// eʳ − 1 for |r| ≤ ½ ln 2.
    #[inline(always)]
    fn narrow_q<V: Real<Scalar = f32>>(r: V) -> V {
        let r2 = r * r;
        let high = r2.fused(
            r.constant(0.0013865468790754676),
            linear(r, [0.04166749119758606, 0.008366389200091362]),
        );
        r2.fused(
            r2.fused(high, linear(r, [0.4999999701976776, 0.1666654497385025])),
            r,
        )
    }
}

pub(super) mod double {
    use super::{LOG2_E, Pieces, Real, Step, cubic, linear, septic};

    const WIDE: Step = Step {
        inverse: 0.5 * LOG2_E,
        high: 1.3862943611197807,
        low: 1.0995846037416742e-13,
    };
    const NARROW: Step = Step {
        inverse: LOG2_E,
        high: 0.6931471805598903,
        low: 5.497923018708371e-14,
    };

    /// The pieces of eˣ for |x| up to 1400.
    #[inline(always)]
    pub(in crate::math) fn wide<V: Real<Scalar = f64>>(x: V) -> Pieces<V> {
        WIDE.reduce(
            x,
            #[inline(always)]
            |r| {
                let r2 = r * r;
                let r4 = r2 * r2;
                let low = [
                    0.4999999999999993,
                    0.16666666666666935,
                    0.04166666666670209,
                    0.008333333333270304,
                    0.0013888888883578732,
                    0.00019841269892483502,
                    2.4801590828716198e-05,
                    2.755730075283506e-06,
                ];
                let high = [
                    2.755615835520808e-07,
                    2.505501713731407e-08,
                    2.1062304553573562e-09,
                    1.5936563014733566e-10,
                ];
                r2.fused(
                    (r4 * r4).fused(cubic(r, r2, high), septic(r, r2, r4, low)),
                    r,
                )
            },
        )
    }

    /// The pieces of e⁻ˣ, for n + `offset` between −1022 and 1023.
    #[inline(always)]
    pub(in crate::math) fn narrow_minus<V: Real<Scalar = f64>>(x: V, offset: f64) -> Pieces<V> {
        NARROW.reduce_minus(
            x,
            offset,
            #[inline(always)]
            |r| narrow_q(r),
        )
    }

    /// The pieces of e^(left·right − x² + more) for a tiny product and `more` and n + `offset` in the same range.
    #[inline(always)]
    pub(in crate::math) fn narrow_minus_square<V: Real<Scalar = f64>>(
        x: V,
        product: [V; 3],
        offset: f64,
    ) -> Pieces<V> {
        NARROW.reduce_minus_square(
            x,
            product,
            offset,
            #[inline(always)]
            |r| narrow_q(r),
        )
    }

    /// eʳ − 1 for |r| ≤ ½ ln 2.
    #[inline(always)]
    fn narrow_q<V: Real<Scalar = f64>>(r: V) -> V {
        let r2 = r * r;
        let r4 = r2 * r2;
        let low = [
            0.5000000000000006,
            0.16666666666666619,
            0.04166666666657412,
            0.008333333333370717,
            0.0013888888932175214,
            0.0001984126976001383,
            2.480150470255167e-05,
            2.755737073115752e-06,
        ];
        let high = linear(r, [2.7626224834856127e-07, 2.5065477854414773e-08]);
        r2.fused((r4 * r4).fused(high, septic(r, r2, r4, low)), r)
    }
}
