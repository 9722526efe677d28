//! Numbers: one ([`Scalar`]) or several side by side ([`Real`]).
//!
//! Activations, losses and the functions of [`math`](crate::math) are written once, over
//! [`Real`], in plain IEEE 754 operations and fused multiply-adds. A single `f32` is a `Real`, and
//! so is a vector of them; each lane of a vector sees exactly the operations a single number
//! would, so the bits of a result do not depend on how many numbers were computed at once.

mod fused;
mod scalar;
mod square_root;

pub use scalar::Scalar;

use core::fmt::Debug;
use core::ops::{Add, Div, Mul, Neg, Sub};

/// A number, or a fixed count of numbers computed side by side.
///
/// All operations work lane by lane and follow IEEE 754 with rounding to nearest, ties to even.
/// Write an activation or a loss over `V: Real` and it runs on single numbers and on vectors, with
/// the same bits:
///
/// ```
/// use mlp_core::number::Real;
///
/// /// z / (1 + |z|)
/// fn softsign<V: Real>(z: V) -> V {
///     z / (z.constant(1.0) + z.abs())
/// }
/// assert_eq!(softsign(3.0_f32), 0.75);
/// assert_eq!(softsign(-1.0_f64), -0.5);
/// ```
pub trait Real:
    Copy
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The type of one lane.
    type Scalar: Scalar;

    /// One truth value for each lane, made by a comparison and spent by [`select`](Self::select).
    type Mask: Copy;

    /// `value`, rounded to the scalar type, in every lane.
    ///
    /// It is a method of a number because only a number can show which kind of lanes is meant.
    #[must_use]
    fn constant(self, value: f64) -> Self;

    /// `scalar` in every lane.
    #[must_use]
    fn splat(self, scalar: Self::Scalar) -> Self;

    /// The number in lane `index`; every index gives the one number of a single number.
    #[must_use]
    fn lane(self, index: usize) -> Self::Scalar;

    /// `self * factor + addend` with a single rounding (IEEE 754 fusedMultiplyAdd).
    #[must_use]
    fn fused(self, factor: Self, addend: Self) -> Self;

    /// `|self|`.
    #[must_use]
    fn abs(self) -> Self;

    /// The magnitude of `self` with the sign of `sign`.
    #[must_use]
    fn copysign(self, sign: Self) -> Self;

    /// `√self`, correctly rounded; NaN below zero.
    #[must_use]
    fn sqrt(self) -> Self;

    /// `floor` where `floor > self`, otherwise `self`; so NaN in `self` stays NaN.
    #[must_use]
    fn at_least(self, floor: Self) -> Self;

    /// `ceiling` where `ceiling < self`, otherwise `self`; so NaN in `self` stays NaN.
    #[must_use]
    fn at_most(self, ceiling: Self) -> Self;

    /// `self < other`, lane by lane; false where either is NaN.
    #[must_use]
    fn less_than(self, other: Self) -> Self::Mask;

    /// `self = other`, lane by lane; −0 is 0, and NaN equals nothing.
    #[must_use]
    fn equals(self, other: Self) -> Self::Mask;

    /// Where `self` is NaN.
    #[must_use]
    fn is_nan(self) -> Self::Mask;

    /// `self` where the mask is true, `otherwise` where it is false. Neither value is computed
    /// with, so a NaN in the value not taken does no harm.
    #[must_use]
    fn select(self, mask: Self::Mask, otherwise: Self) -> Self;

    /// 0 where `mask` is true, `self` elsewhere.
    #[must_use]
    #[inline(always)]
    fn zero_where(self, mask: Self::Mask) -> Self {
        self.constant(0.0).select(mask, self)
    }

    /// 2 to the power `self`, for integral `self` between -126 and 127 (`f32`) or between -1022
    /// and 1023 (`f64`). Outside that range the result is some number.
    #[must_use]
    fn power_of_two(self) -> Self;

    /// The integer n nearest to `self · factor`, and 2^(n + `offset`), for integral `offset` and an
    /// exponent in the range of [`power_of_two`](Self::power_of_two). The product is not rounded
    /// before it is rounded to an integer. Out of range both are some numbers; NaN gives NaN for n.
    ///
    /// Reducing the argument of an exponential is just this. The provided body says what is
    /// computed; where the bits of a lane can be shifted, three instructions give the same.
    #[must_use]
    #[inline(always)]
    fn nearest_power_of_two(self, factor: Self, offset: Self) -> (Self, Self) {
        let shift = self.splat(Self::Scalar::EXPONENT_SHIFT) + offset;
        let n = self.fused(factor, shift) - shift;
        (n, (n + offset).power_of_two())
    }

    /// Splits a positive, normal number into a fraction between √½ and √2 and an integral exponent,
    /// so that `self = fraction · 2^exponent`. For any other value both parts are some numbers.
    #[must_use]
    fn fraction_and_exponent(self) -> (Self, Self);

    /// `self + weight · a`, fused: one term of a pre-activation.
    #[must_use]
    #[inline(always)]
    fn plus(self, weight: Self::Scalar, a: Self) -> Self {
        a.fused(a.splat(weight), self)
    }

    /// `weight · self`: the first term of a sum that starts from nothing.
    #[must_use]
    #[inline(always)]
    fn times(self, weight: Self::Scalar) -> Self {
        self * self.splat(weight)
    }

    /// eˣ. See [`math`](crate::math) for its accuracy.
    #[must_use]
    #[inline(always)]
    fn exp(self) -> Self {
        <Self::Scalar as Scalar>::exp(self)
    }

    /// eˣ − 1, accurate near zero.
    #[must_use]
    #[inline(always)]
    fn exp_m1(self) -> Self {
        <Self::Scalar as Scalar>::exp_m1(self)
    }

    /// Natural logarithm: −∞ at zero, NaN below.
    #[must_use]
    #[inline(always)]
    fn ln(self) -> Self {
        <Self::Scalar as Scalar>::ln(self)
    }

    /// ln(1 + x), accurate near zero.
    #[must_use]
    #[inline(always)]
    fn ln_1p(self) -> Self {
        <Self::Scalar as Scalar>::ln_1p(self)
    }

    /// Hyperbolic tangent.
    #[must_use]
    #[inline(always)]
    fn tanh(self) -> Self {
        <Self::Scalar as Scalar>::tanh(self)
    }

    /// 1 / (1 + e⁻ˣ).
    #[must_use]
    #[inline(always)]
    fn sigmoid(self) -> Self {
        <Self::Scalar as Scalar>::sigmoid(self)
    }

    /// ln(1 + eˣ), without overflow.
    #[must_use]
    #[inline(always)]
    fn softplus(self) -> Self {
        <Self::Scalar as Scalar>::softplus(self)
    }

    /// The error function, 2/√π · ∫₀ˣ e^(−t²) dt.
    #[must_use]
    #[inline(always)]
    fn erf(self) -> Self {
        <Self::Scalar as Scalar>::erf(self)
    }

    /// 1 − erf x, accurate relative to itself in the right tail.
    #[must_use]
    #[inline(always)]
    fn erfc(self) -> Self {
        <Self::Scalar as Scalar>::erfc(self)
    }

    /// The standard normal distribution at x, Φ(x) = ½ erfc(−x/√2), accurate relative to itself in the left
    /// tail, and its density φ(x) = e^(−x²/2)/√(2π).
    #[must_use]
    #[inline(always)]
    fn normal_distribution(self) -> (Self, Self) {
        <Self::Scalar as Scalar>::normal_distribution(self)
    }
}
