//! What back-propagation multiplies: W δ and aᵀ δ.

use crate::array;
use crate::dense::{Biases, Dense};
use crate::number::{Real, Scalar};

/// The gradient with respect to a layer's inputs, from that with respect to its pre-activations.
///
/// `gradient[i] = Σⱼ weights[i][j] · delta[j]`, summed over `j` in order.
#[inline(always)]
#[must_use]
pub fn back_propagate<V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    delta: &[V; FAN_OUT],
) -> [V; FAN_IN]
where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    array::generate(
        #[inline(always)]
        |i| {
            let row = &layer.weights[i];
            let mut sum = delta[0].times(row[0]);
            let mut j = 1;
            while j < FAN_OUT {
                sum = sum.plus(row[j], delta[j]);
                j += 1;
            }
            sum
        },
    )
}

/// The sum of the activations of two layers: the end of a residual block.
#[inline(always)]
#[must_use]
pub fn add<V: Real, const N: usize>(h: &[V; N], a: &[V; N]) -> [V; N] {
    array::generate(
        #[inline(always)]
        |j| h[j] + a[j],
    )
}

/// Adds one sample to the gradients of a layer: `∂W += aᵀ δ`, `∂b += δ`.
///
/// `gradients.weights[i][j] += a[i] · delta[j]` and `gradients.biases[j] += delta[j]`, each product
/// fused into its sum.
#[inline(always)]
pub fn add_gradients<V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    gradients: &mut Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
    delta: &[V; FAN_OUT],
) where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let mut i = 0;
    while i < FAN_IN {
        let row = &mut gradients.weights[i];
        let mut j = 0;
        while j < FAN_OUT {
            row[j] = a[i].fused(delta[j], a[i].splat(row[j])).lane(0);
            j += 1;
        }
        i += 1;
    }
    let biases = gradients.biases.as_mut_slice();
    let mut j = 0;
    while j < biases.len() {
        biases[j] = (delta[j].splat(biases[j]) + delta[j]).lane(0);
        j += 1;
    }
}
