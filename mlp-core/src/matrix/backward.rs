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
            add_product(&mut row[j], a[i], delta[j]);
            j += 1;
        }
        i += 1;
    }
    let biases = gradients.biases.as_mut_slice();
    let mut j = 0;
    while j < biases.len() {
        add(&mut biases[j], delta[j]);
        j += 1;
    }
}

/// Adds one sample to the gradient of a weight: `∂w += a · delta`, fused.
#[inline(always)]
pub fn add_product<V: Real>(gradient: &mut V::Scalar, a: V, delta: V) {
    *gradient = a.fused(delta, a.splat(*gradient)).lane(0);
}

/// Adds one sample to the gradient of a bias: `∂b += delta`.
#[inline(always)]
pub fn add<V: Real>(gradient: &mut V::Scalar, delta: V) {
    *gradient = (delta.splat(*gradient) + delta).lane(0);
}
