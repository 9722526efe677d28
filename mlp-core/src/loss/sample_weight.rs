//! Sample weights: some samples count more than others.

use super::{Loss, TargetError};
use crate::number::{Real, Scalar};
use core::marker::PhantomData;

/// A loss with targets `(target, weight)`: loss and gradient of a sample are multiplied by its weight.
///
/// Made by [`Adjust::sample_weight`](super::Adjust::sample_weight). The mean is still over the number of samples, as
/// Keras has it; a sample of weight 0 counts there, but adds nothing. A weight is an `f32` or `f64`, as the targets
/// say; finite, from 0 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleWeighted<L, W = f64> {
    loss: L,
    weight: PhantomData<fn() -> W>,
}

impl<L, W> SampleWeighted<L, W> {
    /// The loss with weighted targets.
    #[must_use]
    pub const fn new(loss: L) -> Self {
        Self {
            loss,
            weight: PhantomData,
        }
    }
}

impl<A, L: Loss<A>, W: Scalar> Loss<A> for SampleWeighted<L, W> {
    type Target<O: Copy + Sync> = (L::Target<O>, W);

    const WEIGHTED: bool = true;

    const OUTPUTS: Option<usize> = L::OUTPUTS;

    #[inline(always)]
    fn values<T: Scalar, const N: usize>(target: &Self::Target<[T; N]>) -> [T; N] {
        L::values(&target.0)
    }

    #[inline(always)]
    fn weight<T: Scalar, O: Copy + Sync>(target: &Self::Target<O>) -> T {
        let weight = T::from_f64(target.1.to_f64());
        if const { L::WEIGHTED } {
            weight * L::weight::<T, O>(&target.0)
        } else {
            weight
        }
    }

    fn check<T: Scalar, O: Copy + Sync + AsRef<[T]>>(
        &self,
        target: &Self::Target<O>,
        outputs: usize,
    ) -> Result<(), TargetError> {
        let weight = target.1.to_f64();
        if weight >= 0.0 && weight.is_finite() {
            self.loss.check::<T, O>(&target.0, outputs)
        } else {
            Err(TargetError::Weight(weight))
        }
    }

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        self.loss.loss(phi, z, a, y)
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> [V; N] {
        self.loss.delta(phi, z, a, y)
    }
}
