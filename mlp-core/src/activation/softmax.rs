//! Softmax: one distribution over all neurons of the layer.

use super::LayerActivation;
use crate::array::{generate, map};
use crate::number::{Real, Scalar};
use crate::order::interleaved;
use crate::simd::{self, Lanes, Simd};

/// `a[j] = e^z[j] / Σₖ e^z[k]`, computed from `z − max z`, so nothing overflows.
///
/// The outputs are not negative and sum to 1 up to rounding. NaN in any input gives NaN everywhere.
/// The Jacobian is `∂a[j]/∂z[k] = a[j] (δⱼₖ − a[k])`.
///
/// # Numerics
/// The sums run over the neurons as `mlp_core::order` says.
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
        let mean = interleaved(
            N,
            #[inline(always)]
            |j| a[j] * gradient[j],
            a[0],
        );
        generate(
            #[inline(always)]
            |j| a[j] * (gradient[j] - mean),
        )
    }

    #[inline(always)]
    fn each<V: Real>(self, z: V) -> V {
        z
    }

    #[inline(always)]
    fn rows<S: Simd<T>, T: Scalar>(self, simd: S, width: usize, rows: &mut [T]) {
        let together = width * S::Samples::COUNT;
        let mut rest = rows;
        if width <= BESIDE && S::Samples::COUNT > 1 {
            while rest.len() >= together {
                let (rows, others) = rest.split_at_mut(together);
                side_by_side(simd, width, rows);
                rest = others;
            }
        }
        while rest.len() >= width {
            let (row, others) = rest.split_at_mut(width);
            one_row(simd, row);
            rest = others;
        }
    }

    #[inline(always)]
    fn backward_rows<S: Simd<T>, T: Scalar>(
        self,
        _: S,
        width: usize,
        _: &[T],
        a: &[T],
        gradient: &mut [T],
    ) {
        for (a, gradient) in a.chunks_exact(width).zip(gradient.chunks_exact_mut(width)) {
            let mean = interleaved(
                width,
                #[inline(always)]
                |j| a[j] * gradient[j],
                a[0],
            );
            for (&a, gradient) in a.iter().zip(gradient) {
                *gradient = a * (*gradient - mean);
            }
        }
    }
}

/// The most neurons of samples that are computed side by side.
const BESIDE: usize = 64;

/// One row, its neurons side by side.
#[inline(always)]
fn one_row<S: Simd<T>, T: Scalar>(simd: S, row: &mut [T]) {
    let mut largest = row[0];
    for &z in &row[1..] {
        largest = largest.at_least(z);
    }
    simd::update(
        simd,
        row,
        #[inline(always)]
        |z: S::Native| (z - z.splat(largest)).exp(),
    );
    let sum = interleaved(
        row.len(),
        #[inline(always)]
        |k| row[k],
        largest,
    );
    let scale = T::ONE / sum;
    simd::update(
        simd,
        row,
        #[inline(always)]
        |e: S::Native| e * e.splat(scale),
    );
}

/// As many rows as stand side by side, of at most [`BESIDE`] neurons.
#[inline(always)]
fn side_by_side<S: Simd<T>, T: Scalar>(simd: S, width: usize, rows: &mut [T]) {
    let column = S::Samples::broadcast(simd, T::ZERO);
    let mut columns = [column; BESIDE];
    let mut largest = column;
    let mut j = 0;
    while j < width {
        let z = S::Samples::from_fn(
            simd,
            #[inline(always)]
            |s| rows[s * width + j],
        );
        columns[j] = z;
        largest = if j == 0 { z } else { largest.at_least(z) };
        j += 1;
    }
    j = 0;
    while j < width {
        columns[j] = (columns[j] - largest).exp();
        j += 1;
    }
    let sum = interleaved(
        width,
        #[inline(always)]
        |j| columns[j],
        largest,
    );
    let scale = sum.constant(1.0) / sum;
    let mut lanes = [T::ZERO; 16];
    j = 0;
    while j < width {
        (columns[j] * scale).store(&mut lanes);
        let mut s = 0;
        while s < S::Samples::COUNT {
            rows[s * width + j] = lanes[s];
            s += 1;
        }
        j += 1;
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
    let sum = interleaved(
        N,
        #[inline(always)]
        |k| exponentials[k],
        largest,
    );
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
