//! Binary cross-entropy, for outputs that are each the probability of a yes.

use super::{Loss, TargetError, check_each, sum, weight_of_one};
use crate::activation::Sigmoid;
use crate::array::generate;
use crate::number::{Real, Scalar};

/// `−(y ln a + (1 − y) ln(1 − a))`, the mean over the outputs, for a `sigmoid` output layer.
///
/// Targets are numbers from 0 to 1, one for each output.
///
/// # Numerics
/// Computed as `max(z, 0) − y z + ln(1 + e^−|z|)`, which is the same function and is finite for
/// every finite `z`: an output that is wrong and saturated costs `|z|`, where a formula in `a` would
/// give infinity or need clipping. `δ = (a − y) / N`.
///
/// ```
/// use mlp_core::activation::{LayerActivation, Sigmoid};
/// use mlp_core::loss::{BinaryCrossEntropy, Loss};
///
/// let z = [200.0_f32]; // as sure as can be, and wrong
/// let a = Sigmoid.forward(&z);
/// assert_eq!(a, [1.0]);
/// assert_eq!(BinaryCrossEntropy.loss(Sigmoid, &z, &a, &[0.0]), 200.0);
/// assert_eq!(BinaryCrossEntropy.delta(Sigmoid, &z, &a, &[0.0]), [1.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BinaryCrossEntropy;

impl Loss<Sigmoid> for BinaryCrossEntropy {
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
    fn loss<V: Real, const N: usize>(&self, _: Sigmoid, z: &[V; N], _: &[V; N], y: &[V; N]) -> V {
        let each = generate::<_, N>(
            #[inline(always)]
            |j| {
                let certain = (-y[j]).fused(z[j], z[j].at_least(z[j].constant(0.0)));
                certain + (-z[j].abs()).softplus()
            },
        );
        let sum = sum(&each);
        sum * sum.constant(weight_of_one::<N>())
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        _: Sigmoid,
        _: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        generate(
            #[inline(always)]
            |j| (a[j] - y[j]) * a[j].constant(weight_of_one::<N>()),
        )
    }
}
