//! z = a W + b.

use crate::dense::{Biases, Dense};
use crate::number::{Real, Scalar};
use crate::order::{LANES_IN_FLIGHT, partial_sums};

/// The pre-activations of a layer.
///
/// `z[j] = biases[j] + Σᵢ weights[i][j] · a[i]`, summed as [`partial_sums`] says.
#[inline(always)]
#[must_use]
pub fn affine<V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
) -> [V; FAN_OUT]
where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let sums = const { partial_sums(FAN_IN, FAN_OUT) };
    let mut z = [a[0]; FAN_OUT];
    accumulate(layer, a, 0, sums, &mut z);
    if sums > 1 {
        let mut partial = [a[0]; LANES_IN_FLIGHT];
        let (rows, _) = partial.as_chunks_mut::<FAN_OUT>();
        rows[0] = z;
        for (p, row) in rows.iter_mut().enumerate().take(sums).skip(1) {
            accumulate(layer, a, p, sums, row);
        }
        let mut width = sums;
        while width > 1 {
            width /= 2;
            for p in 0..width {
                for j in 0..FAN_OUT {
                    rows[p][j] = rows[p][j] + rows[p + width][j];
                }
            }
        }
        z = rows[0];
    }
    z
}

/// Partial sum `p` of every neuron: the inputs `p`, `p + sums`, `p + 2 sums`, …
#[inline(always)]
fn accumulate<V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
    p: usize,
    sums: usize,
    z: &mut [V; FAN_OUT],
) where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    for (j, sum) in z.iter_mut().enumerate() {
        let weight = layer.weights[p][j];
        *sum = match layer.biases.get(j) {
            Some(bias) if p == 0 => a[p].splat(bias).plus(weight, a[p]),
            _ => a[p].times(weight),
        };
    }
    for (&a, row) in a.iter().zip(&layer.weights).skip(p + sums).step_by(sums) {
        for (&weight, sum) in row.iter().zip(z.iter_mut()) {
            *sum = sum.plus(weight, a);
        }
    }
}

/// Adds the two halves of the sums until one number is left: `(s₀ + s₂) + (s₁ + s₃)`.
///
/// How the partial sums of a written-out pre-activation end. `SUMS` is a power of two.
#[inline(always)]
#[must_use]
pub fn sum_by_halves<V: Real, const SUMS: usize>(mut sums: [V; SUMS]) -> V {
    const { assert!(SUMS.is_power_of_two()) };
    let mut width = SUMS;
    while width > 1 {
        width /= 2;
        for p in 0..width {
            sums[p] = sums[p] + sums[p + width];
        }
    }
    sums[0]
}
