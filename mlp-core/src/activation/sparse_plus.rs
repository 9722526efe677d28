//! A rectifier with a parabola for its corner.

use super::Activation;
use super::SparseSigmoid;
use crate::number::Real;

/// `φ(z)` is 0 up to −1, `(z + 1)² / 4` up to 1 and `z` from there; `φ′(z) = min(max((z + 1) / 2, 0), 1)`.
///
/// Range 0 to ∞. NaN gives NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SparsePlus;

impl Activation for SparsePlus {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let slope = SparseSigmoid.activate(z);
        z.select(z.constant(1.0).less_than(z), slope * slope)
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        SparseSigmoid.activate(z)
    }
}
