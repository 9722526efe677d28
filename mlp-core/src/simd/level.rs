//! Which level a machine has, asked once, and the dispatch to it.

#[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
use super::Vectors;
use super::{Baseline, Plain};
use crate::number::Scalar;
use crate::numerics::Numerics;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
use core::sync::atomic::{AtomicU8, Ordering};
#[cfg(all(feature = "std", target_arch = "x86_64"))]
use fearless_simd::{Avx2, Avx512};

/// The levels that [`dispatch!`] chooses from.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Level {
    /// What the compilation target guarantees.
    Baseline(Baseline),
    /// Products and sums rounded apart: for networks that say `where numerics = fast`, where nothing
    /// fuses them in one instruction.
    Plain(Plain),
    /// AVX2 and FMA, found at run time.
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    Avx2(Vectors<Avx2>),
    /// AVX-512 as of Ice Lake and Zen 4, found at run time.
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    Avx512(Vectors<Avx512>),
    /// What every 64-bit Arm has.
    #[cfg(all(feature = "std", target_arch = "aarch64"))]
    Neon(Vectors<fearless_simd::Neon>),
}

impl Level {
    /// Whether networks of this type of number and these numerics may run at [`Plain`]: a fast one
    /// on a target that is not sure to have the instruction. No other is compiled for it.
    #[must_use]
    pub const fn may_be_plain<T: Scalar>(numerics: Numerics) -> bool {
        matches!(numerics, Numerics::Fast) && !T::FUSED_BY_INSTRUCTION
    }

    /// The best level of this machine for a network of these numerics.
    #[must_use]
    #[inline(always)]
    pub fn best_for<T: Scalar>(numerics: Numerics) -> Self {
        match Self::best() {
            Self::Baseline(_) if Self::may_be_plain::<T>(numerics) => Self::Plain(Plain::new()),
            level => level,
        }
    }
}

impl Level {
    /// AVX2 on a machine that has AVX-512, for what gains little by longer registers: a third copy of it would
    /// cost each network its time to compile.
    #[must_use]
    #[inline(always)]
    pub fn at_most_avx2(self) -> Self {
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        if let Self::Avx512(simd) = self
            && let Some(simd) = simd.halved()
        {
            return Self::Avx2(simd);
        }
        self
    }
}

/// The level found: 0 before the machine was asked, then 1 for `Baseline`, 2 for AVX2, 3 for AVX-512.
#[cfg(all(feature = "std", target_arch = "x86_64"))]
static FOUND: AtomicU8 = AtomicU8::new(0);

#[cfg(all(feature = "std", target_arch = "x86_64"))]
impl Level {
    /// The best level of this machine that gives the promised bits.
    #[must_use]
    #[inline(always)]
    #[allow(
        unsafe_code,
        reason = "the proof was found before and remembered as a number"
    )]
    pub fn best() -> Self {
        match FOUND.load(Ordering::Relaxed) {
            // SAFETY: 2 and 3 are stored only where `ask` found the level.
            2 => Self::Avx2(Vectors::with(unsafe { Avx2::assume_supported() })),
            // SAFETY: as above.
            3 => Self::Avx512(Vectors::with(unsafe { Avx512::assume_supported() })),
            1 => Self::Baseline(Baseline::new()),
            _ => Self::ask(),
        }
    }

    /// Asks the machine and remembers the answer.
    #[cold]
    fn ask() -> Self {
        let machine = fearless_simd::Level::new();
        let (level, index) = if let Some(avx512) = machine.as_avx512()
            && !cfg!(debug_assertions)
        {
            (Self::Avx512(Vectors::with(avx512)), 3)
        } else if let Some(avx2) = machine.as_avx2() {
            (Self::Avx2(Vectors::with(avx2)), 2)
        } else {
            (Self::Baseline(Baseline::new()), 1)
        };
        FOUND.store(index, Ordering::Relaxed);
        level
    }

    /// Every level of this machine that gives the promised bits, the best first.
    pub fn all() -> impl Iterator<Item = Self> {
        let machine = fearless_simd::Level::new();
        [
            machine
                .as_avx512()
                .filter(|_| !cfg!(debug_assertions))
                .map(|avx512| Self::Avx512(Vectors::with(avx512))),
            machine
                .as_avx2()
                .map(|avx2| Self::Avx2(Vectors::with(avx2))),
            Some(Self::Baseline(Baseline::new())),
        ]
        .into_iter()
        .flatten()
    }
}

#[cfg(all(feature = "std", target_arch = "aarch64"))]
impl Level {
    /// The best level of this machine that gives the promised bits.
    #[must_use]
    #[inline(always)]
    pub fn best() -> Self {
        match fearless_simd::Level::new().as_neon() {
            Some(neon) => Self::Neon(Vectors::with(neon)),
            None => Self::Baseline(Baseline::new()),
        }
    }

    /// Every level of this machine that gives the promised bits, the best first.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::best(), Self::Baseline(Baseline::new())].into_iter()
    }
}

#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
impl Level {
    /// The best level of this machine that gives the promised bits.
    #[must_use]
    #[inline(always)]
    pub fn best() -> Self {
        Self::Baseline(Baseline::new())
    }

    /// Every level of this machine that gives the promised bits, the best first.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::best()].into_iter()
    }
}

/// Runs an expression at a level, the best of the machine unless another is given.
///
/// | written | the expression is evaluated with `simd` bound to |
/// |---|---|
/// | `dispatch!(simd => expression)` | the best level of the machine |
/// | `dispatch!(level, simd => expression)` | that level, `Baseline` for `Plain` |
/// | `dispatch!(for N, simd => expression)` | the best level for the network `N` by its numerics |
/// | `dispatch!(for N at level, simd => expression)` | that level, `Plain` only for a network that may have it |
/// | `dispatch!(few for N at level, simd => expression)` | the same, but [at most AVX2](Level::at_most_avx2) |
///
/// The expression must be made of `#[inline(always)]` functions, or the level's instructions do not
/// reach them. It is compiled once for each level; only for a network that may have it for `Plain`.
#[doc(hidden)]
#[macro_export]
macro_rules! dispatch {
    (for $network:ident, $simd:ident => $body:expr) => {
        $crate::dispatch!(
            for $network at $crate::simd::Level::best_for::<
                <$network as $crate::network::Network>::Scalar,
            >(<$network as $crate::network::Network>::NUMERICS),
            $simd => $body
        )
    };
    (for $network:ident at $level:expr, $simd:ident => $body:expr) => {
        $crate::__dispatch_for!(__dispatch, $network, $level, $simd => $body)
    };
    (few for $network:ident at $level:expr, $simd:ident => $body:expr) => {
        $crate::__dispatch_for!(
            __dispatch_few, $network, $crate::simd::Level::at_most_avx2($level), $simd => $body
        )
    };
    ($simd:ident => $body:expr) => {
        $crate::dispatch!($crate::simd::Level::best(), $simd => $body)
    };
    ($level:expr, $simd:ident => $body:expr) => {
        $crate::__dispatch!($level, $simd => $body)
    };
}

/// [`dispatch!`] for a network, `Plain` only for one that may have it; the others are chosen from by another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_for {
    ($others:ident, $network:ident, $level:expr, $simd:ident => $body:expr) => {{
        let level = $level;
        if const {
            $crate::simd::Level::may_be_plain::<<$network as $crate::network::Network>::Scalar>(
                <$network as $crate::network::Network>::NUMERICS,
            )
        } {
            if let $crate::simd::Level::Plain($simd) = level {
                $crate::simd::plainly(
                    #[inline(always)]
                    || $body,
                )
            } else {
                $crate::$others!(level, $simd => $body)
            }
        } else {
            $crate::$others!(level, $simd => $body)
        }
    }};
}

/// Runs a task in a function of its own, so that what machines without vectors need, registers and room
/// on the stack, is not paid for by those that have them.
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn apart<R>(task: impl FnOnce() -> R) -> R {
    task()
}

/// Runs a task of the plain level: [`apart`] where better levels may be found, in place where there are none.
#[doc(hidden)]
#[cfg_attr(all(feature = "std", target_arch = "x86_64"), cold, inline(never))]
#[cfg_attr(not(all(feature = "std", target_arch = "x86_64")), inline(always))]
pub fn plainly<R>(task: impl FnOnce() -> R) -> R {
    task()
}

/// With debug assertions a vector level computes one number at a time, so one of them is enough.
#[cfg(all(feature = "std", target_arch = "x86_64", debug_assertions))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $body:expr) => {
        match $level {
            $crate::simd::Level::Avx2($simd) => $crate::simd::Run::run(
                $simd,
                #[inline(always)]
                |$simd| $body,
            ),
            _ => {
                let $simd = $crate::simd::Baseline::new();
                $body
            }
        }
    };
}

#[cfg(all(feature = "std", target_arch = "x86_64", not(debug_assertions)))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $body:expr) => {
        match $level {
            $crate::simd::Level::Avx2($simd) => $crate::simd::Run::run(
                $simd,
                #[inline(always)]
                |$simd| $body,
            ),
            $crate::simd::Level::Avx512($simd) => $crate::simd::Run::run(
                $simd,
                #[inline(always)]
                |$simd| $body,
            ),
            _ => $crate::simd::apart(
                #[inline(always)]
                || {
                    let $simd = $crate::simd::Baseline::new();
                    $body
                },
            ),
        }
    };
}

#[cfg(all(feature = "std", target_arch = "aarch64"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $body:expr) => {
        match $level {
            $crate::simd::Level::Neon($simd) => $crate::simd::Run::run(
                $simd,
                #[inline(always)]
                |$simd| $body,
            ),
            _ => {
                let $simd = $crate::simd::Baseline::new();
                $body
            }
        }
    };
}

#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ($level:expr, $simd:ident => $body:expr) => {{
        let _ = $level;
        let $simd = $crate::simd::Baseline::new();
        $body
    }};
}

/// [`dispatch!`] over levels of which AVX-512 is none.
#[cfg(all(feature = "std", target_arch = "x86_64", not(debug_assertions)))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_few {
    ($level:expr, $simd:ident => $body:expr) => {
        match $level {
            $crate::simd::Level::Avx2($simd) => $crate::simd::Run::run(
                $simd,
                #[inline(always)]
                |$simd| $body,
            ),
            _ => $crate::simd::apart(
                #[inline(always)]
                || {
                    let $simd = $crate::simd::Baseline::new();
                    $body
                },
            ),
        }
    };
}

#[cfg(not(all(feature = "std", target_arch = "x86_64", not(debug_assertions))))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch_few {
    ($level:expr, $simd:ident => $body:expr) => {
        $crate::__dispatch!($level, $simd => $body)
    };
}

pub use crate::dispatch;
