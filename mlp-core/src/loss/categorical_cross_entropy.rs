//! Categorical cross-entropy, for outputs that are one distribution over classes.

use super::{Loss, sum};
use crate::activation::{Softmax, log_sum_exp};
use crate::array::generate;
use crate::number::{Real, Scalar};

/// `−Σₖ y[k] ln a[k]` for a `softmax` output layer.
///
/// Targets are distributions over the classes: one-hot, or soft. They should sum to 1; if they sum
/// to `s`, the loss and its gradient are those of that sum, with `δ = s a − y`.
///
/// # Numerics
/// Computed as `Σₖ y[k] (ln Σⱼ e^(z[j] − max z) + (max z − z[k]))`, which is finite for every `z` whose
/// differences are, and as exact however far `z` is from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategoricalCrossEntropy;

impl Loss<Softmax> for CategoricalCrossEntropy {
    type Target<O: Copy + Sync> = O;

    #[inline(always)]
    fn values<T: Scalar, const N: usize>(target: &[T; N]) -> [T; N] {
        *target
    }

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: Softmax, z: &[V; N], _: &[V; N], y: &[V; N]) -> V {
        let (largest, log_sum) = log_sum_exp(z);
        let each = generate::<_, N>(
            #[inline(always)]
            |k| y[k] * (log_sum + (largest - z[k])),
        );
        sum(&each)
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        _: Softmax,
        _: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        let total = sum(y);
        generate(
            #[inline(always)]
            |k| total.fused(a[k], -y[k]),
        )
    }
}
