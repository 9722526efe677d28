//! The rectifier that ends at 6.

use super::Activation;
use crate::number::Real;

/// `φ(z) = min(max(0, z), 6)`; `φ′(z)` is 1 between 0 and 6 and 0 elsewhere, at 0 and 6 too.
///
/// Range 0 to 6. NaN gives NaN.
///
/// Krizhevsky, *Convolutional Deep Belief Networks on CIFAR-10*, 2010.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu6;

impl Activation for Relu6 {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.at_least(z.constant(0.0)).at_most(z.constant(6.0))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let (zero, one) = (z.constant(0.0), z.constant(1.0));
        let slope = one
            .select(zero.less_than(z), zero)
            .select(z.less_than(z.constant(6.0)), zero);
        z.select(z.is_nan(), slope)
    }

    /// `a` is between 0 and 6 exactly where `z` is.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        self.derivative(a)
    }
}
