//! The logarithm of softmax: for losses that ask for logarithms of probabilities.

use super::compiled::compiled_rows;
use super::softmax::{Softmax, largest};
use super::{LayerActivation, softmax::BESIDE};
use crate::array::{generate, map};
use crate::number::{Real, Scalar};
use crate::order::interleaved;
use crate::simd::{self, Simd};

/// `a[j] = ln softmax(z/T)[j] = (z[j] − max z)/T − ln Σₖ e^((z[k] − max z)/T)`, `T` the temperature.
///
/// The outputs are at most 0, and exact relative to themselves even for a class that is all but
/// certain, where the logarithm of a rounded probability is 0. NaN in any input gives NaN everywhere.
/// The Jacobian is `∂a[j]/∂z[k] = (δⱼₖ − e^a[k]) / T`.
///
/// # Numerics
/// The sums run over the neurons as `mlp_core::order` says. Differences are multiplied by 1/T.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogSoftmax {
    /// The temperature, as [`Softmax`] has it: above 0, 1 by default.
    pub temperature: f64,
}

impl LogSoftmax {
    /// The logarithm of a softmax of this temperature.
    #[must_use]
    pub const fn new(temperature: f64) -> Self {
        Self { temperature }
    }

    /// 1/T.
    #[inline(always)]
    pub(crate) fn sharpness<V: Real>(self, like: V) -> V {
        Softmax::new(self.temperature).sharpness(like)
    }
}

impl Default for LogSoftmax {
    fn default() -> Self {
        Self::new(1.0)
    }
}

/// The logarithms of the probabilities of a softmax.
#[inline(always)]
pub(crate) fn log_probabilities<V: Real, const N: usize>(z: &[V; N], sharpness: V) -> [V; N] {
    let largest = largest(z);
    let below = map(
        z,
        #[inline(always)]
        |z| (z - largest) * sharpness,
    );
    let log_sum = log_sum(
        N,
        #[inline(always)]
        |k| below[k],
        #[inline(always)]
        |k| below[k].exp(),
        largest,
    );
    map(
        &below,
        #[inline(always)]
        |below| below - log_sum,
    )
}

/// `ln Σₖ e^d[k]` for numbers of which the largest is 0. One of the zeros is what ln(1 + x) adds,
/// so that a sum of nearly nothing else keeps its digits.
#[inline(always)]
pub(crate) fn log_sum<V: Real>(
    count: usize,
    d: impl Fn(usize) -> V,
    exponential: impl Fn(usize) -> V,
    like: V,
) -> V {
    // e⁰ is exactly 1, so the difference is nothing for the largest, and NaN stays.
    let others = interleaved(
        count,
        #[inline(always)]
        |k| exponential(k) - is_largest(d(k)),
        like,
    );
    let largest = interleaved(
        count,
        #[inline(always)]
        |k| is_largest(d(k)),
        like,
    );
    log_of_sum(others, largest)
}

/// The same, from the sum of `e^d[k]` [that are not of the largest](is_largest), and how many are.
#[inline(always)]
pub(crate) fn log_of_sum<V: Real>(others: V, largest: V) -> V {
    (others + (largest - largest.constant(1.0))).ln_1p()
}

/// 1 for a difference from the largest that is none.
#[inline(always)]
pub(crate) fn is_largest<V: Real>(below: V) -> V {
    let zero = below.constant(0.0);
    zero.select(below.less_than(zero), below.constant(1.0))
}

impl LayerActivation for LogSoftmax {
    #[inline(always)]
    fn forward<V: Real, const N: usize>(self, z: &[V; N]) -> [V; N] {
        log_probabilities(z, self.sharpness(z[0]))
    }

    #[inline(always)]
    fn backward<V: Real, const N: usize>(
        self,
        _z: &[V; N],
        a: &[V; N],
        gradient: &[V; N],
    ) -> [V; N] {
        let sharpness = self.sharpness(a[0]);
        let sum = interleaved(
            N,
            #[inline(always)]
            |j| gradient[j],
            a[0],
        );
        generate(
            #[inline(always)]
            |j| (-sum).fused(a[j].exp(), gradient[j]) * sharpness,
        )
    }

    #[inline(always)]
    fn each<V: Real>(self, z: V) -> V {
        z
    }

    #[inline(always)]
    fn rows<S: Simd<T>, T: Scalar>(self, simd: S, width: usize, rows: &mut [T]) {
        let sharpness = T::from_f64(1.0 / self.temperature);
        for row in rows.chunks_exact_mut(width) {
            one_row(simd, sharpness, row);
        }
    }

    #[inline(always)]
    fn backward_rows<S: Simd<T>, T: Scalar>(
        self,
        simd: S,
        width: usize,
        _: &[T],
        a: &[T],
        gradient: &mut [T],
    ) {
        let sharpness = T::from_f64(1.0 / self.temperature);
        for (a, gradient) in a.chunks_exact(width).zip(gradient.chunks_exact_mut(width)) {
            let sum = interleaved(
                width,
                #[inline(always)]
                |j| gradient[j],
                a[0],
            );
            simd::update_with(
                simd,
                gradient,
                [a],
                #[inline(always)]
                |gradient: S::Native, [a]| {
                    (-gradient.splat(sum)).fused(a.exp(), gradient) * gradient.splat(sharpness)
                },
            );
        }
    }

    compiled_rows!(LogSoftmax);
}

/// One row, its neurons side by side; exponentials one by one if there are many.
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
        |z: S::Native| (z - z.splat(largest)) * z.splat(sharpness),
    );
    let width = row.len();
    let mut exponentials = [T::ZERO; BESIDE];
    let few = width <= BESIDE;
    if few {
        exponentials[..width].copy_from_slice(row);
        simd::update(
            simd,
            &mut exponentials[..width],
            #[inline(always)]
            |below: S::Native| below.exp(),
        );
    }
    let log_sum = log_sum(
        width,
        #[inline(always)]
        |k| row[k],
        #[inline(always)]
        |k| if few { exponentials[k] } else { row[k].exp() },
        largest,
    );
    simd::update(
        simd,
        row,
        #[inline(always)]
        |below: S::Native| below - below.splat(log_sum),
    );
}
