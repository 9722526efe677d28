//! The hyperbolic tangent in three straight pieces.

use super::Activation;
use crate::number::Real;

/// `φ(z) = min(max(z, −1), 1)`; `φ′(z)` is 1 between −1 and 1 and 0 elsewhere, at −1 and 1 too.
///
/// Range −1 to 1. NaN gives NaN.
///
/// Collobert, *Large Scale Machine Learning*, 2004.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HardTanh;

impl Activation for HardTanh {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.at_least(z.constant(-1.0)).at_most(z.constant(1.0))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let one = z.constant(1.0);
        let slope = one.select(z.abs().less_than(one), z.constant(0.0));
        z.select(z.is_nan(), slope)
    }

    /// `a` is between −1 and 1 exactly where `z` is.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        self.derivative(a)
    }
}
