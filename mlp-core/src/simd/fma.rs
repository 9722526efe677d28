//! AVX2 and FMA on x86-64, found at run time: what every machine since 2013 has, but no default
//! build may assume.

use super::Simd;
use crate::number::{Real, Scalar};
use core::ops::{Add, Div, Mul, Neg, Sub};

/// The proof that this machine has AVX2 and FMA.
#[derive(Clone, Copy, Debug)]
pub struct Fma(());

impl Fma {
    /// Asks the machine; the answer is cached by std.
    #[must_use]
    #[inline(always)]
    pub fn detect() -> Option<Self> {
        (std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma"))
            .then_some(Self(()))
    }

    /// Runs `task` compiled for AVX2 and FMA.
    #[inline(always)]
    #[allow(
        unsafe_code,
        reason = "the call into a function with more features than the build"
    )]
    pub fn run<R>(self, task: impl FnOnce() -> R) -> R {
        #[target_feature(enable = "avx2,fma")]
        #[inline]
        fn frame<R>(task: impl FnOnce() -> R) -> R {
            task()
        }
        // SAFETY: a value of `Fma` exists only where `detect` found both features.
        unsafe { frame(task) }
    }
}

/// A number whose fused multiply-add is the instruction of this level.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Fused<T>(T);

impl<T: Scalar> Simd<T> for Fma {
    type One = Fused<T>;

    #[inline(always)]
    fn one(self, value: T) -> Fused<T> {
        Fused(value)
    }
}

impl<T: Scalar> Real for Fused<T> {
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
    #[allow(unsafe_code, reason = "the instruction this level is about")]
    fn fused(self, factor: Self, addend: Self) -> Self {
        // SAFETY: a `Fused` comes from an `Fma`, which exists only where FMA was found.
        Self(unsafe { self.0.instruction_fused(factor.0, addend.0) })
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
    fn fraction_and_exponent(self) -> (Self, Self) {
        let (fraction, exponent) = self.0.fraction_and_exponent();
        (Self(fraction), Self(exponent))
    }
}

macro_rules! operator {
    ($($trait:ident $method:ident),*) => {$(
        impl<T: Scalar> $trait for Fused<T> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($trait::$method(self.0, other.0))
            }
        }
    )*};
}

operator!(Add add, Sub sub, Mul mul, Div div);

impl<T: Scalar> Neg for Fused<T> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
