//! Mean squared error, for any output.

use super::{Loss, TargetError, check_each, sum, weight_of_one};
use crate::activation::LayerActivation;
use crate::array::generate;
use crate::number::{Real, Scalar};

/// `(a − y)²`, the mean over the outputs, without a factor ½.
///
/// Targets are one number for each output. `∂loss/∂a = 2 (a − y) / N`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanSquaredError;

impl<A: LayerActivation> Loss<A> for MeanSquaredError {
    type Target<O: Copy + Sync> = O;

    #[inline(always)]
    fn values<T: Scalar, const N: usize>(target: &[T; N]) -> [T; N] {
        *target
    }

    #[inline(always)]
    fn rows<T: Scalar, const N: usize>(targets: &[[T; N]]) -> Option<&[[T; N]]> {
        Some(targets)
    }

    fn check<T: Scalar, O: Copy + Sync + AsRef<[T]>>(
        &self,
        target: &O,
        _: usize,
    ) -> Result<(), TargetError> {
        check_each(target.as_ref(), f64::MIN..=f64::MAX)
    }

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: A, _: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        let each = generate::<_, N>(
            #[inline(always)]
            |j| {
                let error = a[j] - y[j];
                error * error
            },
        );
        let sum = sum(&each);
        sum * sum.constant(weight_of_one::<N>())
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        activation: A,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        let gradient = generate(
            #[inline(always)]
            |j| (a[j] - y[j]) * a[j].constant(2.0 * weight_of_one::<N>()),
        );
        activation.backward(z, a, &gradient)
    }
}
