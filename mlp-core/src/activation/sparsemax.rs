//! Sparsemax: a distribution that gives unlikely classes nothing at all.

use super::LayerActivation;
use crate::array::{generate, map};
use crate::number::{Real, Scalar};
use crate::order::interleaved;
use crate::simd::Simd;

/// The point of the simplex nearest to `z`: `a[j] = max(z[j] − τ, 0)`, with τ such that the outputs sum to 1.
///
/// Many outputs are exactly 0. NaN in any input gives NaN everywhere. The Jacobian is `δⱼₖ − 1/|S|` for j and k in
/// the support S, the outputs above 0, and 0 elsewhere.
///
/// # Numerics
/// Neuron k is in the support if `Σⱼ max(z[j] − z[k], 0) < 1`, which needs no sorting and no branch, and of the
/// square of the width in time: for tens of classes, not for thousands. The sums run over the neurons as
/// `mlp_core::order` says.
///
/// Martins and Astudillo, *From Softmax to Sparsemax*, 2016.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sparsemax;

/// A class that is this far below the largest gets nothing, and so does one that is further.
const FAR: f64 = -2.0;

/// `Σⱼ max(d[j] − d[k], 0)`.
#[inline(always)]
fn excess<V: Real>(count: usize, d: impl Fn(usize) -> V, at: V) -> V {
    interleaved(
        count,
        #[inline(always)]
        |j| (d(j) - at).at_least(at.constant(0.0)),
        at,
    )
}

/// −τ, from the numbers below the largest and what exceeds each.
#[inline(always)]
fn lift<V: Real>(count: usize, d: impl Fn(usize) -> V, excess: impl Fn(usize) -> V, like: V) -> V {
    let (zero, one) = (like.constant(0.0), like.constant(1.0));
    let sum = interleaved(
        count,
        #[inline(always)]
        |k| d(k).select(excess(k).less_than(one), zero),
        like,
    );
    let support = interleaved(
        count,
        #[inline(always)]
        |k| one.select(excess(k).less_than(one), zero),
        like,
    );
    (one - sum) / support
}

/// The output of a neuron; what exceeds it is NaN if any number of the layer is.
#[inline(always)]
fn output<V: Real>(d: V, excess: V, lift: V) -> V {
    excess.select(excess.is_nan(), (d + lift).at_least(d.constant(0.0)))
}

impl LayerActivation for Sparsemax {
    #[inline(always)]
    fn forward<V: Real, const N: usize>(self, z: &[V; N]) -> [V; N] {
        let mut largest = z[0];
        for &z in &z[1..] {
            largest = largest.at_least(z);
        }
        let d = map(
            z,
            #[inline(always)]
            |z| (z - largest).at_least(z.constant(FAR)),
        );
        let excess: [V; N] = map(
            &d,
            #[inline(always)]
            |at| {
                excess(
                    N,
                    #[inline(always)]
                    |j| d[j],
                    at,
                )
            },
        );
        let lift = lift(
            N,
            #[inline(always)]
            |k| d[k],
            #[inline(always)]
            |k| excess[k],
            largest,
        );
        generate(
            #[inline(always)]
            |k| output(d[k], excess[k], lift),
        )
    }

    #[inline(always)]
    fn backward<V: Real, const N: usize>(
        self,
        _z: &[V; N],
        a: &[V; N],
        gradient: &[V; N],
    ) -> [V; N] {
        let mean = mean(
            N,
            #[inline(always)]
            |k| a[k],
            #[inline(always)]
            |k| gradient[k],
            a[0],
        );
        generate(
            #[inline(always)]
            |k| in_support(a[k], gradient[k] - mean),
        )
    }

    #[inline(always)]
    fn each<V: Real>(self, z: V) -> V {
        z
    }

    #[inline(always)]
    fn rows<S: Simd<T>, T: Scalar>(self, _: S, width: usize, rows: &mut [T]) {
        for row in rows.chunks_exact_mut(width) {
            one_row(row);
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
            let mean = mean(
                width,
                #[inline(always)]
                |k| a[k],
                #[inline(always)]
                |k| gradient[k],
                a[0],
            );
            for (&a, gradient) in a.iter().zip(gradient) {
                *gradient = in_support(a, *gradient - mean);
            }
        }
    }
}

/// `value` where `a` is above 0, 0 elsewhere.
#[inline(always)]
fn in_support<V: Real>(a: V, value: V) -> V {
    let zero = a.constant(0.0);
    value.select(zero.less_than(a), zero)
}

/// The mean of the gradients in the support.
#[inline(always)]
fn mean<V: Real>(
    count: usize,
    a: impl Fn(usize) -> V,
    gradient: impl Fn(usize) -> V,
    like: V,
) -> V {
    let sum = interleaved(
        count,
        #[inline(always)]
        |k| in_support(a(k), gradient(k)),
        like,
    );
    let support = interleaved(
        count,
        #[inline(always)]
        |k| in_support(a(k), like.constant(1.0)),
        like,
    );
    sum / support
}

/// One row. What exceeds a neuron is asked for anew where it is needed: a row of any width has no
/// room for it.
#[inline(always)]
fn one_row<T: Scalar>(row: &mut [T]) {
    let mut largest = row[0];
    for &z in &row[1..] {
        largest = largest.at_least(z);
    }
    for z in row.iter_mut() {
        *z = (*z - largest).at_least(T::from_f64(FAR));
    }
    let d = &*row;
    let lift = lift(
        d.len(),
        #[inline(always)]
        |k| d[k],
        #[inline(always)]
        |k| excess_in(d, k),
        largest,
    );
    // The last excess is NaN as all of them are, if a number is.
    let last = excess_in(d, d.len() - 1);
    for z in row {
        *z = output(*z, last, lift);
    }
}

/// `Σⱼ max(d[j] − d[k], 0)`.
#[inline(always)]
fn excess_in<T: Scalar>(d: &[T], k: usize) -> T {
    excess(
        d.len(),
        #[inline(always)]
        |j| d[j],
        d[k],
    )
}
