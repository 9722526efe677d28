//! Sums over the samples of a batch, in the order of `order.rs`: part by part.

use crate::loss::Loss;
use crate::network::{Network, SamplesFor, mean};
use crate::number::Scalar;
use crate::order::{HALF_OF_LANES, LOSS_SUMS, PART, samples_in_lanes};
use crate::simd::{self, Level, Simd, dispatch, perform, perform_here};

/// The sum of the losses of a part.
pub(super) struct LossSum<T> {
    sums: [T; LOSS_SUMS],
    next: usize,
}

impl<T: Scalar> LossSum<T> {
    pub(super) fn new() -> Self {
        Self {
            sums: [T::ZERO; LOSS_SUMS],
            next: 0,
        }
    }

    /// Adds the losses of the next samples.
    #[inline(always)]
    pub(super) fn add(&mut self, losses: &[T]) {
        let mut k = 0;
        // One for each sum at a time, which leaves `next` where it is.
        if self.next.is_multiple_of(LOSS_SUMS) {
            while k + LOSS_SUMS <= losses.len() {
                let losses = &losses[k..k + LOSS_SUMS];
                let mut p = 0;
                while p < LOSS_SUMS {
                    self.sums[p] += losses[p];
                    p += 1;
                }
                k += LOSS_SUMS;
            }
        }
        while k < losses.len() {
            self.sums[self.next % LOSS_SUMS] += losses[k];
            self.next += 1;
            k += 1;
        }
    }

    /// Adds the loss of sample `k` of the part.
    #[inline(always)]
    pub(super) fn add_sample(&mut self, k: usize, loss: T) {
        self.sums[k % LOSS_SUMS] += loss;
    }

    #[inline(always)]
    pub(super) fn total(mut self) -> T {
        let mut half = LOSS_SUMS / 2;
        while half > 0 {
            for p in 0..half {
                self.sums[p] += self.sums[p + half];
            }
            half /= 2;
        }
        self.sums[0]
    }
}

/// How many of the samples of a part run in lanes: see [`order`](crate::order).
#[inline(always)]
pub(super) fn in_lanes<N: Network>(samples: usize) -> usize {
    if const { N::SUMMARY.sums_in_lanes() } {
        samples_in_lanes(samples)
    } else {
        0
    }
}

/// Writes the gradients of a part of a small network without vectors: `add(k, gradients)` adds those of sample `k`.
///
/// Lane l beside lane l + 4, for one l after the other, then the samples that are in no lane: two gradients more, and `add`
/// is compiled once.
#[inline(always)]
pub(super) fn one_by_one<N: Network>(
    samples: usize,
    gradients: &mut N,
    mut add: impl FnMut(usize, &mut N),
) {
    let end = in_lanes::<N>(samples);
    let mut lanes = [N::zeroed(), N::zeroed()];
    gradients.parameters_mut().fill(N::Scalar::ZERO);
    let (mut first, mut k) = (0, 0);
    while k < samples {
        if k >= end {
            first = HALF_OF_LANES;
        }
        let in_lanes = first < HALF_OF_LANES;
        let into = if in_lanes {
            &mut lanes[k / HALF_OF_LANES % 2]
        } else {
            &mut *gradients
        };
        add(k, into);
        if !in_lanes {
            k += 1;
            continue;
        }
        k += HALF_OF_LANES;
        if k >= end {
            let [left, right] = &mut lanes;
            let sums = left.parameters_mut().iter_mut().zip(right.parameters_mut());
            for (total, (left, right)) in gradients.parameters_mut().iter_mut().zip(sums) {
                *total += *left + *right;
                (*left, *right) = (N::Scalar::ZERO, N::Scalar::ZERO);
            }
            first += 1;
            k = if first < HALF_OF_LANES { first } else { end };
        }
    }
}

/// The mean loss over samples and its gradient, written over what `gradients` held.
#[inline(always)]
pub(crate) fn gradients<S, N, L>(
    (simd, level): (S, Level),
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    S: Simd<N::Scalar>,
    N: Network,
    L: Loss<N::OutputActivation>,
{
    let (mean, weight) = sums(level, network, samples, loss, gradients);
    if samples.len() != 1 {
        perform_here::<S, N, simd::Scale>(simd, level, (gradients.parameters_mut(), weight));
    }
    mean
}

/// The mean loss over samples, the sums of their gradients, written over what `gradients` held, and what these are to
/// be multiplied by for their mean.
#[inline(always)]
pub(crate) fn sums<N, L>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> (N::Scalar, N::Scalar)
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    let sum = if samples.len() <= PART {
        gradients_of_part(level, network, samples, loss, gradients)
    } else {
        gradients_of_parts(level, network, samples, loss, gradients)
    };
    (
        mean(sum, samples.len()),
        mean(N::Scalar::ONE, samples.len()),
    )
}

/// [`Network::gradients_of_part`] at a level, over what `gradients` held: a function of its own, so that it is compiled
/// once for a network, whatever calls it.
#[inline(never)]
pub(crate) fn gradients_of_part<N, L>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    dispatch!(for N at level, simd => network.gradients_of_part(simd, samples, loss, gradients))
}

/// The sums of losses and gradients of several parts; a function of its own, so that smaller batches do
/// not pay for the memory of a second gradient.
#[inline(never)]
fn gradients_of_parts<N, L>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    let (first, others) = samples.split_at(PART);
    let mut sum = gradients_of_part(level, network, &first, loss, gradients);
    let mut part = N::zeroed();
    for samples in others.batches(PART) {
        sum += gradients_of_part(level, network, &samples, loss, &mut part);
        perform::<N, simd::Add>(level, (gradients.parameters_mut(), part.parameters()));
    }
    sum
}

/// The mean loss over samples.
#[inline(never)]
pub(crate) fn loss<N, L>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> N::Scalar
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    let mut sum = N::Scalar::ZERO;
    for part in samples.batches(PART) {
        sum += dispatch!(for N at level, simd => network.loss_of_part(simd, &part, loss));
    }
    mean(sum, samples.len())
}
