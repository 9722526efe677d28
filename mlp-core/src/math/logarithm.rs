//! ln x and ln(1 + x).
//!
//! With x = f · 2ⁿ, f between √½ and √2, and t = f − 1, which is exact,
//!
//! ```text
//! ln x = n · ln 2 + ln(1 + t)
//! ```
//!
//! In f32, ln(1 + t) = t + t²·g(t). In f64 that would take twenty terms, so a division shortens
//! the series: with s = t / (2 + t), ln(1 + t) = 2 artanh s = 2s + s·w·R(w), w = s². It is added up as
//! t − (h − s·(h + w·R(w))), h = t²/2, so that the leading term t is exact; the arrangement
//! is that of K. C. Ng's `log` in Sun's fdlibm (1993).
//!
//! `ln_1p` finds n from the rounded 1 + x but t from x itself, t = x·2⁻ⁿ − (1 − 2⁻ⁿ) in one fused
//! operation, so the digits of x that 1 + x rounds away are not lost.
//!
//! Infinities, zero and negative numbers need no branch: they replace n, and n · ln 2 carries them
//! into the result.
//!
//! `scripts/coefficients.py` derives every constant.

#![expect(
    clippy::unreadable_literal,
    reason = "the shortest decimals that read back as the very coefficients"
)]

use super::polynomial::{cubic, linear, septic};
use crate::number::Real;

/// ln x; `near_one(n, t)` is n·ln 2 + ln(1 + t), `smallest` the smallest normal number, and
/// 2^`lift` lifts every subnormal number above it.
#[inline(always)]
fn ln<V: Real>(x: V, smallest: f64, lift: f64, near_one: impl FnOnce(V, V) -> V) -> V {
    let zero = x.constant(0.0);
    let tiny = x.less_than(x.constant(smallest));
    let lift = x.constant(lift);
    let normal = (x * lift.power_of_two()).select(tiny, x);
    let (fraction, exponent) = normal.fraction_and_exponent();
    let exponent = (exponent - lift).select(tiny, exponent);
    let outside = x
        .constant(f64::NAN)
        .select(x.less_than(zero), x.constant(f64::NEG_INFINITY));
    let exponent = exponent.select(zero.less_than(x), outside);
    let exponent = exponent.select(x.less_than(x.constant(f64::INFINITY)), x);
    near_one(exponent, fraction - x.constant(1.0))
}

/// ln(1 + x).
#[inline(always)]
fn ln_1p<V: Real>(x: V, near_one: impl FnOnce(V, V) -> V) -> V {
    let one = x.constant(1.0);
    let (_, exponent) = (x + one).fraction_and_exponent();
    // 2⁻ⁿ in two steps: for the largest x it is subnormal.
    let scale = (x.constant(2.0) - exponent).power_of_two() * x.constant(0.25);
    let t = x.fused(scale, scale - one);
    let outside = x
        .constant(f64::NAN)
        .select(x.less_than(-one), x.constant(f64::NEG_INFINITY));
    let exponent = exponent.select((-one).less_than(x), outside);
    let result = near_one(exponent, t).copysign(x);
    result.select(x.less_than(x.constant(f64::INFINITY)), x)
}

pub(super) mod single {
    use super::{Real, cubic, linear};

    #[inline(always)]
    fn near_one<V: Real<Scalar = f32>>(n: V, t: V) -> V {
        let t2 = t * t;
        let low = cubic(
            t,
            t2,
            [
                -0.49999988079071045,
                0.33333325386047363,
                -0.2500160038471222,
                0.20002004504203796,
            ],
        );
        let high = t2.fused(
            t.constant(-0.0762450322508812),
            linear(t, [-0.1324445903301239, 0.12909288704395294]),
        );
        let high = t2.fused(high, linear(t, [-0.16608770191669464, 0.14181096851825714]));
        let g = (t2 * t2).fused(high, low);
        // The f32 nearest to ln 2 is so near that n times its error never reaches the last bit.
        n.fused(n.constant(core::f64::consts::LN_2), t2.fused(g, t))
    }

    /// Natural logarithm: −∞ at zero, NaN below.
    #[must_use]
    #[inline(always)]
    pub fn ln<V: Real<Scalar = f32>>(x: V) -> V {
        super::ln(
            x,
            f64::from(f32::MIN_POSITIVE),
            32.0,
            #[inline(always)]
            |n, t| near_one(n, t),
        )
    }

    /// ln(1 + x), accurate near zero; keeps the sign of zero.
    #[must_use]
    #[inline(always)]
    pub fn ln_1p<V: Real<Scalar = f32>>(x: V) -> V {
        super::ln_1p(
            x,
            #[inline(always)]
            |n, t| near_one(n, t),
        )
    }
}

pub(super) mod double {
    use super::{Real, cubic, linear};

    const LN_2: [f64; 2] = [0.6931471805598903, 5.497923018708371e-14];

    #[inline(always)]
    fn near_one<V: Real<Scalar = f64>>(n: V, t: V) -> V {
        let [high, low] = LN_2;
        let s = t / (t + t.constant(2.0));
        let w = s * s;
        let w2 = w * w;
        let rest = w2.fused(
            w.constant(0.1479569353395745),
            linear(w, [0.1818356298053552, 0.15314080108472763]),
        );
        let rest = (w2 * w2).fused(
            rest,
            cubic(
                w,
                w2,
                [
                    0.6666666666666734,
                    0.3999999999941669,
                    0.2857142874202776,
                    0.22222198603774415,
                ],
            ),
        );
        let half_square = t * t * t.constant(0.5);
        let correction = s.fused(w.fused(rest, half_square), n * n.constant(low));
        n.fused(n.constant(high), t - (half_square - correction))
    }

    /// Natural logarithm: −∞ at zero, NaN below.
    #[must_use]
    #[inline(always)]
    pub fn ln<V: Real<Scalar = f64>>(x: V) -> V {
        super::ln(
            x,
            f64::MIN_POSITIVE,
            64.0,
            #[inline(always)]
            |n, t| near_one(n, t),
        )
    }

    /// ln(1 + x), accurate near zero; keeps the sign of zero.
    #[must_use]
    #[inline(always)]
    pub fn ln_1p<V: Real<Scalar = f64>>(x: V) -> V {
        super::ln_1p(
            x,
            #[inline(always)]
            |n, t| near_one(n, t),
        )
    }
}

/// ln(1 + e) for e between 0 and 1, without the detour over a power of two.
pub(super) mod up_to_one {
    use super::{Real, linear, septic};

    /// e + e²·(−½ + e·K(e)), the terms added in the order of their size, smallest first.
    #[inline(always)]
    pub(in crate::math) fn single<V: Real<Scalar = f32>>(e: V) -> V {
        let e2 = e * e;
        let k = [
            0.3333224952220917,
            -0.24975082278251648,
            0.19774237275123596,
            -0.15569308400154114,
            0.11024809628725052,
            -0.060919128358364105,
            0.021874653175473213,
            -0.00367740704677999,
        ];
        let h = e.fused(septic(e, e2, e2 * e2, k), e.constant(-0.5));
        e2.fused(h, e)
    }

    /// `more` ≥ 0 plus ln(1 + e), by the series of `ln`, here for |s| ≤ ⅓. Where both count, `more`
    /// nearly cancels what is taken from e, and the sum of the two is all but exact.
    #[inline(always)]
    pub(in crate::math) fn double<V: Real<Scalar = f64>>(e: V, more: V) -> V {
        let s = e / (e + e.constant(2.0));
        let w = s * s;
        let w2 = w * w;
        let w4 = w2 * w2;
        let low = [
            0.6666666666666631,
            0.4000000000015616,
            0.2857142854796843,
            0.22222223963453494,
            0.18181744126110366,
            0.15386555943961436,
            0.13301022787981565,
            0.12105715870130238,
        ];
        let high = linear(w, [0.08341653626458298, 0.1701579974199885]);
        let rest = (w4 * w4).fused(high, septic(w, w2, w4, low));
        let half_square = e * e * e.constant(0.5);
        e + (more - (half_square - s * w.fused(rest, half_square)))
    }
}
