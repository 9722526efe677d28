//! The loops around the equations of a wide network: a single sample, batches, and parts of training.

use super::{Equations, Rows, Space};
use crate::engine::parts;
use crate::loss::Loss;
use crate::network::{Network, SamplesFor};
use crate::number::Scalar;
use crate::order::PART;
use crate::samples::LengthMismatch;
use crate::simd::{self, Level, Run, dispatch, perform};
use crate::summary::Summary;

/// One sample through the network.
#[inline]
pub fn forward<N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    input: &[N::Scalar; INPUTS],
) -> [N::Scalar; OUTPUTS]
where
    N: Equations<INPUTS, OUTPUTS>,
{
    if const { N::MACS <= COMPILED_FOR_ITS_SHAPE } {
        return dispatch!(for N, simd => network.respond(simd, input));
    }
    let level = Level::best_for::<N::Scalar>(N::NUMERICS);
    one(network, Rows::new(level, 1), input)
}

/// One sample, in rows.
#[inline(always)]
pub fn one<N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    rows: Rows<'_, N, 1>,
    input: &[N::Scalar; INPUTS],
) -> [N::Scalar; OUTPUTS]
where
    N: Equations<INPUTS, OUTPUTS>,
{
    let mut a = [[N::Scalar::ZERO; OUTPUTS]];
    network.propagate(rows, &[input], &mut a);
    rows.activate(network.output_activation(), &mut a);
    let [a] = a;
    a
}

/// The most multiplications of a network that is compiled for its shape; calling the kernels costs
/// others nothing that could be measured, and compiles sooner.
const COMPILED_FOR_ITS_SHAPE: usize = 8192;

/// The arrays of numbers of each neuron in training: z, a, δ and ∂loss/∂a.
const TRAINING_ARRAYS: usize = 4;

/// The same of a pass forwards, where z becomes a.
const FORWARD_ARRAYS: usize = 1;

/// How many samples go through a network at once: as many as keep weights and registers busy, and
/// fewer where their numbers would take too much of the stack.
const fn tile(summary: &Summary, arrays: usize) -> usize {
    if arrays == TRAINING_ARRAYS && summary.normalizes() {
        // The statistics are those of a whole part.
        return PART;
    }
    if !cfg!(feature = "std") {
        return 1;
    }
    let numbers = if arrays == FORWARD_ARRAYS {
        forward_numbers(summary)
    } else {
        summary.neurons() * arrays
    };
    let bytes = summary.scalar_bytes * numbers;
    if arrays == FORWARD_ARRAYS {
        // More samples for each panel of weights.
        if 128 * bytes <= STACK_BYTES {
            return 128;
        }
        if 96 * bytes <= STACK_BYTES {
            return 96;
        }
    }
    let mut samples = PART;
    while samples > 8 && samples * bytes > STACK_BYTES {
        samples /= 2;
    }
    samples
}

/// How many samples go forwards through a network at once, if it is a wide one.
#[cfg(feature = "rayon")]
pub(crate) const fn forward_tile(summary: &Summary) -> usize {
    tile(summary, FORWARD_ARRAYS)
}

/// The numbers of a sample in a pass forwards. Those of the last layer are where the caller wants them.
const fn forward_numbers(summary: &Summary) -> usize {
    let mut numbers = 0;
    let mut rest = summary.layers;
    while let [layer, others @ ..] = rest {
        let plain = layer.batch_norm.is_none() && !layer.slopes && layer.pieces <= 1;
        if !plain {
            // z, n and a.
            numbers += 3 * layer.fan_out;
        } else if !others.is_empty() {
            numbers += layer.fan_out;
            // h, before each of the others is added to it, or before some of it drops out.
            numbers += layer.fan_out * (layer.adds.len() + (layer.dropout > 0.0) as usize);
        }
        rest = others;
    }
    numbers
}

/// The bytes of activations, and of what back-propagation has beside them, that a call may hold.
const STACK_BYTES: usize = 512 * 1024;

/// Samples that the kernels take at once.
const BLOCK: usize = 6;

/// Calls a function with the number of samples that [`tile`] says.
macro_rules! with_tile {
    ($network:ty, $arrays:expr, $function:ident($($argument:expr),*)) => {
        match const { tile(&<$network>::SUMMARY, $arrays) } {
            128 => $function::<128, $network, INPUTS, OUTPUTS>($($argument),*),
            96 => $function::<96, $network, INPUTS, OUTPUTS>($($argument),*),
            64 => $function::<64, $network, INPUTS, OUTPUTS>($($argument),*),
            32 => $function::<32, $network, INPUTS, OUTPUTS>($($argument),*),
            16 => $function::<16, $network, INPUTS, OUTPUTS>($($argument),*),
            8 => $function::<8, $network, INPUTS, OUTPUTS>($($argument),*),
            _ => $function::<1, $network, INPUTS, OUTPUTS>($($argument),*),
        }
    };
    ($network:ty, $loss:ty, $arrays:expr, $function:ident($($argument:expr),*)) => {
        match const { tile(&<$network>::SUMMARY, $arrays) } {
            64 => $function::<64, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            32 => $function::<32, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            16 => $function::<16, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            8 => $function::<8, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            _ => $function::<1, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
        }
    };
}

/// Each of many samples through the network.
///
/// # Errors
/// If there are not as many inputs as outputs; then nothing is written.
pub fn forward_batch<N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    inputs: &[[N::Scalar; INPUTS]],
    outputs: &mut [[N::Scalar; OUTPUTS]],
) -> Result<(), LengthMismatch>
where
    N: Equations<INPUTS, OUTPUTS>,
{
    LengthMismatch::check(inputs.len(), outputs.len())?;
    if let ([input], [output]) = (inputs, &mut *outputs) {
        *output = forward(network, input);
        return Ok(());
    }
    with_tile!(N, FORWARD_ARRAYS, forward_tiles(network, inputs, outputs));
    Ok(())
}

fn forward_tiles<const SAMPLES: usize, N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    inputs: &[[N::Scalar; INPUTS]],
    outputs: &mut [[N::Scalar; OUTPUTS]],
) where
    N: Equations<INPUTS, OUTPUTS>,
{
    let level = Level::best_for::<N::Scalar>(N::NUMERICS);
    // Tiles of about one size, in blocks of the kernels: a last tile of few samples would pay for all weights.
    let size = inputs.len().div_ceil(inputs.len().div_ceil(SAMPLES).max(1));
    let size = size.max(1).next_multiple_of(BLOCK).min(SAMPLES);
    for (inputs, outputs) in inputs.chunks(size).zip(outputs.chunks_mut(size)) {
        let mut a0 = Space::<_, SAMPLES>::new();
        a0.collect(inputs.iter());
        let rows = Rows::new(level, inputs.len());
        network.propagate::<SAMPLES>(rows, &a0, outputs);
        rows.activate(network.output_activation(), outputs);
    }
}

/// Writes the gradients of a part; the sum of its losses.
pub fn gradients_of_part<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    S: Run,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let level = simd.level();
    if !written_whole(&N::SUMMARY) || samples.is_empty() {
        perform::<N, simd::Fill>(level, (gradients.parameters_mut(), N::Scalar::ZERO));
    }
    with_tile!(
        N,
        L,
        TRAINING_ARRAYS,
        add_tiles(level, network, samples, loss, gradients)
    )
}

/// Whether the gradients of the first samples write all that there are: those of layers do, what batch normalization
/// and slopes have is added to.
const fn written_whole(summary: &Summary) -> bool {
    let mut rest = summary.layers;
    while let [layer, others @ ..] = rest {
        if layer.batch_norm.is_some() || layer.slopes {
            return false;
        }
        rest = others;
    }
    true
}

fn add_tiles<const SAMPLES: usize, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let mut sum = parts::LossSum::new();
    // Some samples, whose gradients are the first or added to those of others; or one, which is sample `k`.
    let mut add = |samples: SamplesFor<'_, N, L>, k: Option<usize>, first, gradients: &mut N| {
        let (mut a0, mut y) = (Space::new(), Space::new());
        let y = gather::<SAMPLES, N, L, INPUTS, OUTPUTS>(&samples, &mut a0, &mut y);
        let weights = weights::<SAMPLES, N, L>(&samples);
        let rows = Rows::<N, SAMPLES>::new(level, samples.len())
            .as_first(first)
            .weighted(&weights)
            .with_noise(samples.noise());
        let losses = network.back_propagate(rows, loss, &a0, y, gradients);
        match k {
            Some(k) => sum.add_sample(k, losses[0]),
            None => sum.add(&losses[..samples.len()]),
        }
    };
    let mut first = const { written_whole(&N::SUMMARY) };
    let mut in_order = *samples;
    // A whole part at once sees to its lanes itself.
    if const { SAMPLES < PART && N::SUMMARY.sums_in_lanes() } {
        let (in_lanes, others) = samples.split_at(parts::in_lanes::<N>(samples.len()));
        if !in_lanes.is_empty() {
            parts::one_by_one(in_lanes.len(), gradients, |k, gradients| {
                let (sample, _) = in_lanes.split_at(k).1.split_at(1);
                add(sample, Some(k), false, gradients);
            });
            first = false;
        }
        in_order = others;
    }
    for part in in_order.batches(SAMPLES) {
        add(part, None, first, gradients);
        first = false;
    }
    sum.total()
}

/// The sum of the losses of a part.
pub fn loss_of_part<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> N::Scalar
where
    S: Run,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let level = simd.level();
    with_tile!(N, L, 2, loss_of_tiles(level, network, samples, loss))
}

fn loss_of_tiles<const SAMPLES: usize, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> N::Scalar
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let mut sum = parts::LossSum::new();
    for part in samples.batches(SAMPLES) {
        let (mut a0, mut y) = (Space::new(), Space::new());
        let y = gather::<SAMPLES, N, L, INPUTS, OUTPUTS>(&part, &mut a0, &mut y);
        let weights = weights::<SAMPLES, N, L>(&part);
        let rows = Rows::<N, SAMPLES>::new(level, part.len()).weighted(&weights);
        let mut z = rows.space();
        network.propagate(rows, &a0, rows.zeros(&mut z));
        let losses = rows.loss(loss, network.output_activation(), &z, y, &mut rows.space());
        sum.add(&losses[..part.len()]);
    }
    sum.total()
}

/// The weights of some samples; 1 for all where targets carry none.
#[inline]
fn weights<const SAMPLES: usize, N: Network, L: Loss<N::OutputActivation>>(
    samples: &SamplesFor<'_, N, L>,
) -> [N::Scalar; SAMPLES] {
    let mut weights = [N::Scalar::ONE; SAMPLES];
    if const { L::WEIGHTED } {
        for (weight, (_, target)) in weights.iter_mut().zip(samples.iter()) {
            *weight = L::weight::<N::Scalar, N::Output>(target);
        }
    }
    weights
}

/// The inputs and the targets of some samples: targets that lie in order where they are, others copied.
fn gather<'a, 'y, const SAMPLES: usize, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    samples: &SamplesFor<'a, N, L>,
    a0: &mut Space<&'a [N::Scalar; INPUTS], SAMPLES>,
    y: &'y mut Space<[N::Scalar; OUTPUTS], SAMPLES>,
) -> &'y [[N::Scalar; OUTPUTS]]
where
    'a: 'y,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    if let Some((inputs, targets)) = samples.in_a_row(0, samples.len())
        && let Some(rows) = L::rows(targets)
    {
        a0.collect(inputs.iter());
        return rows;
    }
    Space::collect_pairs(
        (a0, y),
        samples
            .iter()
            .map(|(input, target)| (input, L::values(target))),
    );
    y
}
