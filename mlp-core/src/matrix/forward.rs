//! z = a W + b.

use crate::array;
use crate::dense::{Biases, Dense};
use crate::number::{Real, Scalar};
use crate::order::{MOST_PARTIAL_SUMS, partial_sums};

/// Neurons whose sums are kept in registers while the inputs stream by: four AVX2 registers.
const BLOCK: usize = 32;

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
    let mut z = [a[0]; FAN_OUT];
    let mut j = 0;
    while j + 64 <= FAN_OUT {
        block::<V, T, B, 64, FAN_IN, FAN_OUT>(layer, a, j, &mut z);
        j += 64;
    }
    while j + BLOCK <= FAN_OUT {
        block::<V, T, B, BLOCK, FAN_IN, FAN_OUT>(layer, a, j, &mut z);
        j += BLOCK;
    }
    while j + 8 <= FAN_OUT {
        block::<V, T, B, 8, FAN_IN, FAN_OUT>(layer, a, j, &mut z);
        j += 8;
    }
    while j < FAN_OUT {
        block::<V, T, B, 1, FAN_IN, FAN_OUT>(layer, a, j, &mut z);
        j += 1;
    }
    z
}

/// `COUNT` neurons from neuron `first` on.
#[inline(always)]
fn block<V, T, B, const COUNT: usize, const FAN_IN: usize, const FAN_OUT: usize>(
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
    first: usize,
    z: &mut [V; FAN_OUT],
) where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let sums = const { partial_sums(FAN_IN, FAN_OUT) };
    let mut total = [a[0]; COUNT];
    partial(layer, a, first, 0, sums, &mut total);
    if sums > 1 {
        let mut totals = [total; MOST_PARTIAL_SUMS];
        let mut p = 1;
        while p < sums {
            partial(layer, a, first, p, sums, &mut totals[p]);
            p += 1;
        }
        let mut width = sums;
        while width > 1 {
            width /= 2;
            let mut p = 0;
            while p < width {
                totals[p] = sum(&totals[p], &totals[p + width]);
                p += 1;
            }
        }
        total = totals[0];
    }
    z[first..first + COUNT].copy_from_slice(&total);
}

/// Partial sum `p` of each neuron: the inputs `p`, `p + sums`, `p + 2 sums`, …
#[inline(always)]
fn partial<V, T, B, const COUNT: usize, const FAN_IN: usize, const FAN_OUT: usize>(
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
    first: usize,
    p: usize,
    sums: usize,
    total: &mut [V; COUNT],
) where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let row = &layer.weights[p][first..first + COUNT];
    let mut k = 0;
    while k < COUNT {
        total[k] = match layer.biases.get(first + k) {
            Some(bias) if p == 0 => a[p].splat(bias).plus(row[k], a[p]),
            _ => a[p].times(row[k]),
        };
        k += 1;
    }
    let mut i = p + sums;
    while i < FAN_IN {
        let row = &layer.weights[i][first..first + COUNT];
        let mut k = 0;
        while k < COUNT {
            total[k] = total[k].plus(row[k], a[i]);
            k += 1;
        }
        i += sums;
    }
}

#[inline(always)]
fn sum<V: Real, const N: usize>(x: &[V; N], y: &[V; N]) -> [V; N] {
    array::generate(
        #[inline(always)]
        |k| x[k] + y[k],
    )
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
