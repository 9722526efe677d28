//! Categorical cross-entropy, for outputs that are one distribution over classes.

mod rows;

use super::{Loss, TargetError, check_each, sum};
use crate::activation::{LogSoftmax, Softmax, log_probabilities};
use crate::array::generate;
use crate::number::{Real, Scalar};
use crate::simd::Level;

/// `−Σₖ y[k] ln a[k]` for a `softmax` output layer; `−Σₖ y[k] a[k]`, the negative log-likelihood, for
/// `log_softmax`, whose outputs are the logarithms.
///
/// Targets are distributions over the classes: one-hot, or soft. They should sum to 1; if they sum
/// to `s`, the loss and its gradient are those of that sum, with `δ = (s a − y) / T`, `T` the temperature
/// of the softmax, 1 unless said.
///
/// # Numerics
/// The logarithms are `(z[k] − max z)/T − ln Σⱼ e^((z[j] − max z)/T)`: finite for every `z` whose differences
/// are, as exact however far `z` is from 0, and exact for a class that is all but certain, where the
/// loss of a rounded probability is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategoricalCrossEntropy;

/// The loss from the logarithms of the probabilities.
#[inline(always)]
fn negative_log_likelihood<V: Real, const N: usize>(logarithms: &[V; N], y: &[V; N]) -> V {
    let each = generate::<_, N>(
        #[inline(always)]
        |k| y[k] * -logarithms[k],
    );
    sum(&each)
}

impl Loss<Softmax> for CategoricalCrossEntropy {
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
        check_each(target.as_ref(), 0.0..=1.0)
    }

    #[inline(always)]
    fn loss<V: Real, const N: usize>(
        &self,
        softmax: Softmax,
        z: &[V; N],
        _: &[V; N],
        y: &[V; N],
    ) -> V {
        negative_log_likelihood(&log_probabilities(z, softmax.sharpness(z[0])), y)
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        softmax: Softmax,
        _: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        let (total, sharpness) = (sum(y), softmax.sharpness(y[0]));
        generate(
            #[inline(always)]
            |k| total.fused(a[k], -y[k]) * sharpness,
        )
    }

    #[inline(always)]
    fn losses_and_deltas<T: Scalar, const N: usize>(
        &self,
        softmax: Softmax,
        level: Level,
        of: [&[[T; N]]; 2],
        out: (&mut [T], &mut [[T; N]]),
    ) {
        rows::losses_and_deltas(softmax, level, of, out);
    }
}

impl Loss<LogSoftmax> for CategoricalCrossEntropy {
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
        check_each(target.as_ref(), 0.0..=1.0)
    }

    #[inline(always)]
    fn loss<V: Real, const N: usize>(
        &self,
        _: LogSoftmax,
        _: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> V {
        negative_log_likelihood(a, y)
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        softmax: LogSoftmax,
        _: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        let (total, sharpness) = (sum(y), softmax.sharpness(y[0]));
        generate(
            #[inline(always)]
            |k| total.fused(a[k].exp(), -y[k]) * sharpness,
        )
    }
}
