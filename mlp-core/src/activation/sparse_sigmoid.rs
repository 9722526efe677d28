//! The sigmoid in three straight pieces, from −1 to 1.

use super::Activation;
use crate::number::Real;

/// `φ(z) = min(max((z + 1) / 2, 0), 1)`; `φ′(z)` is ½ between −1 and 1 and 0 elsewhere, at −1 and 1 too.
///
/// Range 0 to 1. NaN gives NaN. The slope of [`SparsePlus`](super::SparsePlus).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SparseSigmoid;

impl Activation for SparseSigmoid {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        ((z + z.constant(1.0)) * z.constant(0.5))
            .at_least(z.constant(0.0))
            .at_most(z.constant(1.0))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let inside = z.abs().less_than(z.constant(1.0));
        let slope = z.constant(0.5).select(inside, z.constant(0.0));
        z.select(z.is_nan(), slope)
    }
}
