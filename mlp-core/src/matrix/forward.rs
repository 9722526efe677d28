//! z = a W + b.

use crate::array;
use crate::dense::{Biases, Dense};
use crate::number::{Real, Scalar};
use crate::order::partial_sums;

/// Neurons whose sums are kept in registers while the inputs stream by: eight registers of eight lanes
/// for sixteen samples.
const BLOCK: usize = 4;

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
    while j + BLOCK <= FAN_OUT {
        let block: [V; BLOCK] = block(layer, a, j);
        let mut k = 0;
        while k < BLOCK {
            z[j + k] = block[k];
            k += 1;
        }
        j += BLOCK;
    }
    while j < FAN_OUT {
        [z[j]] = block(layer, a, j);
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
) -> [V; COUNT]
where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    match const { partial_sums(FAN_IN, FAN_OUT) } {
        1 => partial(layer, a, first, 0, 1),
        2 => of_2(layer, a, first, 0, 1),
        4 => of_4(layer, a, first, 0, 1),
        8 => of_8(layer, a, first, 0, 1),
        _ => of_16(layer, a, first, 0, 1),
    }
}

/// Partial sum `p` of each neuron: the inputs `p`, `p + step`, ….
#[inline(always)]
fn partial<V, T, B, const COUNT: usize, const FAN_IN: usize, const FAN_OUT: usize>(
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
    first: usize,
    p: usize,
    step: usize,
) -> [V; COUNT]
where
    V: Real<Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let row = &layer.weights[p][first..first + COUNT];
    let mut total: [V; COUNT] = array::generate(
        #[inline(always)]
        |k| match layer.biases.get(first + k) {
            Some(bias) if p == 0 => a[p].splat(bias).plus(row[k], a[p]),
            _ => a[p].times(row[k]),
        },
    );
    let mut i = p + step;
    while i < FAN_IN {
        let row = &layer.weights[i][first..first + COUNT];
        let mut k = 0;
        while k < COUNT {
            total[k] = total[k].plus(row[k], a[i]);
            k += 1;
        }
        i += step;
    }
    total
}

/// Sums of partial sums by halves: `n` of them, `step` apart, are two times `n / 2`, `2 step` apart.
macro_rules! by_halves {
    ($($name:ident is twice $half:ident),*) => {$(
        #[inline(always)]
        fn $name<V, T, B, const COUNT: usize, const FAN_IN: usize, const FAN_OUT: usize>(
            layer: &Dense<FAN_IN, FAN_OUT, T, B>,
            a: &[V; FAN_IN],
            first: usize,
            p: usize,
            step: usize,
        ) -> [V; COUNT]
        where
            V: Real<Scalar = T>,
            T: Scalar,
            B: Biases<T, FAN_OUT>,
        {
            let even: [V; COUNT] = $half(layer, a, first, p, 2 * step);
            let odd: [V; COUNT] = $half(layer, a, first, p + step, 2 * step);
            array::generate(
                #[inline(always)]
                |k| even[k] + odd[k],
            )
        }
    )*};
}

by_halves!(of_2 is twice partial, of_4 is twice of_2, of_8 is twice of_4, of_16 is twice of_8);

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
