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
//! **The normal distribution** is ½·erfc(−x·√½), where what x·√½ rounds away goes into the exponent, too; its
//! density is what stands in front of t·(1 + w), with those corrections taken out that are not of x².
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
    /// Where the normal distribution and its density are 0 for good; times √½ it is hardly above `end`.
    normal_end: f64,
    /// √½ in the type, and what the type lacks of it.
    sqrt_half: [f64; 2],
    /// √(2/π) in the type, and what the type lacks of it.
    twice_density: [f64; 2],
}

/// What stands for erfc x: with s = 2^offset, s·erfc x, and the s·2ⁿ and q of s·e^(−x² + corrections) = s·2ⁿ·(1 + q).
struct Tail<V> {
    lifted: V,
    scale: V,
    q: V,
    corrections: V,
}

impl Complement {
    /// erfc of a magnitude, times e^`more`. `growth` is that of ln(t·(1 + w)) with ρ, at t; `more` is at t;
    /// `w` is at 4t − shift; `pieces` are those of e^(left·right − x² + more), with 2^(n + offset).
    #[inline(always)]
    fn tail<V: Real>(
        &self,
        magnitude: V,
        more: impl FnOnce(V) -> V,
        growth: impl FnOnce(V) -> V,
        w: impl FnOnce(V) -> V,
        pieces: impl FnOnce(V, [V; 3], f64) -> Pieces<V>,
    ) -> Tail<V> {
        let center = magnitude.constant(K);
        let half = magnitude.constant(0.5 * K);
        let sum = magnitude + center;
        let t = half / sum;
        // k has so few bits that both differences are exact.
        let lost = magnitude - (sum - center);
        let rho = (-t).fused(lost, (-t).fused(sum, half));
        let w = w(t.fused(t.constant(4.0), t.constant(-self.shift)));
        let product = [growth(t), rho, more(t)];
        let corrections = product[0].fused(rho, product[2]);
        let Pieces { q, scale, .. } = pieces(magnitude, product, self.offset);
        let one = t * scale;
        let lifted = one.fused(q.fused(w, q) + w, one);
        Tail {
            lifted,
            scale,
            q,
            corrections,
        }
    }

    /// erfc x.
    #[inline(always)]
    fn of<V: Real>(
        &self,
        x: V,
        growth: impl FnOnce(V) -> V,
        w: impl FnOnce(V) -> V,
        pieces: impl FnOnce(V, [V; 3], f64) -> Pieces<V>,
    ) -> V {
        let magnitude = x.abs().at_most(x.constant(self.end));
        let Tail { lifted, .. } = self.tail(
            magnitude,
            #[inline(always)]
            |t: V| t.constant(0.0),
            growth,
            w,
            pieces,
        );
        let lower = x.constant(-self.offset).power_of_two();
        let two = x.constant(2.0);
        (-lifted)
            .fused(lower, two)
            .select(x.less_than(x.constant(0.0)), lifted * lower)
    }

    /// Φ and φ of the normal distribution: ½·erfc(−x·√½) and its slope.
    ///
    /// What x·√½ rounds away, δ, is known, and erfc(u + δ) is erfc u · e^(δ·L), L the slope of ln(erfc u). The slope
    /// is −2u − 1/u far out and −2/√π at zero; −2u − t·(b + c·t) is as good as needed between them.
    #[inline(always)]
    fn normal<V: Real>(
        &self,
        x: V,
        growth: impl FnOnce(V) -> V,
        w: impl FnOnce(V) -> V,
        pieces: impl FnOnce(V, [V; 3], f64) -> Pieces<V>,
    ) -> (V, V) {
        let magnitude = x.abs().at_most(x.constant(self.normal_end));
        let factor = x.constant(self.sqrt_half[0]);
        let rest = x.constant(self.sqrt_half[1]);
        let u = magnitude * factor;
        let delta = magnitude.fused(rest, magnitude.fused(factor, -u));
        let Tail {
            lifted,
            scale,
            q,
            corrections,
        } = self.tail(
            u,
            #[inline(always)]
            |t: V| {
                let slope = t.fused(linear(t, [1.143, 2.228]), u + u);
                -(slope * delta)
            },
            growth,
            w,
            pieces,
        );
        let half_lower = x.constant(-self.offset - 1.0).power_of_two();
        let one = x.constant(1.0);
        let distribution = (lifted * half_lower).select(
            x.less_than(x.constant(0.0)),
            (-lifted).fused(half_lower, one),
        );
        // e^(−(u + δ)²): what erfc needed is taken out again, and what the factor behind lacks is put in.
        let [twice_density, lacks] = self.twice_density;
        let lacks = x.constant(lacks / twice_density);
        let excess = (u + u).fused(delta, corrections - lacks);
        let q = (-q).fused(excess, q - excess);
        let density = scale.fused(q, scale) * x.constant(twice_density) * half_lower;
        (distribution, density)
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

    const COMPLEMENT: Complement = Complement {
        end: 10.06,
        shift: 0.75,
        offset: 32.0,
        normal_end: 14.45,
        sqrt_half: [0.7071067690849304, 1.2101617485882343e-8],
        twice_density: [0.7978845834732056, -2.2670340271702116e-8],
    };

    /// How ln(t·(1 + w)) grows with ρ.
    #[inline(always)]
    fn growth<V: Real<Scalar = f32>>(t: V) -> V {
        linear(t, [1.2410250902175903, 2.1793174743652344])
    }

    /// w at u.
    #[inline(always)]
    fn w<V: Real<Scalar = f32>>(u: V) -> V {
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
        let rest = (u4 * u4).fused(u.constant(-6.002280133543536e-05), septic(u, u2, u4, low));
        u.fused(
            u.fused(rest, u.constant(0.5894803404808044)),
            u.constant(-0.020559292286634445),
        )
    }

    /// 1 − erf x, accurate relative to itself: 0 from 10.06, 2 below −3.84.
    #[must_use]
    #[inline(always)]
    pub fn erfc<V: Real<Scalar = f32>>(x: V) -> V {
        COMPLEMENT.of(
            x,
            #[inline(always)]
            |t| growth(t),
            #[inline(always)]
            |u| w(u),
            #[inline(always)]
            |x, product, offset| narrow_minus_square(x, product, offset),
        )
    }

    /// The standard normal distribution, ½·erfc(−x/√2), accurate relative to itself in the left tail, and its
    /// density e^(−x²/2)/√(2π).
    #[must_use]
    #[inline(always)]
    pub fn normal_distribution<V: Real<Scalar = f32>>(x: V) -> (V, V) {
        COMPLEMENT.normal(
            x,
            #[inline(always)]
            |t| growth(t),
            #[inline(always)]
            |u| w(u),
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

    const COMPLEMENT: Complement = Complement {
        end: 27.23,
        shift: 0.5,
        offset: 64.0,
        normal_end: 38.62,
        sqrt_half: [core::f64::consts::FRAC_1_SQRT_2, -4.833646656726457e-17],
        twice_density: [0.7978845608028654, -4.98465440455546e-17],
    };

    /// How ln(t·(1 + w)) grows with ρ.
    #[inline(always)]
    fn growth<V: Real<Scalar = f64>>(t: V) -> V {
        t.fused(
            linear(t, [3.6120155232216224, -2.4332863272659497]),
            t.constant(1.083449408823342),
        )
    }

    /// w at u.
    #[inline(always)]
    fn w<V: Real<Scalar = f64>>(u: V) -> V {
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
    }

    /// 1 − erf x, accurate relative to itself: 0 from 27.23, 2 below −5.86.
    #[must_use]
    #[inline(always)]
    pub fn erfc<V: Real<Scalar = f64>>(x: V) -> V {
        COMPLEMENT.of(
            x,
            #[inline(always)]
            |t| growth(t),
            #[inline(always)]
            |u| w(u),
            #[inline(always)]
            |x, product, offset| narrow_minus_square(x, product, offset),
        )
    }

    /// The standard normal distribution, ½·erfc(−x/√2), accurate relative to itself in the left tail, and its
    /// density e^(−x²/2)/√(2π).
    #[must_use]
    #[inline(always)]
    pub fn normal_distribution<V: Real<Scalar = f64>>(x: V) -> (V, V) {
        COMPLEMENT.normal(
            x,
            #[inline(always)]
            |t| growth(t),
            #[inline(always)]
            |u| w(u),
            #[inline(always)]
            |x, product, offset| narrow_minus_square(x, product, offset),
        )
    }
}
