//! The sigmoid in three straight pieces.

use super::Activation;
use crate::number::Real;

/// `φ(z) = min(max(z/6 + ½, 0), 1)`; `φ′(z)` is 1/6 between −3 and 3 and 0 elsewhere, at −3 and 3 too.
///
/// Range 0 to 1. NaN gives NaN. As in Keras 3 and PyTorch; Keras 2 had `0.2 z + ½`.
///
/// Courbariaux, Bengio and David, *Training Deep Neural Networks with Binary Weights during Propagations*,
/// 2015.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HardSigmoid;

impl Activation for HardSigmoid {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        // z + 3 is exact where it counts, z/6 is not.
        ((z + z.constant(3.0)) * z.constant(1.0 / 6.0))
            .at_least(z.constant(0.0))
            .at_most(z.constant(1.0))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let zero = z.constant(0.0);
        let slope = z
            .constant(1.0 / 6.0)
            .select(z.abs().less_than(z.constant(3.0)), zero);
        z.select(z.is_nan(), slope)
    }
}
