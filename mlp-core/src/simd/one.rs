//! One number at a level that multiplies and adds otherwise than `f32` and `f64` themselves do.

use super::{Lanes, Plain};
use crate::number::{Real, Scalar};
use core::ops::{Add, Div, Mul, Neg, Sub};

/// A number like `T` but for its fused multiply-add.
macro_rules! one {
    ($(#[$attribute:meta])* $name:ident: |$a:ident, $b:ident, $c:ident| $fused:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug)]
        #[repr(transparent)]
        pub struct $name<T>(T);

        impl<T: Scalar> Real for $name<T> {
            type Scalar = T;
            type Mask = T::Mask;

            #[inline(always)]
            fn constant(self, value: f64) -> Self {
                Self(T::from_f64(value))
            }
            #[inline(always)]
            fn splat(self, scalar: T) -> Self {
                Self(scalar)
            }
            #[inline(always)]
            fn lane(self, _: usize) -> T {
                self.0
            }
            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction that the level has for sure")]
            fn fused(self, factor: Self, addend: Self) -> Self {
                let ($a, $b, $c) = (self.0, factor.0, addend.0);
                Self($fused)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                Self(Real::abs(self.0))
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                Self(Real::copysign(self.0, sign.0))
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Self(Real::sqrt(self.0))
            }
            #[inline(always)]
            fn at_least(self, floor: Self) -> Self {
                Self(self.0.at_least(floor.0))
            }
            #[inline(always)]
            fn at_most(self, ceiling: Self) -> Self {
                Self(self.0.at_most(ceiling.0))
            }
            #[inline(always)]
            fn less_than(self, other: Self) -> T::Mask {
                self.0.less_than(other.0)
            }
            #[inline(always)]
            fn equals(self, other: Self) -> T::Mask {
                self.0.equals(other.0)
            }
            #[inline(always)]
            fn is_nan(self) -> T::Mask {
                Real::is_nan(self.0)
            }
            #[inline(always)]
            fn select(self, mask: T::Mask, otherwise: Self) -> Self {
                Self(self.0.select(mask, otherwise.0))
            }
            #[inline(always)]
            fn power_of_two(self) -> Self {
                Self(self.0.power_of_two())
            }
            #[inline(always)]
            fn nearest_power_of_two(self, factor: Self, offset: Self) -> (Self, Self) {
                let shift = Self(T::EXPONENT_SHIFT + offset.0);
                let shifted = self.fused(factor, shift);
                (shifted - shift, Self(shifted.0.exponent_in_lowest_bits()))
            }
            #[inline(always)]
            fn fraction_and_exponent(self) -> (Self, Self) {
                let (fraction, exponent) = self.0.fraction_and_exponent();
                (Self(fraction), Self(exponent))
            }
        }

        impl<T: Scalar> Neg for $name<T> {
            type Output = Self;

            #[inline(always)]
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        operator!($name: Add add, Sub sub, Mul mul, Div div);
    };
}

macro_rules! operator {
    ($name:ident: $($trait:ident $method:ident),*) => {$(
        impl<T: Scalar> $trait for $name<T> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($trait::$method(self.0, other.0))
            }
        }
    )*};
}

/// Reads and writes such a number at a level.
macro_rules! lanes {
    ($name:ident at $level:ty $(, for $simd:ident)?) => {
        impl<$($simd: fearless_simd::Simd,)? T: Scalar> Lanes<$level> for $name<T> {
            const COUNT: usize = 1;

            #[inline(always)]
            fn broadcast(_: $level, value: T) -> Self {
                Self(value)
            }
            #[inline(always)]
            fn from_fn(_: $level, value: impl Fn(usize) -> T) -> Self {
                Self(value(0))
            }
            #[inline(always)]
            fn load(_: $level, values: &[T]) -> Self {
                Self(values[0])
            }
            #[inline(always)]
            fn store(self, values: &mut [T]) {
                values[0] = self.0;
            }
            #[inline(always)]
            #[allow(unsafe_code, reason = "as the trait says")]
            unsafe fn read(_: $level, from: *const T) -> Self {
                // SAFETY: as the caller promises.
                Self(unsafe { from.read() })
            }
            #[inline(always)]
            #[allow(unsafe_code, reason = "as the trait says")]
            unsafe fn write(self, to: *mut T) {
                // SAFETY: as the caller promises.
                unsafe { to.write(self.0) }
            }
        }
    };
}

one!(
    /// A number at [`Plain`]: product and sum are rounded apart.
    PlainOne: |a, b, c| a * b + c
);
lanes!(PlainOne at Plain);

#[cfg(all(feature = "std", target_arch = "x86_64"))]
one!(
    /// A number at a vector level of x86-64: its fused multiply-add is the instruction that the
    /// level has for sure, and the build may not assume.
    FusedOne: |a, b, c| {
        // SAFETY: a `FusedOne` comes from a level that exists only where FMA was found.
        unsafe { a.instruction_fused(b, c) }
    }
);
#[cfg(all(feature = "std", target_arch = "x86_64"))]
lanes!(FusedOne at super::Vectors<S>, for S);
