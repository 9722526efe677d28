//! The products of levels of one number: the same sums without a panel, whose room on the stack a
//! chip may not have.

use super::{Layer, LayerMut, Room};
use crate::array::generate;
use crate::number::{Real, Scalar};
use crate::simd::{Lanes, Simd};

/// As [`back_propagate`](super::back_propagate::back_propagate).
#[inline(always)]
pub(super) fn back_propagate<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    delta: &[T],
    gradient: &mut Room<'_, T>,
) {
    let &Layer {
        weights,
        fan_in,
        fan_out,
        ..
    } = layer;
    if fan_in == 0 {
        return;
    }
    let mut s = 0;
    while s < gradient.len() / fan_in {
        let delta = &delta[s * fan_out..][..fan_out];
        let mut i = 0;
        while i + 4 <= fan_in {
            let weights = &weights[i * fan_out..];
            dot_products::<S, T, 4>(simd, weights, delta, gradient, s * fan_in + i);
            i += 4;
        }
        while i < fan_in {
            let weights = &weights[i * fan_out..];
            dot_products::<S, T, 1>(simd, weights, delta, gradient, s * fan_in + i);
            i += 1;
        }
        s += 1;
    }
}

/// `gradient[at + i] = Σⱼ weights[i][j] · delta[j]` for the first `INPUTS` inputs.
#[inline(always)]
fn dot_products<S: Simd<T>, T: Scalar, const INPUTS: usize>(
    simd: S,
    weights: &[T],
    delta: &[T],
    gradient: &mut Room<'_, T>,
    at: usize,
) {
    let rows: [&[T]; INPUTS] = generate(
        #[inline(always)]
        |i| &weights[i * delta.len()..][..delta.len()],
    );
    let mut sums = [S::Native::broadcast(simd, -T::ZERO); INPUTS];
    let mut j = 0;
    while j < delta.len() {
        let right = S::Native::broadcast(simd, delta[j]);
        let mut i = 0;
        while i < INPUTS {
            sums[i] = S::Native::broadcast(simd, rows[i][j]).fused(right, sums[i]);
            i += 1;
        }
        j += 1;
    }
    let mut i = 0;
    while i < INPUTS {
        gradient.store(at + i, sums[i]);
        i += 1;
    }
}

/// As [`add_gradients`](super::gradients::add_gradients).
#[inline(always)]
pub(super) fn add_gradients<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
) {
    let (fan_in, fan_out) = (gradients.fan_in, gradients.fan_out);
    if gradients.fresh {
        gradients.weights.fill(T::ZERO);
        gradients.biases.fill(T::ZERO);
        gradients.fresh = false;
    }
    let mut i = 0;
    while i < fan_in {
        let row = &mut gradients.weights[i * fan_out..][..fan_out];
        let mut j = 0;
        while j + 4 <= fan_out {
            over_samples::<S, T, 4>(simd, (a, i), (delta, j), row);
            j += 4;
        }
        while j < fan_out {
            over_samples::<S, T, 1>(simd, (a, i), (delta, j), row);
            j += 1;
        }
        i += 1;
    }
    let mut j = 0;
    while j < gradients.biases.len() {
        let mut sum = gradients.biases[j];
        let mut s = 0;
        while s < a.len() {
            sum += delta[s * fan_out + j];
            s += 1;
        }
        gradients.biases[j] = sum;
        j += 1;
    }
}

/// `row[j] += Σₛ a[s][i] · delta[s][j]` for `NEURONS` neurons from `j` on.
#[inline(always)]
fn over_samples<S: Simd<T>, T: Scalar, const NEURONS: usize>(
    simd: S,
    (a, input): (&[&[T]], usize),
    (delta, first): (&[T], usize),
    row: &mut [T],
) {
    let fan_out = row.len();
    let row = &mut row[first..][..NEURONS];
    let mut sums: [S::Native; NEURONS] = generate(
        #[inline(always)]
        |k| S::Native::broadcast(simd, row[k]),
    );
    let mut s = 0;
    while s < a.len() {
        let left = S::Native::broadcast(simd, a[s][input]);
        let delta = &delta[s * fan_out + first..][..NEURONS];
        let mut k = 0;
        while k < NEURONS {
            sums[k] = left.fused(S::Native::broadcast(simd, delta[k]), sums[k]);
            k += 1;
        }
        s += 1;
    }
    let mut k = 0;
    while k < NEURONS {
        sums[k].store(&mut row[k..]);
        k += 1;
    }
}
