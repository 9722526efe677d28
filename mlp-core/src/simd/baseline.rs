//! The level every machine has: scalar operations, fused by the instruction if the compilation
//! target has one, by exact emulation if not.

use super::{Lanes, Level, Run, Simd};
use crate::number::Scalar;

/// What the compilation target guarantees.
#[derive(Clone, Copy, Debug, Default)]
pub struct Baseline(());

impl Baseline {
    /// Every machine has it.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Run for Baseline {
    #[inline(always)]
    fn run<R>(self, task: impl FnOnce(Self) -> R) -> R {
        task(self)
    }

    #[inline(always)]
    fn level(self) -> Level {
        Level::Baseline(self)
    }
}

impl<T: Scalar> Simd<T> for Baseline {
    type One = T;
    type Small = T;
    type Native = T;
    type Eight = T;
    type Samples = T;
}

impl<T: Scalar> Lanes<Baseline> for T {
    const COUNT: usize = 1;

    #[inline(always)]
    fn broadcast(_: Baseline, value: T) -> T {
        value
    }
    #[inline(always)]
    fn from_fn(_: Baseline, value: impl Fn(usize) -> T) -> T {
        value(0)
    }
    #[inline(always)]
    fn load(_: Baseline, values: &[T]) -> T {
        values[0]
    }
    #[inline(always)]
    fn store(self, values: &mut [T]) {
        values[0] = self;
    }
    #[inline(always)]
    #[allow(unsafe_code, reason = "as the trait says")]
    unsafe fn read(_: Baseline, from: *const T) -> T {
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
