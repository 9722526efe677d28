//! The error function and its complement.
//!
//! ```text
//! erf x = 2/√π · ∫₀ˣ e^(−t²) dt        erfc x = 1 − erf x
//! ```
//!
//! **erf** is one exponential of a polynomial. g(t) = −ln(erfc t) is smooth from zero to the point where
//! erf is 1, and erf t = 1 − e^(−g) = −(S·q + (S − 1)) loses no digits near zero, where S = 1 and q is
//! e^(−g) − 1 itself. So small and large arguments take the same steps, without a division.
//! (C. Hastings, *Approximations for Digital Computers*, 1955, has forms of this kind; the complement as
//! the exponential of a polynomial is in W. H. Press et al., *Numerical Recipes*, 3rd edition, 2007, 6.2.2.)
//!
//! **erfc**, in the right tail accurate relative to itself, takes e^(−x²) apart:
//!
//! ```text
//! erfc x = e^(−x²) · t · (1 + w)     where t = ½k / (k + x), w a polynomial in t
//! ```
//!
//! which covers the whole right half (M. M. Shepherd & J. G. Laframboise, *Chebyshev Approximation of
//! (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞*, Mathematics of Computation 36, 1981); on the left it is
//! 2 − erfc(−x). Two things would cost the tail its digits. The rounding of x² is known from a fused
//! multiplication and goes into the exponent. So does what sum and quotient of t have rounded away:
//! ρ = ½k − t·(k + x), times the growth of ln(t·(1 + w)) with ρ, for which a line or a parabola is good
//! enough. (W. J. Cody, *Rational Chebyshev Approximations for the Error Function*, Mathematics of
//! Computation 23, 1969, is the usual way where a branch may choose among intervals.)
//!
//! The variable of w is 4t − ¾ (f32) or 4t − ½ (f64), exact wherever it counts: the factor is a power of
//! two, and the result stays below ½ where t has digits that a larger one had no room for.
//!
//! `scripts/coefficients.py` derives every constant.

#![expect(
    clippy::unreadable_literal,
    reason = "the shortest decimals that read back as the very coefficients"
)]

use super::polynomial::{cubic, linear, septic};
use super::reduction::{self, Pieces};
use crate::number::Real;

/// erf x, from the pieces of erfc |x| = e^(−g).
#[inline(always)]
fn erf<V: Real>(x: V, Pieces { q, scale, .. }: Pieces<V>) -> V {
    scale.fused(q, scale - x.constant(1.0)).copysign(x)
}

/// k: where the variable of w is about in the middle of its range.
const K: f64 = 1.75;

/// What erfc needs to know of a type.
struct Complement {
    /// Where the result is 0 for good.
    end: f64,
    /// The variable of w is 4t − shift.
    shift: f64,
    /// Makes room for e^(−x²) below the smallest normal number.
    offset: f64,
}

impl Complement {
    /// erfc x. `growth` is that of ln(t·(1 + w)) with ρ, at t; `w` is at 4t − shift; `pieces` are those of
    /// e^(left·right − x²), with 2^(n + offset).
    #[inline(always)]
    fn of<V: Real>(
        &self,
        x: V,
        growth: impl FnOnce(V) -> V,
        w: impl FnOnce(V) -> V,
        pieces: impl FnOnce(V, [V; 2], f64) -> Pieces<V>,
    ) -> V {
        let magnitude = x.abs().at_most(x.constant(self.end));
        let center = x.constant(K);
        let half = x.constant(0.5 * K);
        let sum = magnitude + center;
        let t = half / sum;
        // k has so few bits that both differences are exact.
        let lost = magnitude - (sum - center);
        let rho = (-t).fused(lost, (-t).fused(sum, half));
        let w = w(t.fused(x.constant(4.0), x.constant(-self.shift)));
        let Pieces { q, scale, .. } = pieces(magnitude, [growth(t), rho], self.offset);
        let one = t * scale;
        let lifted = one.fused(q.fused(w, q) + w, one);
        let lower = x.constant(-self.offset).power_of_two();
        let two = x.constant(2.0);
        (-lifted)
            .fused(lower, two)
            .select(x.less_than(x.constant(0.0)), lifted * lower)
    }
}

pub(super) mod single {
    use super::{
        Complement, Real, cubic, linear,
        reduction::single::{narrow_minus_small, narrow_minus_square},
        septic,
    };

    /// The error function, 2/√π · ∫₀ˣ e^(−t²) dt; odd to the bit, ±1 from 3.92.
    #[must_use]
    #[inline(always)]
    pub fn erf<V: Real<Scalar = f32>>(x: V) -> V {
        let t = x.abs().at_most(x.constant(3.95));
        let t2 = t * t;
        let high = t2.fused(
            t.constant(-9.292376489611343e-06),
            linear(t, [-0.0006343259592540562, 0.00011800660286098719]),
        );
        let rest = (t2 * t2).fused(
            high,
            cubic(
                t,
                t2,
                [
                    0.10277699679136276,
                    -0.01915062591433525,
                    -0.00016411268734373152,
                    0.001670178258791566,
                ],
            ),
        );
        // The two terms that count for small t last, one after the other, with fewer roundings.
        let p = t.fused(
            t.fused(rest, t.constant(0.636619508266449)),
            t.constant(0.12837916612625122),
        );
        super::erf(x, narrow_minus_small(t.fused(p, t)))
    }

    /// 1 − erf x, accurate relative to itself: 0 from 10.06, 2 below −3.84.
    #[must_use]
    #[inline(always)]
    pub fn erfc<V: Real<Scalar = f32>>(x: V) -> V {
        const COMPLEMENT: Complement = Complement {
            end: 10.06,
            shift: 0.75,
            offset: 32.0,
        };
        COMPLEMENT.of(
            x,
            #[inline(always)]
            |t| linear(t, [1.2410250902175903, 2.1793174743652344]),
            #[inline(always)]
            |u| {
                let u2 = u * u;
                let u4 = u2 * u2;
                let low = [
                    0.2088758796453476,
                    0.008131190203130245,
                    -0.02592087909579277,
                    -0.003716628300026059,
                    0.005062834359705448,
                    0.0003504720516502857,
                    -0.0013459727633744478,
                    0.0004941891529597342,
                ];
                let rest =
                    (u4 * u4).fused(u.constant(-6.002280133543536e-05), septic(u, u2, u4, low));
                u.fused(
                    u.fused(rest, u.constant(0.5894803404808044)),
                    u.constant(-0.020559292286634445),
                )
            },
            #[inline(always)]
            |x, product, offset| narrow_minus_square(x, product, offset),
        )
    }
}

pub(super) mod double {
    use super::{
        Complement, Real, cubic, linear,
        reduction::double::{narrow_minus, narrow_minus_square},
        septic,
    };

    /// The error function, 2/√π · ∫₀ˣ e^(−t²) dt; odd to the bit, ±1 from 5.92.
    #[must_use]
    #[inline(always)]
    pub fn erf<V: Real<Scalar = f64>>(x: V) -> V {
        let t = x.abs().at_most(x.constant(5.95));
        let t2 = t * t;
        let t4 = t2 * t2;
        let t8 = t4 * t4;
        let low = [
            0.10277260330156217,
            -0.019128446999316262,
            -0.00020919477178624332,
            0.0016962070116435222,
            -0.0005901289320392691,
            2.5891431337584475e-05,
            6.44562156890337e-05,
            -2.9649377781600453e-05,
        ];
        let middle = [
            3.2867860783479947e-06,
            2.9872863943761815e-06,
            -1.8936759271275625e-06,
            4.577645246668318e-07,
            5.949398612074084e-08,
            -1.0182505827026651e-07,
            4.9263992399681073e-08,
            -1.554057071285287e-08,
        ];
        let high = [
            3.585539640484543e-09,
            -6.215093557490181e-10,
            8.048959059136657e-11,
            -7.569173499803652e-12,
        ];
        let rest = t2.fused(
            t.constant(3.48841344091104e-16),
            linear(t, [4.879936364122367e-13, -1.9247337283527918e-14]),
        );
        let rest = t4.fused(rest, cubic(t, t2, high));
        let rest = t8.fused(rest, septic(t, t2, t4, middle));
        let rest = t8.fused(rest, septic(t, t2, t4, low));
        let p = t.fused(
            t.fused(rest, t.constant(0.6366197723675872)),
            t.constant(0.12837916709551256),
        );
        super::erf(x, narrow_minus(t.fused(p, t), 0.0))
    }

    /// 1 − erf x, accurate relative to itself: 0 from 27.23, 2 below −5.86.
    #[must_use]
    #[inline(always)]
    pub fn erfc<V: Real<Scalar = f64>>(x: V) -> V {
        const COMPLEMENT: Complement = Complement {
            end: 27.23,
            shift: 0.5,
            offset: 64.0,
        };
        COMPLEMENT.of(
            x,
            #[inline(always)]
            |t| {
                t.fused(
                    linear(t, [3.6120155232216224, -2.4332863272659497]),
                    t.constant(1.083449408823342),
                )
            },
            #[inline(always)]
            |u| {
                let u2 = u * u;
                let u4 = u2 * u2;
                let u8 = u4 * u4;
                let low = [
                    0.19391699597661147,
                    0.030286456156604965,
                    -0.017173254037143426,
                    -0.009513264506973065,
                    0.0020718466747491238,
                    0.002605798688682753,
                    -0.00047220116556887697,
                    -0.000818331444212096,
                ];
                let middle = [
                    0.00021833072252182653,
                    0.0002815706283667171,
                    -0.00013502443311851585,
                    -9.224097576000525e-05,
                    8.523590116724431e-05,
                    1.8810162311915242e-05,
                    -4.965642775023912e-05,
                    9.086399164598697e-06,
                ];
                let high = [
                    2.4536544548041814e-05,
                    -1.8746380507953908e-05,
                    -3.9284661830258874e-06,
                    1.6497408000711353e-05,
                    -1.4687318586307555e-05,
                    7.717611282465681e-06,
                    -2.672605271295943e-06,
                    6.053347325602527e-07,
                ];
                let rest = linear(u, [-8.20344237412281e-08, 5.07426726883826e-09]);
                let high = u8.fused(rest, septic(u, u2, u4, high));
                let high = u8.fused(high, septic(u, u2, u4, middle));
                let rest = u8.fused(high, septic(u, u2, u4, low));
                u.fused(
                    u.fused(rest, u.constant(0.4880860357783798)),
                    u.constant(-0.15509811624886558),
                )
            },
            #[inline(always)]
            |x, product, offset| narrow_minus_square(x, product, offset),
        )
    }
}
