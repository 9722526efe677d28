//! Gradients of networks of up to 64 `f32` are sums of eight lanes, as many samples as sixteen goes into, and of the others
//! in order, to the bit: in any batch, in both forms, at every level. Those of one parameter more, of `f64`, and of networks
//! that are not plain layers, run over the samples in order.
//!
//! Compared with plain loops in that order, `support/in_order.rs`.

mod support;

use mlp::loss::Loss;
use mlp::network::{Network, SamplesFor};
use mlp::number::Scalar;
use mlp::prelude::*;
use mlp_core::engine::{columns, rows};
use mlp_core::simd::{Level, dispatch};
use support::in_order;
use support::random::Random;
use support::shapes::{arrays, bits, random_network};

/// More than a part.
const MOST: usize = 70;

const W3: usize = 3;

network! {
    struct Lecture: 2 => relu 4 => relu 4 => sigmoid 1;
    struct Double<f64>: 3 => tanh 5 => linear 2;
    struct OddWidths: 5 => tanh 3 [no_bias] => softmax 7;
    struct OddWidthsInRows: 5 => tanh W3 [no_bias] => softmax 7;
    struct Of64: 7 => leaky_relu(0.1) 7 => sigmoid 1;
    struct Of65: 64 => linear 1;
    struct Gated: 2 => glu 4 => linear 1;
    struct Learned: 2 => prelu(0.25) 4 => linear 1;
    struct LearnedAndMore: 2 => prelu(0.25) 4 => linear 16;
    struct Dropping: 2 => tanh 4 [dropout = 0.5] => linear 1;
    struct DroppingAndMore: 2 => tanh 4 [dropout = 0.5] => linear 16;
    struct Normalized: 2 => tanh 4 [batch_norm] => linear 1;
    struct NormalizedAndMore: 2 => tanh 4 [batch_norm] => linear 16;
}

/// Compares the gradients of the first samples, of 0 to [`MOST`] of them.
fn check<T, N, L, const I: usize, const O: usize>(
    loss: &L,
    output_activation: impl Fn(&N) -> N::OutputActivation,
) where
    T: Scalar,
    N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let mut random = Random::new(21);
    let network: N = random_network(&mut random);
    let inputs: Vec<_> = (0..MOST).map(|_| random.numbers(I)).collect();
    let inputs: Vec<[T; I]> = arrays(&inputs);
    let targets: Vec<_> = (0..MOST)
        .map(|_| random.numbers(O).iter().map(|y| y.abs()).collect())
        .collect();
    let targets: Vec<[T; O]> = arrays(&targets);
    let samples = Samples::new(&inputs, &targets).expect("as many targets");
    let counts: Vec<usize> = (0..=MOST).collect();
    let expected = in_order::gradients(
        &network,
        output_activation(&network),
        &samples,
        loss,
        &counts,
    );
    for (&count, (value, gradients)) in counts.iter().zip(&expected) {
        let (batch, _) = samples.split_at(count);
        for level in Level::all() {
            let (mean, found) = gradients_at(level, &network, &batch, loss);
            let what = format!("{count} samples at {level:?}");
            assert_eq!(bits(&[mean]), bits(&[*value]), "loss of {what}");
            assert_eq!(bits(&found), bits(gradients), "gradients of {what}");
        }
        let (mean, found) = network.gradients(&batch, loss);
        assert_eq!(bits(&[mean]), bits(&[*value]), "loss of {count}");
        assert_eq!(bits(found.parameters()), bits(gradients), "{count} samples");
    }
}

/// The mean loss over some samples and its gradients, part by part at a level.
fn gradients_at<N, L>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> (N::Scalar, Vec<N::Scalar>)
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    let mut sum = N::Scalar::ZERO;
    let mut sums = N::zeroed().parameters().to_vec();
    for (part, k) in samples.batches(64).zip(0..) {
        let mut gradients = N::zeroed();
        sum +=
            dispatch!(level, simd => network.gradients_of_part(simd, &part, loss, &mut gradients));
        for (sum, &gradient) in sums.iter_mut().zip(gradients.parameters()) {
            *sum = if k == 0 { gradient } else { *sum + gradient };
        }
    }
    let count = f64::from(u32::try_from(samples.len().max(1)).expect("a few"));
    let weight = N::Scalar::ONE / N::Scalar::from_f64(count);
    (sum * weight, sums.iter().map(|&sum| sum * weight).collect())
}

/// Checks a network in the form that the macro writes it in.
macro_rules! check {
    ($form:ident: $name:ident, $loss:expr) => {
        check::<_, $name, _, _, _>(&$loss, |network| {
            $form::Equations::output_activation(network)
        })
    };
}

#[test]
fn gradients_of_small_networks_are_sums_of_eight_lanes() {
    check!(columns: Lecture, BinaryCrossEntropy);
    check!(columns: OddWidths, CategoricalCrossEntropy);
    check!(columns: Of64, BinaryCrossEntropy);
}

#[test]
fn the_form_does_not_show_in_the_lanes() {
    assert_eq!(OddWidths::PARAMETERS, OddWidthsInRows::PARAMETERS);
    check!(rows: OddWidthsInRows, CategoricalCrossEntropy);
}

#[test]
fn gradients_of_a_small_network_with_a_gate_run_over_the_samples_in_order() {
    assert_eq!(Gated::PARAMETERS, 29);
    check!(rows: Gated, MeanSquaredError);
}

/// The gradients of the first layer of a small network, and of the same with 15 outputs more that are 0, as they should be: too
/// many parameters for lanes. The mean over 16 outputs is that of one divided by 16, which rounds nothing.
macro_rules! check_beside_more_outputs {
    ($small:ident, $large:ident) => {{
        let small = $small::seeded(22);
        let mut large = $large::zeroed();
        let first = small.parameters().len() - 5;
        large.parameters_mut()[..first].copy_from_slice(&small.parameters()[..first]);
        for (large, small) in large.layer2.weights.iter_mut().zip(small.layer2.weights) {
            large[0] = small[0];
        }
        large.layer2.biases[0] = small.layer2.biases[0];
        let mut random = Random::new(23);
        let inputs: Vec<[f32; 2]> = arrays(&(0..40).map(|_| random.numbers(2)).collect::<Vec<_>>());
        let targets: Vec<[f32; 1]> =
            arrays(&(0..40).map(|_| random.numbers(1)).collect::<Vec<_>>());
        let more = targets
            .iter()
            .map(|&[y]| core::array::from_fn(|j| if j == 0 { y } else { 0.0 }));
        let more: Vec<[f32; 16]> = more.collect();
        let samples = Samples::new(&inputs, &targets).expect("as many targets");
        let (_, found) = small.gradients(&samples, &MeanSquaredError);
        let samples = Samples::new(&inputs, &more).expect("as many targets");
        let (_, expected) = large.gradients(&samples, &MeanSquaredError);
        // Where moving statistics are, there stands no gradient.
        let gradients = first - $small::SUMMARY.layers[0].statistics();
        let found = found.parameters()[..gradients].iter().map(|g| g / 16.0);
        let found: Vec<f32> = found.collect();
        assert!(found.iter().any(|&g| g != 0.0));
        assert_eq!(bits(&found), bits(&expected.parameters()[..gradients]));
    }};
}

#[test]
fn gradients_of_small_networks_that_are_not_plain_run_over_the_samples_in_order() {
    for [small, large] in [
        [Learned::PARAMETERS, LearnedAndMore::PARAMETERS],
        [Dropping::PARAMETERS, DroppingAndMore::PARAMETERS],
        [Normalized::PARAMETERS, NormalizedAndMore::PARAMETERS],
    ] {
        assert!(small <= 64 && large > 64, "{small} and {large}");
    }
    check_beside_more_outputs!(Learned, LearnedAndMore);
    check_beside_more_outputs!(Dropping, DroppingAndMore);
    check_beside_more_outputs!(Normalized, NormalizedAndMore);
}

#[test]
fn gradients_of_65_parameters_and_of_f64_run_over_the_samples_in_order() {
    assert_eq!((Of64::PARAMETERS, Of65::PARAMETERS), (64, 65));
    check!(columns: Double, MeanSquaredError);
    check!(columns: Of65, MeanSquaredError);
}
