//! The level every machine has: scalar operations, fused by the instruction if the compilation
//! target has one, by exact emulation if not.

use super::Simd;
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

impl<T: Scalar> Simd<T> for Baseline {
    type One = T;

    #[inline(always)]
    fn one(self, value: T) -> T {
        value
    }
}
