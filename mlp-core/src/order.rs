//! The order in which sums run: a function of the shape alone.
//!
//! Floating-point addition is not associative, so the bits of a sum depend on its order. This page
//! fixes that order once, for every target, vector width and thread count:
//!
//! - A pre-activation `z[j] = biases[j] + Σᵢ weights[i][j] · a[i]` runs as
//!   [`partial_sums`] interleaved sums: sum `p` takes the inputs `p`, `p + P`, `p + 2P`, … in this
//!   order, each product fused into it. Sum 0 starts from the bias, the others from their first
//!   product. The `P` sums are then added by halves, sum `p` and sum `p + P/2`, until one is left.
//! - A back-propagated sum `Σⱼ weights[i][j] · delta[j]` runs over `j` in order, each product fused.
//! - A gradient runs over the samples in parts of [`PART`]: within a part over its samples in order,
//!   each product fused, from zero; then the sums of the parts are added in order. So threads can
//!   share the work of a batch, part by part, and its bits do not show how many there were.
//! - In a small network, of at most [`SMALL_NETWORK`] parameters of type `f32` in plain layers (no dropout, batch
//!   normalization, prelu or gate), the first samples of a part, as many as sixteen goes into ([`samples_in_lanes`]), run
//!   as [`GRADIENT_LANES`] interleaved sums, its lanes: lane `l` takes the samples `l`, `l + 8`, … in this order, each
//!   product fused, from zero. Lane `l` and lane `l + 4` are added, and these four sums in order, from zero; to that, the
//!   samples that are left are added in order. So a part of fewer than sixteen samples has no lanes. A vector unit leaves
//!   each number in its lane, and turns rows and columns once for a part; a machine without one takes the samples of two
//!   lanes in turn, and needs two gradients more.
//! - A loss runs over the samples in the same parts, each as [`LOSS_SUMS`] interleaved sums, added by
//!   halves, in the network's scalar type.
//! - A mean is the sum times 1/n, rounded.
//! - The sums over the outputs inside a loss and over the neurons inside a softmax run as
//!   [`NEURON_SUMS`] interleaved sums, or as many as there are numbers, added by halves.
//! - The trainer's mean over the batches of an epoch runs over them in order in `f64`, product and sum
//!   apart.
//! - Sums over parameters (penalties, norms that clip, an optimizer's products of vectors) run in `f64`,
//!   product and sum apart, as [`NEURON_SUMS`] interleaved sums added by halves; those of the layers, and of
//!   what enters a neuron, in order.
//!
//! Interleaving is what keeps a vector unit busy: one sum waits four cycles for each step, eight
//! sums side by side do not wait at all.

use crate::number::Real;

/// The samples of a part of a batch.
pub const PART: usize = 64;

/// Interleaved sums of a gradient of a small network: its lanes.
pub const GRADIENT_LANES: usize = 8;

/// Half of them: lane `l` and lane `l + HALF_OF_LANES` are added first.
pub(crate) const HALF_OF_LANES: usize = GRADIENT_LANES / 2;

/// The most parameters of a small network, whose gradients run in lanes.
pub const SMALL_NETWORK: usize = 64;

/// How many samples of a part run in lanes in a small network, the others after them in order: two for each lane are
/// the fewest that are worth adding the lanes up.
///
/// ```
/// use mlp_core::order::samples_in_lanes;
///
/// assert_eq!([2, 15, 16, 31, 32, 63, 64].map(samples_in_lanes), [0, 0, 16, 16, 32, 48, 64]);
/// ```
#[must_use]
pub const fn samples_in_lanes(samples: usize) -> usize {
    samples - samples % (2 * GRADIENT_LANES)
}

/// Interleaved sums of the losses of a part.
pub const LOSS_SUMS: usize = 8;

/// Interleaved sums over the neurons of a layer.
pub const NEURON_SUMS: usize = 8;

/// Lanes that should be in flight at once: eight sums of eight `f32`, two for each cycle that one of
/// them waits.
const LANES_IN_FLIGHT: usize = 64;

/// Each partial sum should have at least this many terms, or adding the sums up costs more than
/// running them side by side saves.
const LEAST_TERMS: usize = 4;

/// The most partial sums of one pre-activation.
pub const MOST_PARTIAL_SUMS: usize = 16;

/// The number of interleaved sums of which a pre-activation of a `fan_in` × `fan_out` layer is made:
/// a power of two from 1 to [`MOST_PARTIAL_SUMS`].
///
/// ```
/// use mlp_core::order::partial_sums;
///
/// assert_eq!(partial_sums(2, 4), 1); // too short to split
/// assert_eq!(partial_sums(64, 32), 2); // 2 sums of 32 lanes
/// assert_eq!(partial_sums(784, 128), 1); // wide enough to fill the unit by itself
/// assert_eq!(partial_sums(640, 1), 16); // a dot product
/// ```
#[must_use]
pub const fn partial_sums(fan_in: usize, fan_out: usize) -> usize {
    let mut sums = 1;
    while sums < MOST_PARTIAL_SUMS
        && sums * 2 * fan_out <= LANES_IN_FLIGHT
        && sums * 2 * LEAST_TERMS <= fan_in
    {
        sums *= 2;
    }
    sums
}

/// The sum of numbers as [`NEURON_SUMS`] interleaved sums: sum `p` takes the numbers `p`, `p + 8`, …;
/// then the halves are added, a sum without another half as it is. 0 numbers sum to `nothing`.
#[inline(always)]
pub(crate) fn interleaved<V: Real>(count: usize, value: impl Fn(usize) -> V, nothing: V) -> V {
    let mut sums = [nothing; NEURON_SUMS];
    let mut k = 0;
    while k < count && k < NEURON_SUMS {
        sums[k] = value(k);
        k += 1;
    }
    while k < count {
        sums[k % NEURON_SUMS] = sums[k % NEURON_SUMS] + value(k);
        k += 1;
    }
    let mut half = NEURON_SUMS / 2;
    while half > 0 {
        let mut p = 0;
        while p < half && p + half < count {
            sums[p] = sums[p] + sums[p + half];
            p += 1;
        }
        half /= 2;
    }
    sums[0]
}

/// [`interleaved`], of numbers that are made one after the other, in order: of any count of them, in few instructions.
pub(crate) struct Interleaved<V>([V; NEURON_SUMS]);

impl<V: Real> Interleaved<V> {
    #[inline(always)]
    pub(crate) fn new(like: V) -> Self {
        // What −0 is added to stays what it is, so a sum without numbers is as none.
        Self([like.constant(-0.0); NEURON_SUMS])
    }

    /// Adds number `k`.
    #[inline(always)]
    pub(crate) fn add(&mut self, k: usize, value: V) {
        let sum = &mut self.0[k % NEURON_SUMS];
        *sum = *sum + value;
    }

    #[inline(always)]
    pub(crate) fn total(&self) -> V {
        let sum = self.0;
        ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]))
    }
}

/// The sum of `count` numbers, one for each of some parameters; −0 for none.
#[inline(always)]
pub(crate) fn sum_of_parameters(count: usize, value: impl Fn(usize) -> f64) -> f64 {
    interleaved(count, value, -0.0)
}
