//! Softmax: one distribution over all neurons of the layer.

use super::LayerActivation;
use crate::array::{generate, map};
use crate::number::Real;

/// `a[j] = e^z[j] / Σₖ e^z[k]`, computed from `z − max z`, so nothing overflows.
///
/// The outputs are not negative and sum to 1 up to rounding. NaN in any input gives NaN everywhere.
/// The Jacobian is `∂a[j]/∂z[k] = a[j] (δⱼₖ − a[k])`.
///
/// # Numerics
/// The sum runs over the neurons in order.
///
/// Bridle, *Probabilistic Interpretation of Feedforward Classification Network Outputs*, 1990.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Softmax;

impl LayerActivation for Softmax {
    #[inline(always)]
    fn forward<V: Real, const N: usize>(self, z: &[V; N]) -> [V; N] {
        let (exponentials, sum) = exponentials(z);
        let scale = sum.constant(1.0) / sum;
        map(
            &exponentials,
            #[inline(always)]
            |e| e * scale,
        )
    }

    #[inline(always)]
    fn backward<V: Real, const N: usize>(
        self,
        _z: &[V; N],
        a: &[V; N],
        gradient: &[V; N],
    ) -> [V; N] {
        let mut mean = a[0] * gradient[0];
        for j in 1..N {
            mean = a[j].fused(gradient[j], mean);
        }
        generate(
            #[inline(always)]
            |j| a[j] * (gradient[j] - mean),
        )
    }
}

/// `e^(z[j] − max z)` of each neuron, and their sum.
#[inline(always)]
fn exponentials<V: Real, const N: usize>(z: &[V; N]) -> ([V; N], V) {
    let largest = largest(z);
    let exponentials = map(
        z,
        #[inline(always)]
        |z| (z - largest).exp(),
    );
    let mut sum = exponentials[0];
    for &e in &exponentials[1..] {
        sum = sum + e;
    }
    (exponentials, sum)
}

/// The largest of `z`; any NaN among them makes `z − largest` NaN somewhere, and so the sum.
#[inline(always)]
fn largest<V: Real, const N: usize>(z: &[V; N]) -> V {
    let mut largest = z[0];
    for &z in &z[1..] {
        largest = largest.at_least(z);
    }
    largest
}

/// `max z` and `ln Σₖ e^(z[k] − max z)`, whose sum is `ln Σₖ e^z[k]`: what cross-entropy needs of a
/// softmax. Apart, they keep the digits that a large `max z` would round away.
#[inline(always)]
pub(crate) fn log_sum_exp<V: Real, const N: usize>(z: &[V; N]) -> (V, V) {
    let (_, sum) = exponentials(z);
    (largest(z), sum.ln())
}
