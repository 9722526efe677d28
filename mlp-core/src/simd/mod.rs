//! The levels of arithmetic a machine offers, and the one dispatch of a public call.
//!
//! A level knows how to multiply, add and fuse; it knows no mathematics. Code written over
//! [`Simd`] is compiled once for each level and gives the same bits at each. [`dispatch!`] chooses
//! the level once for each public call of a network, never inside one.
//!
//! This is the seam for the hot code: a new vector unit is a file in this folder.

mod baseline;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod fma;

pub use baseline::Baseline;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
pub use fma::{Fma, Fused};

use crate::array;
use crate::number::{Real, Scalar};

/// One level of arithmetic: the proof that this machine has it, and the numbers it computes with.
pub trait Simd<T: Scalar>: Copy {
    /// A single number at this level.
    type One: Real<Scalar = T>;

    /// `value` as a number of this level.
    fn one(self, value: T) -> Self::One;

    /// `values` as numbers of this level.
    #[inline(always)]
    fn ones<const N: usize>(self, values: &[T; N]) -> [Self::One; N] {
        array::generate(
            #[inline(always)]
            |k| self.one(values[k]),
        )
    }
}

/// The levels that [`dispatch!`] chooses from.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Level {
    /// What the compilation target guarantees.
    Baseline(Baseline),
    /// AVX2 and FMA, found at run time.
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    Fma(Fma),
}

impl Level {
    /// The best level of this machine.
    #[must_use]
    #[inline(always)]
    pub fn best() -> Self {
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        if let Some(fma) = Fma::detect() {
            return Self::Fma(fma);
        }
        Self::Baseline(Baseline::new())
    }
}

/// Runs an expression at the best level of the machine.
///
/// `dispatch!(simd => expression)` evaluates the expression with `simd` bound to that level. The
/// expression must be made of `#[inline(always)]` functions, or the level's instructions do not
/// reach them.
#[doc(hidden)]
#[macro_export]
macro_rules! dispatch {
    ($simd:ident => $body:expr) => {
        $crate::dispatch!($crate::simd::Level::best(), $simd => $body)
    };
    ($level:expr, $simd:ident => $body:expr) => {
        $crate::__dispatch!($level, $simd => $body)
    };
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $body:expr) => {
        match $level {
            $crate::simd::Level::Fma($simd) => $simd.run(
                #[inline(always)]
                || $body,
            ),
            $crate::simd::Level::Baseline($simd) => $body,
            #[allow(unreachable_patterns, reason = "the enum may grow")]
            _ => {
                let $simd = $crate::simd::Baseline::new();
                $body
            }
        }
    };
}

#[cfg(not(all(feature = "std", target_arch = "x86_64")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $body:expr) => {{
        let _ = $level;
        let $simd = $crate::simd::Baseline::new();
        $body
    }};
}

pub use crate::dispatch;
