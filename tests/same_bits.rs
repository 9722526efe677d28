//! The numeric promise: a result is a function of network, input and seed, to the bit. Written-out
//! code or loops, whatever level of arithmetic the machine has, this run or the next.
//!
//! `f32` and `f64` as numbers of their own compute at the level that every target has: fused
//! by the instruction if the target is built for it, by exact emulation if not. Public
//! methods use the best level of the machine. So this is a test of the emulation against the
//! instruction wherever a default build runs on a machine that has one.

mod support;

use mlp::loss::Loss;
use mlp::network::Network;
use mlp::number::Scalar;
use mlp::prelude::*;
use mlp_core::engine::Equations;
use support::random::Random;
use support::shapes::{arrays, bits, random_network};

const W1: usize = 1;
const W2: usize = 2;
const W3: usize = 3;
const W4: usize = 4;
const W5: usize = 5;
const W6: usize = 6;
const W7: usize = 7;
const W8: usize = 8;
const W9: usize = 9;
const W16: usize = 16;
const W32: usize = 32;
const W33: usize = 33;
const W64: usize = 64;

/// Inputs from −3 to 3 and targets from 0 to 1.
fn data<T: Scalar, const I: usize, const O: usize>(count: usize) -> (Vec<[T; I]>, Vec<[T; O]>) {
    let mut random = Random::new(11);
    let inputs: Vec<_> = (0..count)
        .map(|_| random.numbers(I).iter().map(|x| 3.0 * x).collect())
        .collect();
    let targets: Vec<_> = (0..count)
        .map(|_| random.numbers(O).iter().map(|y| y.abs()).collect())
        .collect();
    (arrays(&inputs), arrays(&targets))
}

/// A network written with literal widths, `A`, and the same with `const` widths, `B`.
fn check_pair<T, A, B, L, const I: usize, const O: usize>(loss: &L)
where
    T: Scalar,
    A: Equations<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    B: Equations<I, O>
        + Network<Scalar = T, Input = [T; I], Output = [T; O], OutputActivation = A::OutputActivation>,
    L: Loss<A::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let a: A = random_network(&mut Random::new(10));
    let mut b = B::zeroed();
    b.parameters_mut().copy_from_slice(a.parameters());
    let (inputs, targets) = data::<T, I, O>(5);
    let samples = Samples::new(&inputs, &targets).expect("as many targets");

    for input in &inputs {
        assert_eq!(
            bits(&a.forward(input)),
            bits(&b.forward(input)),
            "literal and const widths"
        );
        assert_eq!(
            bits(&a.forward(input)),
            bits(&a.propagate(input)),
            "levels, written out"
        );
        assert_eq!(
            bits(&b.forward(input)),
            bits(&b.propagate(input)),
            "levels, loops"
        );
    }

    let (value, gradients) = a.gradients(&samples, loss);
    let (other_value, other_gradients) = b.gradients(&samples, loss);
    assert_eq!(
        bits(gradients.parameters()),
        bits(other_gradients.parameters()),
        "literal and const widths"
    );
    assert_eq!(
        bits(&[value]),
        bits(&[other_value]),
        "literal and const widths"
    );

    let (plain_value, plain_gradients) = plain_gradients(&a, &samples, loss);
    assert_eq!(
        bits(gradients.parameters()),
        bits(plain_gradients.parameters()),
        "levels, gradients"
    );
    assert_eq!(bits(&[value]), bits(&[plain_value]), "levels, loss");
    let (plain_value, plain_gradients) = self::plain_gradients(&b, &samples, loss);
    assert_eq!(
        bits(gradients.parameters()),
        bits(plain_gradients.parameters()),
        "levels, gradients"
    );
    assert_eq!(bits(&[value]), bits(&[plain_value]), "levels, loss");
}

/// Mean loss and gradients with `f32` or `f64` themselves as numbers, one sample after the other.
fn plain_gradients<T, N, L, const I: usize, const O: usize>(
    network: &N,
    samples: &Samples<'_, [T; I], [T; O]>,
    loss: &L,
) -> (T, N)
where
    T: Scalar,
    N: Equations<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<N::OutputActivation>,
{
    let mut gradients = N::zeroed();
    let mut sum = T::ZERO;
    for (x, y) in samples.iter() {
        sum += network.back_propagate(loss, x, y, &mut gradients);
    }
    let count = T::from_f64(f64::from(
        u32::try_from(samples.len()).expect("a small batch"),
    ));
    gradients
        .parameters_mut()
        .iter_mut()
        .for_each(|gradient| *gradient /= count);
    (sum / count, gradients)
}

macro_rules! pairs {
    ($($name:ident: $loss:ident { $($literal:tt)* } { $($const:tt)* })*) => {$(
        mod $name {
            use super::*;

            network! {
                struct Literal: $($literal)*;
                struct Const: $($const)*;
                struct LiteralDouble<f64>: $($literal)*;
                struct ConstDouble<f64>: $($const)*;
            }

            #[test]
            fn has_the_same_bits_written_out_in_loops_and_at_every_level() {
                check_pair::<f32, Literal, Const, _, _, _>(&$loss);
                check_pair::<f64, LiteralDouble, ConstDouble, _, _, _>(&$loss);
            }
        }
    )*};
}

pairs! {
    width_one: BinaryCrossEntropy { 1 => tanh 1 => sigmoid 1 } { W1 => tanh W1 => sigmoid W1 }
    lecture: BinaryCrossEntropy
        { 2 => relu 4 => relu 4 => sigmoid 1 } { W2 => relu W4 => relu W4 => sigmoid W1 }
    classes: CategoricalCrossEntropy
        { 3 => leaky_relu(0.2) 5 => softmax 4 } { W3 => leaky_relu(0.2) W5 => softmax W4 }
    two_partial_sums: MeanSquaredError { 8 => tanh 7 => linear 2 } { W8 => tanh W7 => linear W2 }
    two_partial_sums_of_nine: MeanSquaredError { 9 => sigmoid 7 => tanh 3 } { W9 => sigmoid W7 => tanh W3 }
    four_partial_sums: MeanSquaredError { 16 => tanh 4 => linear 1 } { W16 => tanh W4 => linear W1 }
    eight_partial_sums: MeanSquaredError { 33 => tanh 1 => linear 2 } { W33 => tanh W1 => linear W2 }
    sixteen_partial_sums: BinaryCrossEntropy { 64 => sigmoid 1 } { W64 => sigmoid W1 }
    no_biases: CategoricalCrossEntropy
        { 8 => tanh 8 [no_bias] => softmax 3 [no_bias] } { W8 => tanh W8 [no_bias] => softmax W3 [no_bias] }
    written_out_and_loops: BinaryCrossEntropy
        { 6 => relu 32 => tanh 2 => sigmoid 1 } { W6 => relu W32 => tanh W2 => sigmoid W1 }
    loops: CategoricalCrossEntropy { 64 => relu 32 => softmax 9 } { W64 => relu W32 => softmax W9 }
    one_width_is_const: MeanSquaredError { 4 => tanh 6 => linear 3 } { 4 => tanh W6 => linear 3 }
    hidden_softmax: MeanSquaredError { 4 => softmax 5 => relu 3 } { W4 => softmax W5 => relu W3 }
}

network! {
    struct Smooth: 2 => sigmoid 4 => tanh 8 => sigmoid 1;
    struct SmoothDouble<f64>: 2 => sigmoid 4 => tanh 8 => sigmoid 1;
    struct Classes: 5 => tanh 17 => softmax 3;
    struct Plain: 8 => relu 7 => leaky_relu(0.25) 20 => linear 2;
    struct PlainDouble<f64>: 8 => relu 7 => leaky_relu(0.25) 20 => linear 2;
}

const RATE: f64 = 0.1;
const LAMBDA: f64 = 0.001;
const EPOCHS: usize = 8;
const BATCH: usize = 7;
const SHUFFLE: u64 = 5;

/// Training with numbers of the level that every target has, and no code of the trainer.
fn train_plainly<T, N, L, const I: usize, const O: usize>(
    network: &mut N,
    samples: &Samples<'_, [T; I], [T; O]>,
    loss: &L,
) where
    T: Scalar,
    N: Equations<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let mut rate = RATE;
    for epoch in 1..=EPOCHS {
        for batch in samples.shuffled_for_epoch(SHUFFLE, epoch).batches(BATCH) {
            let (_, mut gradients) = plain_gradients(network, &batch, loss);
            let mut start = 0;
            for layer in N::SUMMARY.layers {
                for k in start..start + layer.weights() {
                    let gradient = gradients.parameters()[k];
                    gradients.parameters_mut()[k] =
                        T::from_f64(LAMBDA).fused(network.parameters()[k], gradient);
                }
                start += layer.parameters();
            }
            let parameters = network.parameters_mut().iter_mut();
            for (w, &g) in parameters.zip(gradients.parameters()) {
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
    N: Equations<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
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
    train_plainly(&mut plain, &samples, &loss);
    assert_eq!(result, bits(plain.parameters()), "another level");
    let bytes = result.into_iter().flat_map(u64::to_le_bytes);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn training_gives_the_same_bits_twice_and_at_every_level() {
    let smooth = check_training::<f32, _, _, _, _>(BinaryCrossEntropy, || Smooth::seeded(3));
    let double = check_training::<f64, _, _, _, _>(BinaryCrossEntropy, || SmoothDouble::seeded(3));
    let classes = check_training::<f32, _, _, _, _>(CategoricalCrossEntropy, || Classes::seeded(3));
    assert!(smooth != double && double != classes);
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
    assert_eq!(
        [single, double],
        [7_831_955_688_254_049_709, 17_728_756_555_055_294_865]
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
