//! Training, to the bit: the trainer against plain loops at every level, against itself, and against checksums that
//! hold on every target.

use super::{Form, data};
use crate::support::checksum::checksum;
use crate::support::in_order;
use crate::support::random::Random;
use crate::support::room::with_room;
use crate::support::shapes::{bits, random_network};
use mlp::loss::Loss;
use mlp::network::Network;
use mlp::number::Scalar;
use mlp::prelude::*;
use mlp_core::engine::{columns, rows};
use mlp_core::simd::{Level, dispatch};

const W7: usize = 7;

network! {
    struct Smooth: 2 => sigmoid 4 => tanh 8 => sigmoid 1;
    struct Classes: 5 => tanh 17 => softmax 3;
    struct Plain: 8 => relu 7 => leaky_relu(0.25) 20 => linear 2;
    struct PlainDouble<f64>: 8 => relu 7 => leaky_relu(0.25) 20 => linear 2;
    struct PlainWide: 8 => relu W7 => leaky_relu(0.25) 20 => linear 2;
}
form! {
    columns: Smooth: [f32; 2] to 1, Classes: [f32; 5] to 3,
    Plain: [f32; 8] to 2, PlainDouble: [f64; 8] to 2
}
form! { rows: PlainWide: [f32; 8] to 2 }

const RATE: f64 = 0.1;
const LAMBDA: f64 = 0.001;
const EPOCHS: usize = 8;
const BATCH: usize = 7;
const SHUFFLE: u64 = 5;

/// What is added to a gradient before a step.
#[derive(Clone, Copy, PartialEq)]
enum Decay {
    None,
    /// λ w, of the weights: the penalty of the trainer.
    Weights,
    /// λ w, of all parameters: that of the optimizer.
    All,
}

/// Training in plain loops, and no code of the trainer.
fn train_plainly<T, N, L, const I: usize, const O: usize>(
    network: &mut N,
    samples: &Samples<'_, [T; I], [T; O]>,
    loss: &L,
    decay: Decay,
) where
    T: Scalar,
    N: Form<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let mut rate = RATE;
    for epoch in 1..=EPOCHS {
        for batch in samples.shuffled_for_epoch(SHUFFLE, epoch).batches(BATCH) {
            let activation = network.last_activation();
            let count = [batch.len()];
            let mut batches = in_order::gradients(network, activation, &batch, loss, &count);
            let (_, mut gradients) = batches.pop().expect("one batch");
            let segments: Vec<_> = match decay {
                Decay::None => Vec::new(),
                Decay::Weights => N::SUMMARY.weight_segments().collect(),
                Decay::All => std::iter::once(0..gradients.len()).collect(),
            };
            for segment in segments {
                let weights = &network.parameters()[segment.clone()];
                for (g, &w) in gradients[segment].iter_mut().zip(weights) {
                    *g = T::from_f64(LAMBDA).fused(w, *g);
                }
            }
            for (w, g) in network.parameters_mut().iter_mut().zip(gradients) {
                *w = T::from_f64(-rate).fused(g, *w);
            }
        }
        rate *= 0.5; // exact
    }
}

/// Trains a network twice, once more without the trainer, and once in another order; gives a
/// checksum of its parameters, FNV-1a over their bits as `f64`.
fn check_training<T, N, L, const I: usize, const O: usize>(loss: L, start: fn() -> N) -> u64
where
    T: Scalar,
    N: Form<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Copy + Send + 'static + Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    with_room(move || train(loss, start))
}

fn train<T, N, L, const I: usize, const O: usize>(loss: L, start: fn() -> N) -> u64
where
    T: Scalar,
    N: Form<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Copy + Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let (inputs, targets) = data::<T, I, O>(40);
    let samples = Samples::new(&inputs, &targets).expect("as many targets");
    let trainer = Trainer::new(loss)
        .optimizer(Sgd::new(RATE))
        .schedule(Exponential::new(0.5))
        .l2(LAMBDA)
        .epochs(8)
        .batch_size(BATCH)
        .shuffle(SHUFFLE);
    let run = |trainer: &Trainer<L, Sgd, Exponential>, mut network: N| {
        let result = trainer.fit(&mut network, &inputs, &targets);
        result.expect("training");
        network
    };
    let network = run(&trainer, start());
    let result = bits(network.parameters());
    let again = run(&trainer, start());
    assert_eq!(result, bits(again.parameters()), "the same training twice");

    let more = run(&trainer, again);
    assert_ne!(result, bits(more.parameters()), "training goes on");
    let other = run(&trainer.shuffle(SHUFFLE + 100), start());
    assert_ne!(result, bits(other.parameters()), "another order");

    let mut plain = start();
    train_plainly(&mut plain, &samples, &loss, Decay::Weights);
    assert_eq!(result, bits(plain.parameters()), "another level");

    // Without a penalty, gradients, step and the look at what came of it may be one passage.
    for (optimizer, decay) in [
        (Sgd::new(RATE), Decay::None),
        (Sgd::new(RATE).weight_decay(LAMBDA), Decay::All),
    ] {
        let network = run(&trainer.optimizer(optimizer).l2(0.0), start());
        let mut plain = start();
        train_plainly(&mut plain, &samples, &loss, decay);
        let (result, plain) = (bits(network.parameters()), bits(plain.parameters()));
        assert_eq!(result, plain, "without a penalty");
    }
    checksum(&result)
}

#[test]
fn training_gives_the_same_bits_twice_and_at_every_level() {
    let smooth = check_training::<f32, _, _, _, _>(BinaryCrossEntropy, || Smooth::seeded(3));
    let classes = check_training::<f32, _, _, _, _>(CategoricalCrossEntropy, || Classes::seeded(3));
    assert_ne!(smooth, classes);
}

/// The checksums are what this library computed on x86-64, without any function of [`mlp::math`]:
/// they stand for the order of sums, fused products, the shuffle and the steps. That the
/// numbers are right is for the golden runs to say, that they are the same on every target for this
/// test. They change only when the promise does.
#[test]
fn training_gives_the_same_bits_on_every_target() {
    let single = check_training::<f32, _, _, _, _>(MeanSquaredError, || {
        random_network::<Plain>(&mut Random::new(3))
    });
    let double = check_training::<f64, _, _, _, _>(MeanSquaredError, || {
        random_network::<PlainDouble>(&mut Random::new(3))
    });
    let wide = check_training::<f32, _, _, _, _>(MeanSquaredError, || {
        random_network::<PlainWide>(&mut Random::new(3))
    });
    assert_eq!(single, wide, "in the form of wide networks");
    assert_eq!(
        [single, double],
        [3_884_881_880_651_372_657, 4_178_699_328_550_732_893]
    );
}

#[test]
fn a_seed_is_a_start_and_another_seed_another() {
    let start = |seed| bits(Smooth::seeded(seed).parameters());
    assert_eq!(start(1), start(1));
    for other in [0, 2, u64::MAX] {
        assert_ne!(start(1), start(other));
    }
}

network! {
    /// All that is not the same in training and in inference.
    struct Regularized: 3 => prelu(0.25) 5 [dropout = 0.25] => relu 4 [batch_norm, l2 = 0.01]
        => residual(leaky_relu 4) => linear 2
}

/// As [`training_gives_the_same_bits_on_every_target`].
#[test]
fn regularized_training_gives_the_same_bits_on_every_target() {
    let (inputs, targets) = data::<f32, 3, 2>(150);
    let mut network = Regularized::seeded(3);
    let trainer = Trainer::new(MeanSquaredError).optimizer(Adam::new(0.01));
    let result = trainer
        .epochs(4)
        .batch_size(70)
        .fit(&mut network, &inputs, &targets);
    result.expect("training");
    assert_eq!(
        checksum(&bits(network.parameters())),
        16_826_541_071_992_510_641
    );
    let mut outputs = [[0.0; 2]; 150];
    network
        .forward_batch(&inputs, &mut outputs)
        .expect("as many outputs");
    for (input, output) in inputs.iter().zip(&outputs) {
        assert_eq!(bits(&network.forward(input)), bits(output));
    }
}
