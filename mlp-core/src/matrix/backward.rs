//! What back-propagation multiplies: W δ and aᵀ δ.

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
    core::array::from_fn(|i| {
        let row = &layer.weights[i];
        let mut sum = delta[0].times(row[0]);
        for j in 1..FAN_OUT {
            sum = sum.plus(row[j], delta[j]);
        }
        sum
    })
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
    for (&a, row) in a.iter().zip(&mut gradients.weights) {
        for (&delta, sum) in delta.iter().zip(row) {
            add_product(sum, a, delta);
        }
    }
    for (&delta, sum) in delta.iter().zip(gradients.biases.as_mut_slice()) {
        add(sum, delta);
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
