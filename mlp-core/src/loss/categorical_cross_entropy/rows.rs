//! Categorical cross-entropy of a softmax over rows of samples: what most classifiers are trained with, so this crate
//! compiles it for all levels, with the number of classes as a value. The bits are those of the parent.

use super::CategoricalCrossEntropy;
use crate::activation::{BESIDE, Softmax, is_largest, log_of_sum};
use crate::loss::rows::{self, Of, Out};
use crate::number::{Real, Scalar};
use crate::order::Interleaved;
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
///
/// Each sum is as many numbers as there are samples, of which eight fit in no registers: so they stand in memory, where
/// any number of classes takes few instructions.
#[inline(always)]
fn side_by_side<S: Simd<T>, T: Scalar>(
    simd: S,
    (softmax, width): (Softmax, usize),
    [z, y]: [&[T]; 2],
    losses: &mut [T],
    delta: &mut [T],
) {
    let mut below = Columns::<T, BESIDE>::new();
    let mut targets = Columns::<T, BESIDE>::new();
    let mut exponentials = Columns::<T, BESIDE>::new();
    below.read_some_rows(simd, width, z);
    targets.read_some_rows(simd, width, y);
    let mut largest = below.get(simd, 0);
    let mut j = 1;
    while j < width {
        largest = largest.at_least(below.get(simd, j));
        j += 1;
    }
    let sharpness = softmax.sharpness(largest);
    let (mut sum, mut others) = (Interleaved::new(largest), Interleaved::new(largest));
    // How many are the largest, which any order gives exactly.
    let mut ties = largest.constant(0.0);
    j = 0;
    while j < width {
        let d = (below.get(simd, j) - largest) * sharpness;
        let (exponential, one) = (d.exp(), is_largest(d));
        below.set(simd, j, d);
        exponentials.push(simd, exponential);
        sum.add(j, exponential);
        others.add(j, exponential - one);
        ties = ties + one;
        j += 1;
    }
    let log_sum = log_of_sum(others.total(), ties);
    let (mut loss, mut total) = (Interleaved::new(largest), Interleaved::new(largest));
    j = 0;
    while j < width {
        let y = targets.get(simd, j);
        loss.add(j, y * -(below.get(simd, j) - log_sum));
        total.add(j, y);
        j += 1;
    }
    let sum = sum.total();
    let (scale, total) = (sum.constant(1.0) / sum, total.total());
    j = 0;
    while j < width {
        let a = exponentials.get(simd, j) * scale;
        let of_one = total.fused(a, -targets.get(simd, j)) * sharpness;
        exponentials.set(simd, j, of_one);
        j += 1;
    }
    let mut lanes = [T::ZERO; MOST_LANES];
    loss.total().store(&mut lanes);
    losses.copy_from_slice(&lanes[..losses.len()]);
    exponentials.write_some_rows(simd, delta);
}
