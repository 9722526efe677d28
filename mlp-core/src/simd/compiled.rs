//! Work that this crate compiles, so that the crate of a network does not.
//!
//! A generic function is compiled where it is called: for each network again, at every level. What is done to
//! slices of numbers depends on the type of number alone. As [`Compiled`] it is, for `f32` and `f64`, a function
//! that is not generic, which this crate holds for all levels.

use super::{Baseline, FEW, Level, Simd};
use crate::network::Network;
use crate::number::Scalar;

/// Some work on numbers of the types there are: see `compiled!`, which implements it.
pub trait Compiled {
    /// What the work is given.
    type On<'a, T: Scalar>;
    /// What comes of it.
    type Out;

    /// The work at a level, compiled where this is called.
    fn at<S: Simd<T>, T: Scalar>(simd: S, on: Self::On<'_, T>) -> Self::Out;

    /// [`at`](Self::at) for `f32`, compiled in this crate.
    fn single(level: Level, on: Self::On<'_, f32>) -> Self::Out;

    /// [`at`](Self::at) for `f64`, compiled in this crate.
    fn double(level: Level, on: Self::On<'_, f64>) -> Self::Out;
}

/// Work for the network `N`: compiled in this crate, but for `Plain`, which few networks may have.
#[inline(always)]
pub(crate) fn perform<N: Network, W: Compiled>(level: Level, on: W::On<'_, N::Scalar>) -> W::Out {
    if const { Level::may_be_plain::<N::Scalar>(N::NUMERICS) }
        && let Level::Plain(simd) = level
    {
        return W::at(simd, on);
    }
    N::Scalar::compiled::<W>(level, on)
}

/// The fewest parameters of a network whose steps are compiled at no level: a smaller one takes a passage over its
/// parameters in less time than a call.
pub(crate) const SMALL: usize = FEW;

/// [`perform`], but compiled right here, where the level is `simd`, for a network of few parameters.
#[inline(always)]
pub(crate) fn perform_here<S, N, W>(simd: S, level: Level, on: W::On<'_, N::Scalar>) -> W::Out
where
    S: Simd<N::Scalar>,
    N: Network,
    W: Compiled,
{
    if const { N::PARAMETERS < SMALL } {
        W::at(simd, on)
    } else {
        perform::<N, W>(level, on)
    }
}

/// Work without a level, for the type of number `T`: seldom done, and compiled once.
#[inline(always)]
pub(crate) fn seldom<T: Scalar, W: Compiled>(on: W::On<'_, T>) -> W::Out {
    T::compiled::<W>(Level::Baseline(Baseline::new()), on)
}

/// Declares work of which the numbers are of type `T`, their slices live for `'a`, and the level is `S`:
///
/// ```text
/// compiled! {
///     /// `x ← 2 x`.
///     Double = |simd: S, x: &'a mut [T]| { … }
/// }
/// ```
///
/// `seldom Double = |x: &'a mut [T]| { … }` is compiled for no level in particular.
macro_rules! compiled {
    ($(
        $(#[$attribute:meta])*
        $visibility:vis $name:ident =
            |$simd:ident: $level:ident, $on:tt: $type:ty| $(-> $out:ty)? $body:block
    )*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug)]
        $visibility struct $name;

        impl $crate::simd::Compiled for $name {
            type On<'a, T: $crate::number::Scalar> = $type;
            type Out = $crate::simd::compiled!(@out $($out)?);

            #[inline(always)]
            fn at<$level: $crate::simd::Simd<T>, T: $crate::number::Scalar>(
                $simd: $level,
                on: Self::On<'_, T>,
            ) -> Self::Out {
                let $on = on;
                $body
            }

            #[inline(never)]
            fn single(level: $crate::simd::Level, on: Self::On<'_, f32>) -> Self::Out {
                $crate::simd::dispatch!(level, simd => Self::at(simd, on))
            }

            #[inline(never)]
            fn double(level: $crate::simd::Level, on: Self::On<'_, f64>) -> Self::Out {
                $crate::simd::dispatch!(level, simd => Self::at(simd, on))
            }
        }
    )*};
    ($(
        $(#[$attribute:meta])*
        seldom $visibility:vis $name:ident = |$on:tt: $type:ty| $(-> $out:ty)? $body:block
    )*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug)]
        $visibility struct $name;

        impl $crate::simd::Compiled for $name {
            type On<'a, T: $crate::number::Scalar> = $type;
            type Out = $crate::simd::compiled!(@out $($out)?);

            fn at<S: $crate::simd::Simd<T>, T: $crate::number::Scalar>(
                _: S,
                on: Self::On<'_, T>,
            ) -> Self::Out {
                let $on = on;
                $body
            }

            #[inline(never)]
            fn single(_: $crate::simd::Level, on: Self::On<'_, f32>) -> Self::Out {
                Self::at($crate::simd::Baseline::new(), on)
            }

            #[inline(never)]
            fn double(_: $crate::simd::Level, on: Self::On<'_, f64>) -> Self::Out {
                Self::at($crate::simd::Baseline::new(), on)
            }
        }
    )*};
    (@out) => { () };
    (@out $out:ty) => { $out };
}
pub(crate) use compiled;
