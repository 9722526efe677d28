//! Softmax: one distribution over all neurons of the layer.

use super::LayerActivation;
use super::compiled::compiled_rows;
use crate::array::{generate, map};
use crate::number::{Real, Scalar};
use crate::order::{Interleaved, interleaved};
use crate::simd::{self, Columns, Lanes, Simd};

/// `a[j] = e^(z[j]/T) / Σₖ e^(z[k]/T)`, `T` the temperature, computed from `z − max z`, so nothing
/// overflows.
///
/// The outputs are not negative and sum to 1 up to rounding. NaN in any input gives NaN everywhere.
/// The Jacobian is `∂a[j]/∂z[k] = a[j] (δⱼₖ − a[k]) / T`.
///
/// # Numerics
/// The sums run over the neurons as `mlp_core::order` says. Differences are multiplied by 1/T.
///
/// Bridle, *Probabilistic Interpretation of Feedforward Classification Network Outputs*, 1990; the
/// temperature: Hinton, Vinyals and Dean, *Distilling the Knowledge in a Neural Network*, 2015.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softmax {
    /// How even the distribution is: above 0, 1 by default. Towards 0 the largest takes all, a high
    /// temperature levels.
    pub temperature: f64,
}

impl Softmax {
    /// A softmax of this temperature.
    #[must_use]
    pub const fn new(temperature: f64) -> Self {
        Self { temperature }
    }

    /// 1/T.
    #[inline(always)]
    pub(crate) fn sharpness<V: Real>(self, like: V) -> V {
        like.constant(1.0 / self.temperature)
    }
}

impl Default for Softmax {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl LayerActivation for Softmax {
    #[inline(always)]
    fn forward<V: Real, const N: usize>(self, z: &[V; N]) -> [V; N] {
        let (exponentials, sum) = exponentials(z, self.sharpness(z[0]));
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
        let sharpness = self.sharpness(a[0]);
        let mean = interleaved(
            N,
            #[inline(always)]
            |j| a[j] * gradient[j],
            a[0],
        );
        generate(
            #[inline(always)]
            |j| a[j] * (gradient[j] - mean) * sharpness,
        )
    }

    #[inline(always)]
    fn each<V: Real>(self, z: V) -> V {
        z
    }

    #[inline(always)]
    fn rows<S: Simd<T>, T: Scalar>(self, simd: S, width: usize, rows: &mut [T]) {
        let sharpness = T::from_f64(1.0 / self.temperature);
        let together = width * S::Samples::COUNT;
        let mut rest = rows;
        if width <= BESIDE && S::Samples::COUNT > 1 {
            while rest.len() >= together {
                let (rows, others) = rest.split_at_mut(together);
                side_by_side(simd, width, sharpness, rows);
                rest = others;
            }
        }
        while rest.len() >= width {
            let (row, others) = rest.split_at_mut(width);
            one_row(simd, sharpness, row);
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
        let sharpness = T::from_f64(1.0 / self.temperature);
        for (a, gradient) in a.chunks_exact(width).zip(gradient.chunks_exact_mut(width)) {
            let mean = interleaved(
                width,
                #[inline(always)]
                |j| a[j] * gradient[j],
                a[0],
            );
            for (&a, gradient) in a.iter().zip(gradient) {
                *gradient = a * (*gradient - mean) * sharpness;
            }
        }
    }

    compiled_rows!(Softmax);
}

/// The most neurons of samples that are computed side by side.
pub(crate) const BESIDE: usize = 64;

/// One row, its neurons side by side.
#[inline(always)]
fn one_row<S: Simd<T>, T: Scalar>(simd: S, sharpness: T, row: &mut [T]) {
    let mut largest = row[0];
    for &z in &row[1..] {
        largest = largest.at_least(z);
    }
    simd::update(
        simd,
        row,
        #[inline(always)]
        |z: S::Native| ((z - z.splat(largest)) * z.splat(sharpness)).exp(),
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
fn side_by_side<S: Simd<T>, T: Scalar>(simd: S, width: usize, sharpness: T, rows: &mut [T]) {
    let mut columns = Columns::<T, BESIDE>::new();
    columns.read_rows(simd, width, rows);
    let mut largest = columns.get(simd, 0);
    let mut j = 1;
    while j < width {
        largest = largest.at_least(columns.get(simd, j));
        j += 1;
    }
    let mut sum = Interleaved::new(largest);
    j = 0;
    while j < width {
        let z = columns.get(simd, j);
        let e = ((z - largest) * largest.splat(sharpness)).exp();
        columns.set(simd, j, e);
        sum.add(j, e);
        j += 1;
    }
    let sum = sum.total();
    let scale = sum.constant(1.0) / sum;
    j = 0;
    while j < width {
        let e = columns.get(simd, j);
        columns.set(simd, j, e * scale);
        j += 1;
    }
    columns.write_rows(simd, rows);
}

/// `e^((z[j] − max z) / T)` of each neuron, and their sum.
#[inline(always)]
fn exponentials<V: Real, const N: usize>(z: &[V; N], sharpness: V) -> ([V; N], V) {
    let largest = largest(z);
    let exponentials = map(
        z,
        #[inline(always)]
        |z| ((z - largest) * sharpness).exp(),
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
pub(super) fn largest<V: Real, const N: usize>(z: &[V; N]) -> V {
    let mut largest = z[0];
    for &z in &z[1..] {
        largest = largest.at_least(z);
    }
    largest
}
