//! Categorical cross-entropy of a softmax over rows of samples: what most classifiers are trained with, so this crate
//! compiles it for all levels, with the number of classes as a value. The bits are those of the parent.

use super::CategoricalCrossEntropy;
use crate::activation::{BESIDE, Softmax, log_sum};
use crate::loss::rows::{self, Of, Out};
use crate::number::{Real, Scalar};
use crate::order::interleaved;
use crate::simd::{Columns, Lanes, Level, MOST_LANES, Simd, compiled};

/// Losses and deltas of some samples.
#[inline(always)]
pub(super) fn losses_and_deltas<T: Scalar, const N: usize>(
    softmax: Softmax,
    level: Level,
    [z, y]: Of<'_, T, N>,
    (losses, delta): Out<'_, T, N>,
) {
    // A chip may not have the stack for columns of any number of classes, and has one level.
    if const { N <= BESIDE && cfg!(feature = "std") } {
        let of = [z.as_flattened(), y.as_flattened()];
        T::compiled::<OfSoftmax>(level, (softmax, of, losses, delta.as_flattened_mut()));
    } else {
        rows::losses_and_deltas(
            level,
            &CategoricalCrossEntropy,
            softmax,
            [z, y],
            (losses, delta),
        );
    }
}

compiled! {
    /// The same, of at most [`BESIDE`] classes.
    OfSoftmax = |simd: S, (softmax, [z, y], losses, delta): (Softmax, [&'a [T]; 2], &'a mut [T], &'a mut [T])| {
        let width = z.len() / losses.len().max(1);
        let mut first = 0;
        while first < losses.len() {
            let last = losses.len().min(first + S::Samples::COUNT);
            let place = first * width..last * width;
            side_by_side(
                simd,
                (softmax, width),
                [&z[place.clone()], &y[place.clone()]],
                &mut losses[first..last],
                &mut delta[place],
            );
            first = last;
        }
    }
}

/// As many samples as stand side by side, or fewer.
#[inline(always)]
fn side_by_side<S: Simd<T>, T: Scalar>(
    simd: S,
    (softmax, width): (Softmax, usize),
    [z, y]: [&[T]; 2],
    losses: &mut [T],
    delta: &mut [T],
) {
    let (mut below, mut exponentials) = (Columns::<T, BESIDE>::new(), Columns::<T, BESIDE>::new());
    let mut targets = Columns::<T, BESIDE>::new();
    below.read_some_rows(simd, width, z);
    targets.read_some_rows(simd, width, y);
    let mut largest = below.get(simd, 0);
    let mut j = 1;
    while j < width {
        largest = largest.at_least(below.get(simd, j));
        j += 1;
    }
    let sharpness = softmax.sharpness(largest);
    j = 0;
    while j < width {
        let d = (below.get(simd, j) - largest) * sharpness;
        below.set(simd, j, d);
        exponentials.push(simd, d.exp());
        j += 1;
    }
    let sum = interleaved(
        width,
        #[inline(always)]
        |j| exponentials.get(simd, j),
        largest,
    );
    let scale = sum.constant(1.0) / sum;
    let log_sum = log_sum(
        width,
        #[inline(always)]
        |j| below.get(simd, j),
        #[inline(always)]
        |j| exponentials.get(simd, j),
        largest,
    );
    let loss = interleaved(
        width,
        #[inline(always)]
        |j| targets.get(simd, j) * -(below.get(simd, j) - log_sum),
        largest,
    );
    let total = interleaved(
        width,
        #[inline(always)]
        |j| targets.get(simd, j),
        largest,
    );
    j = 0;
    while j < width {
        let a = exponentials.get(simd, j) * scale;
        let of_one = total.fused(a, -targets.get(simd, j)) * sharpness;
        exponentials.set(simd, j, of_one);
        j += 1;
    }
    let mut lanes = [T::ZERO; MOST_LANES];
    loss.store(&mut lanes);
    losses.copy_from_slice(&lanes[..losses.len()]);
    exponentials.write_some_rows(simd, delta);
}
