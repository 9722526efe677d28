//! The numeric promise for residual blocks, dropout, batch normalization, learned slopes and what
//! batch normalization folds into: the same bits at every level, in both forms, alone and in batches.
//!
//! `tests/same_bits.rs` has a checksum of such a network's training, which holds on every target.

mod support;

use mlp::loss::Loss;
use mlp::network::{Network, SamplesFor};
use mlp::number::Scalar;
use mlp::prelude::*;
use mlp_core::engine::{columns, rows};
use mlp_core::simd::{Level, dispatch};
use support::random::Random;
use support::shapes::{arrays, bits, random_network, with_parameters};

const W5: usize = 5;
const W7: usize = 7;

/// One sample at a level, in either form.
trait Form: Network {
    fn respond_at(&self, level: Level, input: &Self::Input) -> Self::Output;
}

macro_rules! networks {
    ($($form:ident $name:ident $double:ident { $($layers:tt)* })*) => {$(
        network! { struct $name: $($layers)*; struct $double<f64>: $($layers)* }
        form! { $form $name }
        form! { $form $double }
    )*};
}

macro_rules! form {
    ($form:ident $name:ident) => {
        impl Form for $name {
            fn respond_at(&self, level: Level, input: &Self::Input) -> Self::Output {
                dispatch!(level, simd => $form::Equations::respond(self, simd, input))
            }
        }
    };
}

networks! {
    columns Narrow NarrowDouble
        { 3 => tanh 5 => residual(relu 7 => residual(sigmoid 7) => tanh 5) => sigmoid 2 }
    rows Wide WideDouble
        { 3 => tanh W5 => residual(relu W7 => residual(sigmoid W7) => tanh W5) => sigmoid 2 }
    rows Dropping DroppingDouble
        { 3 => tanh 19 [dropout = 0.25] => residual(relu 33 => tanh 19 [dropout = 0.5]) => sigmoid 2 }
    rows Normalized NormalizedDouble
        { 3 => tanh 19 [batch_norm] => residual(relu 9 [no_bias] => tanh 19 [batch_norm]) => sigmoid 2 [batch_norm] }
    rows Learned LearnedDouble
        { 3 => prelu(0.25) 19 => prelu 9 [batch_norm, dropout = 0.25] => sigmoid 2 }
    rows Gated GatedDouble
        { 3 => glu 19 [batch_norm] => residual(maxout(3) 9 [dropout = 0.25] => swiglu 19) => sigmoid 2 }
}
form! { columns FoldedNormalized }
form! { columns FoldedNormalizedDouble }
form! { rows FoldedGated }
form! { rows FoldedGatedDouble }
form! { rows FoldedLearned }
form! { rows FoldedLearnedDouble }

/// Random parameters; variances are not negative.
fn random<N: Network>(seed: u64) -> N {
    let mut random = Random::new(seed);
    let numbers: Vec<f64> = random.numbers(N::PARAMETERS);
    let mut network: N = with_parameters(&numbers);
    for segment in N::SUMMARY.segments() {
        if segment.kind == mlp::summary::SegmentKind::Statistics {
            for parameter in &mut network.parameters_mut()[segment.range] {
                *parameter = *parameter * *parameter;
            }
        }
    }
    network
}

type Bits = Vec<u64>;

/// Everything that a network computes, at a level: outputs one by one, losses, gradients, part by part.
fn all_at<N: Form, L>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    inputs: &[N::Input],
) -> Vec<Bits>
where
    L: Loss<N::OutputActivation>,
{
    let mut all: Vec<Bits> = Vec::new();
    for input in inputs {
        all.push(bits(network.respond_at(level, input).as_ref()));
    }
    for count in [1, 2, 5, 16, 17, 33, 63, 64] {
        let (part, _) = samples.split_at(count);
        let mut gradients = N::zeroed();
        let values = dispatch!(level, simd => [
            network.loss_of_part(simd, &part, loss),
            network.gradients_of_part(simd, &part, loss, &mut gradients),
        ]);
        all.push(bits(&values));
        all.push(bits(gradients.parameters()));
    }
    all
}

fn check<T: Scalar, N>(network: &N) -> Vec<Bits>
where
    N: Form<Scalar = T, Input = [T; 3], Output = [T; 2]>,
    BinaryCrossEntropy: Loss<N::OutputActivation, Target<[T; 2]> = [T; 2]>,
{
    let mut random = Random::new(5);
    let row = |random: &mut Random, count| random.numbers(count).iter().map(|x| 3.0 * x).collect();
    let inputs: Vec<Vec<f64>> = (0..64).map(|_| row(&mut random, 3)).collect();
    let targets: Vec<Vec<f64>> = (0..64)
        .map(|_| random.numbers(2).iter().map(|x| x.abs().min(1.0)).collect())
        .collect();
    let (inputs, targets) = (arrays::<T, 3>(&inputs), arrays::<T, 2>(&targets));
    let samples = Samples::new(&inputs, &targets)
        .expect("as many")
        .with_noise(3);
    let mut levels = Level::all();
    let first = levels.next().expect("one");
    let expected = all_at(first, network, &samples, &BinaryCrossEntropy, &inputs);
    for level in levels {
        let found = all_at(level, network, &samples, &BinaryCrossEntropy, &inputs);
        for (k, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "number {k} at {level:?} and {first:?}");
        }
    }
    let mut outputs = vec![[T::ZERO; 2]; 64];
    network
        .forward_batch(&inputs, &mut outputs)
        .expect("as many");
    for (output, expected) in outputs.iter().zip(&expected) {
        assert_eq!(&bits(output), expected);
    }
    expected
}

macro_rules! tests {
    ($($test:ident: $($name:ident)*;)*) => {$(
        #[test]
        fn $test() {
            $(let _ = check(&random::<$name>(7));)*
        }
    )*};
}

tests! {
    dropout_has_the_same_bits_at_every_level: Dropping DroppingDouble;
    batch_normalization_has_the_same_bits_at_every_level: Normalized NormalizedDouble;
    learned_slopes_have_the_same_bits_at_every_level: Learned LearnedDouble;
    gates_have_the_same_bits_at_every_level: Gated GatedDouble;
    what_batch_normalization_folds_into_has_the_same_bits_at_every_level:
        FoldedNormalized FoldedNormalizedDouble FoldedLearned FoldedLearnedDouble FoldedGated FoldedGatedDouble;
}

#[test]
fn residual_blocks_have_the_same_bits_in_both_forms_at_every_level() {
    let seed = || Random::new(9);
    let narrow = check(&random_network::<Narrow>(&mut seed()));
    assert_eq!(narrow, check(&random_network::<Wide>(&mut seed())));
    let narrow = check(&random_network::<NarrowDouble>(&mut seed()));
    assert_eq!(narrow, check(&random_network::<WideDouble>(&mut seed())));
}

#[test]
fn folding_has_the_same_bits_on_every_target() {
    // Products and fused sums of numbers that are exact, and a root: 1/√(8 + 1) = 1/3, rounded.
    let mut network = Normalized::zeroed();
    network.layer1.weights = [[1.0; 19]; 3];
    network.batch_norm1.gamma = [1.0; 19];
    network.batch_norm1.moving_variance = [9.0 - 1e-3; 19];
    network.batch_norm1.moving_mean = [3.0; 19];
    let folded = network.folded();
    assert_eq!(folded.layer1.weights[0][0].to_bits(), 0x3eaa_aaab);
    assert_eq!(folded.layer1.biases[18].to_bits(), (-1.0_f32).to_bits());
}
