//! The level of networks that say `where numerics = fast`, where nothing fuses a product into its sum
//! in one instruction: both are rounded.

use super::{Level, PlainOne, Run, Simd};
use crate::number::Scalar;

/// What the compilation target guarantees, without the promised bits: `a * b + c` is rounded twice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain(());

impl Plain {
    /// Every machine has it.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Run for Plain {
    #[inline(always)]
    fn run<R>(self, task: impl FnOnce(Self) -> R) -> R {
        task(self)
    }

    #[inline(always)]
    fn level(self) -> Level {
        Level::Plain(self)
    }
}

impl<T: Scalar> Simd<T> for Plain {
    type One = PlainOne<T>;
    type Small = PlainOne<T>;
    type Native = PlainOne<T>;
    type Samples = PlainOne<T>;
}
