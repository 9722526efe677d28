//! The scalar types a network can be made of: `f32` and `f64`.

use super::Real;
use crate::math;
use crate::matrix::rows::Kernels;
use crate::simd::{Compiled, Level, Registers};
use core::fmt::{Debug, Display};
use core::ops::{AddAssign, DivAssign, SubAssign};

/// The number type of a network's parameters: `f32` or `f64`.
///
/// Sealed: the functions of [`math`](crate::math) need constants for each scalar type.
pub trait Scalar:
    Real<Scalar = Self>
    + Registers
    + Kernels
    + PartialEq
    + PartialOrd
    + Default
    + Debug
    + Display
    + AddAssign
    + SubAssign
    + DivAssign
    + Send
    + Sync
    + 'static
    + sealed::Sealed
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// The distance from 1 to the next larger number.
    const EPSILON: Self;
    /// The name as written in a network: `f32` or `f64`.
    const NAME: &'static str;

    /// A number so large that its unit is 1, with the exponent's bias in its lowest bits: a sum with
    /// it is rounded to an integer, and those bits, shifted, are a power of two.
    #[doc(hidden)]
    const EXPONENT_SHIFT: Self;

    /// A sum with [`EXPONENT_SHIFT`](Self::EXPONENT_SHIFT) as a power of two: its lowest bits become the
    /// exponent, and everything else is dropped.
    #[doc(hidden)]
    #[must_use]
    fn exponent_in_lowest_bits(self) -> Self;

    /// Whether the compilation target is sure to have a fused multiply-add for this type.
    #[doc(hidden)]
    const FUSED_BY_INSTRUCTION: bool;

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// The same number as `f64`, exactly.
    fn to_f64(self) -> f64;
    /// Whether the number is neither infinite nor NaN.
    fn is_finite(self) -> bool;

    /// The fused multiply-add of a machine that has FMA.
    ///
    /// # Safety
    /// The machine has FMA.
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    #[doc(hidden)]
    #[must_use]
    #[allow(unsafe_code, reason = "an instruction that not every machine has")]
    unsafe fn instruction_fused(self, factor: Self, addend: Self) -> Self;
    /// Work that is compiled for this type in the core.
    #[doc(hidden)]
    fn compiled<W: Compiled>(level: Level, on: W::On<'_, Self>) -> W::Out;
    #[doc(hidden)]
    fn exp<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn exp_m1<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn ln<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn ln_1p<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn tanh<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn sigmoid<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn softplus<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn erf<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn erfc<V: Real<Scalar = Self>>(x: V) -> V;
    #[doc(hidden)]
    fn normal_distribution<V: Real<Scalar = Self>>(x: V) -> (V, V);
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// Implements [`Real`] and [`Scalar`] for one IEEE type; the arguments are its layout.
macro_rules! scalar {
    (
        $float:ident, $bits:ident, $name:literal, $math:ident,
        mantissa bits $mantissa_bits:literal, exponent bias $bias:literal,
        fused $fused:path, by instruction $by_instruction:path, square root $sqrt:path
    ) => {
        impl Real for $float {
            type Scalar = $float;
            type Mask = bool;

            #[inline(always)]
            #[allow(
                clippy::cast_possible_truncation,
                reason = "rounding to the type is what is asked for"
            )]
            fn constant(self, value: f64) -> Self {
                value as $float
            }
            #[inline(always)]
            fn splat(self, scalar: $float) -> Self {
                scalar
            }
            #[inline(always)]
            fn lane(self, _: usize) -> $float {
                self
            }
            #[inline(always)]
            fn fused(self, factor: Self, addend: Self) -> Self {
                $fused(self, factor, addend)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $float::abs(self)
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                $float::copysign(self, sign)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $sqrt(self)
            }
            #[inline(always)]
            fn at_least(self, floor: Self) -> Self {
                if floor > self { floor } else { self }
            }
            #[inline(always)]
            fn at_most(self, ceiling: Self) -> Self {
                if ceiling < self { ceiling } else { self }
            }
            #[inline(always)]
            fn less_than(self, other: Self) -> bool {
                self < other
            }
            #[inline(always)]
            fn equals(self, other: Self) -> bool {
                self == other
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $float::is_nan(self)
            }
            #[inline(always)]
            fn select(self, mask: bool, otherwise: Self) -> Self {
                if mask { self } else { otherwise }
            }
            #[inline(always)]
            fn power_of_two(self) -> Self {
                (self + Self::EXPONENT_SHIFT).exponent_in_lowest_bits()
            }
            #[inline(always)]
            fn nearest_power_of_two(self, factor: Self, offset: Self) -> (Self, Self) {
                let shift = Self::EXPONENT_SHIFT + offset;
                let shifted = self.fused(factor, shift);
                (shifted - shift, shifted.exponent_in_lowest_bits())
            }
            #[inline(always)]
            #[allow(
                clippy::cast_precision_loss,
                reason = "an exponent has at most 11 bits"
            )]
            fn fraction_and_exponent(self) -> (Self, Self) {
                const SQRT_HALF: $bits = core::$float::consts::FRAC_1_SQRT_2.to_bits();
                let above = self.to_bits().wrapping_sub(SQRT_HALF);
                let exponent = (above.cast_signed() >> $mantissa_bits) as $float;
                let fraction = (above & ((1 << $mantissa_bits) - 1)).wrapping_add(SQRT_HALF);
                ($float::from_bits(fraction), exponent)
            }
        }

        impl Scalar for $float {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const EPSILON: Self = $float::EPSILON;
            const NAME: &'static str = $name;
            const FUSED_BY_INSTRUCTION: bool = $by_instruction;
            #[allow(clippy::cast_precision_loss, reason = "exact by construction")]
            const EXPONENT_SHIFT: Self = ((3_u64 << ($mantissa_bits - 1)) + $bias) as $float;

            #[inline(always)]
            fn exponent_in_lowest_bits(self) -> Self {
                $float::from_bits(self.to_bits() << $mantissa_bits)
            }

            #[inline(always)]
            #[allow(
                clippy::cast_possible_truncation,
                reason = "rounding to the type is what is asked for"
            )]
            fn from_f64(value: f64) -> Self {
                value as $float
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                $float::is_finite(self)
            }
            #[cfg(all(feature = "std", target_arch = "x86_64"))]
            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction that not every machine has")]
            unsafe fn instruction_fused(self, factor: Self, addend: Self) -> Self {
                // SAFETY: as this function asks for.
                unsafe { super::fused::instruction::$float(self, factor, addend) }
            }
            #[inline(always)]
            fn compiled<W: Compiled>(level: Level, on: W::On<'_, Self>) -> W::Out {
                W::$math(level, on)
            }
            #[inline(always)]
            fn exp<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::exp(x)
            }
            #[inline(always)]
            fn exp_m1<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::exp_m1(x)
            }
            #[inline(always)]
            fn ln<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::ln(x)
            }
            #[inline(always)]
            fn ln_1p<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::ln_1p(x)
            }
            #[inline(always)]
            fn tanh<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::tanh(x)
            }
            #[inline(always)]
            fn sigmoid<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::sigmoid(x)
            }
            #[inline(always)]
            fn softplus<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::softplus(x)
            }
            #[inline(always)]
            fn erf<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::erf(x)
            }
            #[inline(always)]
            fn erfc<V: Real<Scalar = Self>>(x: V) -> V {
                math::$math::erfc(x)
            }
            #[inline(always)]
            fn normal_distribution<V: Real<Scalar = Self>>(x: V) -> (V, V) {
                math::$math::normal_distribution(x)
            }
        }
    };
}

scalar!(
    f32, u32, "f32", single,
    mantissa bits 23, exponent bias 127,
    fused super::fused::f32, by instruction super::fused::F32_BY_INSTRUCTION, square root super::square_root::f32
);
scalar!(
    f64, u64, "f64", double,
    mantissa bits 52, exponent bias 1023,
    fused super::fused::f64, by instruction super::fused::F64_BY_INSTRUCTION, square root super::square_root::f64
);
