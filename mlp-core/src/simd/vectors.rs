//! Vector registers as numbers side by side, through the crate `fearless_simd`, whose types are
//! safe wherever its proof of the instruction set is at hand.
//!
//! Each lane takes the very steps that a single number would; where an instruction differs from that
//! for NaN or a signed zero, the operands stand in the order that makes it agree.

use super::instructions::Instructions;
use super::{Lanes, Level, Run, Simd};
use crate::number::{Real, Scalar};
use core::fmt::Debug;
use core::marker::PhantomData;
use core::ops::{Add, Div, Mul, Neg, Sub};
use fearless_simd::prelude::*;
use fearless_simd::{
    f32x4, f32x8, f32x16, f64x2, f64x4, f64x8, mask32x4, mask32x8, mask32x16, mask64x2, mask64x4,
    mask64x8, u32x4, u32x8, u32x16, u64x2, u64x4, u64x8,
};

/// The proof that this machine has the vector instructions `S`; [products](Products) are fused into
/// their sums or not.
#[derive(Clone, Copy, Debug)]
pub struct Vectors<S, P = Fused>(S, PhantomData<P>);

impl<S: Brings<P>, P> Vectors<S, P> {
    #[inline(always)]
    pub(super) const fn with(simd: S) -> Self {
        Self(simd, PhantomData)
    }
}

/// Vector instructions with products `P`: a level whose products are [`Fused`] has the instruction, for single
/// numbers, too.
pub trait Brings<P> {}

impl<S: fearless_simd::Simd> Brings<Apart> for S {}
#[cfg(target_arch = "x86_64")]
impl Brings<Fused> for fearless_simd::Avx2 {}
#[cfg(target_arch = "x86_64")]
impl Brings<Fused> for fearless_simd::Avx512 {}
#[cfg(target_arch = "aarch64")]
impl Brings<Fused> for fearless_simd::Neon {}

/// How products come into sums.
pub trait Products: Copy + Debug + 'static {
    /// Whether `a * b + c` is rounded once.
    const FUSED: bool;
}

/// Products are fused into their sums: the promised bits.
#[derive(Clone, Copy, Debug)]
pub enum Fused {}

impl Products for Fused {
    const FUSED: bool = true;
}

/// Product and sum are rounded apart: for networks that say `where numerics = fast`.
#[derive(Clone, Copy, Debug)]
pub enum Apart {}

impl Products for Apart {
    const FUSED: bool = false;
}

#[cfg(target_arch = "x86_64")]
impl Vectors<fearless_simd::Avx512> {
    /// The level below, whose instructions a machine of this one has, too.
    #[inline(always)]
    pub(super) fn halved(self) -> Option<Vectors<fearless_simd::Avx2>> {
        fearless_simd::Level::Avx512(self.0).as_avx2().map(Vectors::with)
    }
}

macro_rules! lanes {
    (
        $(#[$doc:meta])* $name:ident, $count:literal lanes [$($index:literal),*] of $scalar:ident: $vector:ident, $mask:ident,
        $bits:ident of $integer:ident, mantissa bits $mantissa_bits:literal, exponent bias $bias:literal
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[repr(transparent)]
        pub struct $name<S: fearless_simd::Simd, P>($vector<S>, PhantomData<P>);

        impl<S: fearless_simd::Simd, P: Products> $name<S, P> {
            #[inline(always)]
            const fn of(vector: $vector<S>) -> Self {
                Self(vector, PhantomData)
            }
            #[inline(always)]
            fn filled(self, value: $scalar) -> $vector<S> {
                $vector::splat(self.0.token(), value)
            }
        }

        impl<S: fearless_simd::Simd, P: Products> Lanes<Vectors<S, P>> for $name<S, P> {
            const COUNT: usize = $count;

            #[inline(always)]
            fn broadcast(simd: Vectors<S, P>, value: $scalar) -> Self {
                Self::of($vector::splat(simd.0, value))
            }
            #[inline(always)]
            fn from_fn(simd: Vectors<S, P>, value: impl Fn(usize) -> $scalar) -> Self {
                Self::of($vector::load_array(simd.0, [$(value($index)),*]))
            }
            #[inline(always)]
            fn load(simd: Vectors<S, P>, values: &[$scalar]) -> Self {
                Self::of($vector::from_slice(simd.0, &values[..$count]))
            }
            #[inline(always)]
            fn store(self, values: &mut [$scalar]) {
                self.0.store_slice(&mut values[..$count]);
            }
            #[inline(always)]
            fn turned<const N: usize>(mut square: [Self; N]) -> [Self; N] {
                // Values that lie half a square apart are zipped, once for each bit of a lane's index.
                let half = $count / 2;
                let mut bit = 1;
                while bit < $count {
                    let before = square;
                    let mut k = 0;
                    while k < half {
                        let (even, odd) = (before[k].0, before[k + half].0);
                        square[2 * k] = Self::of(even.zip_low(odd));
                        square[2 * k + 1] = Self::of(even.zip_high(odd));
                        k += 1;
                    }
                    bit *= 2;
                }
                square
            }
            #[inline(always)]
            fn alternate(self, other: Self) -> (Self, Self) {
                (Self::of(self.0.unzip_low(other.0)), Self::of(self.0.unzip_high(other.0)))
            }
            #[inline(always)]
            #[allow(unsafe_code, reason = "as the trait says")]
            unsafe fn read(simd: Vectors<S, P>, from: *const $scalar) -> Self {
                // SAFETY: as the caller promises; an array of numbers is aligned as one of them is.
                Self::of($vector::load_array_ref(simd.0, unsafe { &*from.cast::<[$scalar; $count]>() }))
            }
            #[inline(always)]
            #[allow(unsafe_code, reason = "as the trait says")]
            unsafe fn write(self, to: *mut $scalar) {
                // SAFETY: as the caller promises; an array of numbers is aligned as one of them is.
                unsafe { to.cast::<[$scalar; $count]>().write(self.0.into()) };
            }
        }

        const _: () = assert!($count <= super::MOST_LANES);

        impl<S: fearless_simd::Simd, P: Products> Real for $name<S, P> {
            type Scalar = $scalar;
            type Mask = $mask<S>;

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless, reason = "rounding to the type is what is asked for")]
            fn constant(self, value: f64) -> Self {
                Self::of(self.filled(value as $scalar))
            }
            #[inline(always)]
            fn splat(self, scalar: $scalar) -> Self {
                Self::of(self.filled(scalar))
            }
            #[inline(always)]
            fn lane(self, index: usize) -> $scalar {
                self.0[index]
            }
            #[inline(always)]
            fn fused(self, factor: Self, addend: Self) -> Self {
                Self::of(if const { P::FUSED } {
                    self.0.mul_add_precise(factor.0, addend.0)
                } else {
                    self.0 * factor.0 + addend.0
                })
            }
            #[inline(always)]
            fn abs(self) -> Self {
                Self::of(self.0.abs())
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                Self::of(self.0.copysign(sign.0))
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Self::of(self.0.sqrt())
            }
            #[inline(always)]
            fn at_least(self, floor: Self) -> Self {
                // The maximum of x86 is its second operand where either is NaN or both are zero.
                Self::of(if cfg!(target_arch = "x86_64") {
                    floor.0.max(self.0)
                } else {
                    self.0.simd_lt(floor.0).select(floor.0, self.0)
                })
            }
            #[inline(always)]
            fn at_most(self, ceiling: Self) -> Self {
                Self::of(if cfg!(target_arch = "x86_64") {
                    ceiling.0.min(self.0)
                } else {
                    ceiling.0.simd_lt(self.0).select(ceiling.0, self.0)
                })
            }
            #[inline(always)]
            fn less_than(self, other: Self) -> $mask<S> {
                self.0.simd_lt(other.0)
            }
            #[inline(always)]
            fn equals(self, other: Self) -> $mask<S> {
                self.0.simd_eq(other.0)
            }
            #[inline(always)]
            fn is_nan(self) -> $mask<S> {
                self.0.is_nan()
            }
            #[inline(always)]
            fn select(self, mask: $mask<S>, otherwise: Self) -> Self {
                Self::of(mask.select(self.0, otherwise.0))
            }
            #[inline(always)]
            fn zero_where(self, mask: $mask<S>) -> Self {
                let bits: $bits<S> = mask.to_vector().bitcast();
                Self::of((self.0.bitcast::<$bits<S>>() & !bits).bitcast())
            }
            #[inline(always)]
            fn power_of_two(self) -> Self {
                let shifted = self.0 + self.filled($scalar::EXPONENT_SHIFT);
                Self::of((shifted.bitcast::<$bits<S>>() << $mantissa_bits).bitcast())
            }
            #[inline(always)]
            fn nearest_power_of_two(self, factor: Self, offset: Self) -> (Self, Self) {
                let shift = self.filled($scalar::EXPONENT_SHIFT) + offset.0;
                let shifted = self.fused(factor, Self::of(shift)).0;
                let power = (shifted.bitcast::<$bits<S>>() << $mantissa_bits).bitcast();
                (Self::of(shifted - shift), Self::of(power))
            }
            #[inline(always)]
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "exact by construction")]
            fn fraction_and_exponent(self) -> (Self, Self) {
                const SQRT_HALF: $integer = core::$scalar::consts::FRAC_1_SQRT_2.to_bits();
                /// Keeps the exponent positive, so that a shift without sign will do.
                const LIFT: $integer = ($bias + 1) << $mantissa_bits;
                /// A number whose lowest bit counts ones: an integer in its lowest bits is added to it.
                const INTEGER: $scalar = (1_u64 << $mantissa_bits) as $scalar;

                let simd = self.0.token();
                let above = self.0.bitcast::<$bits<S>>() - $bits::splat(simd, SQRT_HALF);
                let lifted = (above + $bits::splat(simd, LIFT)) >> $mantissa_bits;
                let exponent = (lifted | $bits::splat(simd, INTEGER.to_bits())).bitcast::<$vector<S>>()
                    - self.filled(INTEGER + ($bias + 1) as $scalar);
                let fraction = (above & $bits::splat(simd, (1 << $mantissa_bits) - 1))
                    + $bits::splat(simd, SQRT_HALF);
                (Self::of(fraction.bitcast()), Self::of(exponent))
            }
        }

        impl<S: fearless_simd::Simd, P: Products> Neg for $name<S, P> {
            type Output = Self;

            #[inline(always)]
            fn neg(self) -> Self {
                Self::of(-self.0)
            }
        }

        operator!($name: Add add, Sub sub, Mul mul, Div div);
    };
}

macro_rules! operator {
    ($name:ident: $($trait:ident $method:ident),*) => {$(
        impl<S: fearless_simd::Simd, P: Products> $trait for $name<S, P> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self::of($trait::$method(self.0, other.0))
            }
        }
    )*};
}

lanes!(
    /// Four `f32` side by side.
    F32x4, 4 lanes [0, 1, 2, 3] of f32: f32x4, mask32x4, u32x4 of u32, mantissa bits 23, exponent bias 127
);
lanes!(
    /// Eight `f32` side by side.
    F32x8, 8 lanes [0, 1, 2, 3, 4, 5, 6, 7] of f32: f32x8, mask32x8, u32x8 of u32, mantissa bits 23, exponent bias 127
);
lanes!(
    /// Sixteen `f32` side by side.
    F32x16, 16 lanes [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] of f32: f32x16, mask32x16, u32x16 of u32, mantissa bits 23, exponent bias 127
);
lanes!(
    /// Two `f64` side by side.
    F64x2, 2 lanes [0, 1] of f64: f64x2, mask64x2, u64x2 of u64, mantissa bits 52, exponent bias 1023
);
lanes!(
    /// Four `f64` side by side.
    F64x4, 4 lanes [0, 1, 2, 3] of f64: f64x4, mask64x4, u64x4 of u64, mantissa bits 52, exponent bias 1023
);
lanes!(
    /// Eight `f64` side by side.
    F64x8, 8 lanes [0, 1, 2, 3, 4, 5, 6, 7] of f64: f64x8, mask64x8, u64x8 of u64, mantissa bits 52, exponent bias 1023
);

/// The registers of a type of number.
pub trait Registers: Sized {
    /// 128 bits.
    type Of128<S: fearless_simd::Simd, P: Products>: Lanes<Vectors<S, P>, Scalar = Self>;
    /// 256 bits.
    type Of256<S: fearless_simd::Simd, P: Products>: Lanes<Vectors<S, P>, Scalar = Self>;
    /// 512 bits.
    type Of512<S: fearless_simd::Simd, P: Products>: Lanes<Vectors<S, P>, Scalar = Self>;
    /// Eight numbers.
    type Eight<S: fearless_simd::Simd, P: Products>: Lanes<Vectors<S, P>, Scalar = Self>;
}

macro_rules! registers {
    ($($scalar:ident: $of_128:ident, $of_256:ident, $of_512:ident, $eight:ident;)*) => {$(
        impl Registers for $scalar {
            type Of128<S: fearless_simd::Simd, P: Products> = $of_128<S, P>;
            type Of256<S: fearless_simd::Simd, P: Products> = $of_256<S, P>;
            type Of512<S: fearless_simd::Simd, P: Products> = $of_512<S, P>;
            type Eight<S: fearless_simd::Simd, P: Products> = $eight<S, P>;
        }
    )*};
}

registers! {
    f32: F32x4, F32x8, F32x16, F32x8;
    f64: F64x2, F64x4, F64x8, F64x8;
}

macro_rules! level {
    ($token:ident, $products:ident as $level:ident: one $one:ty, native $native:ident) => {
        impl Run for Vectors<fearless_simd::$token, $products> {
            #[inline(always)]
            fn run<R>(self, task: impl FnOnce(Self) -> R) -> R {
                // The proof moves in, so that what a task refers to crosses the call in registers.
                Instructions::run(
                    self.0,
                    #[inline(always)]
                    move || task(self),
                )
            }

            #[inline(always)]
            fn level(self) -> Level {
                Level::$level(self)
            }
        }

        impl<T: Scalar> Simd<T> for Vectors<fearless_simd::$token, $products> {
            type One = $one;
            #[cfg(not(debug_assertions))]
            type Small = T::Of128<fearless_simd::$token, $products>;
            #[cfg(not(debug_assertions))]
            type Native = T::$native<fearless_simd::$token, $products>;
            #[cfg(not(debug_assertions))]
            type Eight = T::Eight<fearless_simd::$token, $products>;
            #[cfg(not(debug_assertions))]
            type Samples = T::Of512<fearless_simd::$token, $products>;
            // Unoptimized, vectors would be calls of calls, and seconds to compile in each network.
            // The bits are the same.
            #[cfg(debug_assertions)]
            type Small = $one;
            #[cfg(debug_assertions)]
            type Native = $one;
            #[cfg(debug_assertions)]
            type Eight = $one;
            #[cfg(debug_assertions)]
            type Samples = $one;
        }
    };
}

#[cfg(target_arch = "x86_64")]
level!(Avx2, Fused as Avx2: one super::FusedOne<T>, native Of256);
#[cfg(target_arch = "x86_64")]
level!(Avx512, Fused as Avx512: one super::FusedOne<T>, native Of512);
#[cfg(target_arch = "x86_64")]
level!(Sse2, Apart as Plain: one super::PlainOne<T>, native Of128);
#[cfg(target_arch = "aarch64")]
level!(Neon, Fused as Neon: one T, native Of128);
#[cfg(target_arch = "wasm32")]
level!(WasmSimd128, Apart as Plain: one super::PlainOne<T>, native Of128);

/// Where the target itself has the fused multiply-add, a number is one at every level.
#[cfg(target_arch = "aarch64")]
impl<T: Scalar> Lanes<Vectors<fearless_simd::Neon>> for T {
    const COUNT: usize = 1;

    #[inline(always)]
    fn broadcast(_: Vectors<fearless_simd::Neon>, value: T) -> T {
        value
    }
    #[inline(always)]
    fn from_fn(_: Vectors<fearless_simd::Neon>, value: impl Fn(usize) -> T) -> T {
        value(0)
    }
    #[inline(always)]
    fn load(_: Vectors<fearless_simd::Neon>, values: &[T]) -> T {
        values[0]
    }
    #[inline(always)]
    fn store(self, values: &mut [T]) {
        values[0] = self;
    }
    #[inline(always)]
    #[allow(unsafe_code, reason = "as the trait says")]
    unsafe fn read(_: Vectors<fearless_simd::Neon>, from: *const T) -> T {
        // SAFETY: as the caller promises.
        unsafe { from.read() }
    }
    #[inline(always)]
    #[allow(unsafe_code, reason = "as the trait says")]
    unsafe fn write(self, to: *mut T) {
        // SAFETY: as the caller promises.
        unsafe { to.write(self) }
    }
}
