//! The rectifier: a maximum, never a branch.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z) = max(0, z)`; `φ′(z)` is 1 above 0 and 0 elsewhere, at 0 too.
///
/// NaN gives NaN. The time of a call does not depend on the data.
///
/// Nair and Hinton, *Rectified Linear Units Improve Restricted Boltzmann Machines*, 2010.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu;

impl Activation for Relu {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.at_least(z.constant(0.0))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let zero = z.constant(0.0);
        let slope = z.constant(1.0).select(zero.less_than(z), zero);
        z.select(z.is_nan(), slope)
    }

    /// `a` is positive exactly where `z` is.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        self.derivative(a)
    }

    /// 0 where `a` is 0, whatever the gradient is, and the gradient where `a` is above 0 or NaN: what comes back to
    /// NaN is NaN. PyTorch's `threshold_backward` does the same.
    #[inline(always)]
    fn back_propagate<V: Real>(self, gradient: V, _: V, a: V) -> V {
        gradient.zero_where(a.equals(a.constant(0.0)))
    }

    compiled_each!(Relu);
}
