//! The check that a network's own test makes: of parameters, samples and targets that are drawn.

use super::{GradientReport, compare, is_regularized};
use crate::init::{Normal, Uniform, fill};
use crate::loss::Loss;
use crate::network::Network;
use crate::samples::{Samples, mix};
use crate::summary::SegmentKind;
use core::iter::StepBy;
use core::ops::Range;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// Enough for the statistics of a batch.
const SAMPLES: usize = 12;

/// The fewest samples: a relu that lets none of them through would have nothing to compare.
const FEWEST: usize = 4;

/// The multiply-accumulate operations, of one sample forwards, that a check may cost beside the
/// comparisons that it makes of every layer; a second or so in a build without optimization.
const MACS: usize = 300_000;

/// [`check_gradients`](super::check_gradients) of a network with drawn parameters: of all of them if it
/// is small, of some of each kind in each layer if not.
///
/// Inputs are N(0, 1); targets are one-hot, or 0 and 1 for a single output, which every loss
/// accepts. Weights are those of [`Network::init`], and what starts alike for all neurons (biases, γ, β,
/// slopes) is moved apart. What dropout drops is drawn, too.
///
/// # Errors
/// As [`check_gradients`](super::check_gradients).
#[doc(hidden)]
#[allow(
    clippy::result_large_err,
    reason = "both sides are the same report, which is small"
)]
pub fn check_drawn<N, L, const INPUTS: usize, const OUTPUTS: usize>(
    loss: &L,
) -> Result<GradientReport, GradientReport>
where
    N: Network<Scalar = f64, Input = [f64; INPUTS], Output = [f64; OUTPUTS]>,
    L: Loss<N::OutputActivation, Target<[f64; OUTPUTS]> = [f64; OUTPUTS]>,
{
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(1);
    let mut network = N::init(rng);
    for segment in N::SUMMARY.segments() {
        if matches!(segment.kind, SegmentKind::Weights | SegmentKind::Statistics) {
            continue;
        }
        let parameters = network.parameters_mut().get_mut(segment.range);
        for parameter in parameters.unwrap_or_default() {
            let mut by = [[0.0]];
            fill(&Uniform { limit: 0.25 }, &mut by, rng);
            *parameter += by[0][0];
        }
    }
    let mut inputs = [[0.0; INPUTS]; SAMPLES];
    let normal = Normal {
        standard_deviation: 1.0,
    };
    fill(&normal, &mut inputs, rng);
    let targets = targets(rng);
    let places = places::<N>(rng.next_u64());
    match Samples::new(&inputs, &targets) {
        Ok(samples) => {
            let samples = samples.split_at(samples_for::<N>()).0;
            compare(&network, &samples.with_noise(1), loss, places)
        }
        // Never: they are equally many.
        Err(_) => Err(GradientReport::of_nothing::<N>()),
    }
}

/// As many samples as the operations that a check may cost allow; a layer that is normalized by its batch wants some
/// more.
fn samples_for<N: Network>() -> usize {
    let mut layers = N::SUMMARY.layers.iter();
    let normalized = layers.any(|layer| layer.batch_norm.is_some());
    let fewest = if normalized { FEWEST + 2 } else { FEWEST };
    (MACS / N::MACS.max(1)).clamp(fewest, SAMPLES)
}

fn targets<const OUTPUTS: usize>(rng: &mut impl Rng) -> [[f64; OUTPUTS]; SAMPLES] {
    let mut targets = [[0.0; OUTPUTS]; SAMPLES];
    for target in &mut targets {
        let classes = u64::try_from(OUTPUTS.max(2)).unwrap_or(2);
        let class = usize::try_from(rng.next_u64() % classes).unwrap_or_default();
        if let Some(place) = target.get_mut(class) {
            *place = 1.0;
        }
    }
    targets
}

/// The places of the parameters to compare: of each segment one out of every so many in a row, and not
/// always the same neuron's.
fn places<N: Network>(seed: u64) -> impl Iterator<Item = usize> {
    let segments = N::LAYERS.max(1) * 2;
    // A pass of training takes as long as some of inference.
    let fewest = if is_regularized::<N>() { 2 } else { 4 };
    let most = (MACS / N::MACS.max(1) / segments).clamp(fewest, 256);
    N::SUMMARY.segments().flat_map(move |segment| {
        let Range { start, end } = segment.range;
        let stride = (end - start).div_ceil(most).max(1);
        let starts: StepBy<Range<usize>> = (start..end).step_by(stride);
        starts.map(move |start| {
            let bits = mix(seed ^ u64::try_from(start).unwrap_or_default()) >> 33;
            let within = usize::try_from(bits).unwrap_or_default() % stride;
            (start + within).min(end - 1)
        })
    })
}
