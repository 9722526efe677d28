//! The numeric promise across targets: what training and calls give, in one number for each of a few networks, which is
//! the same on every machine this runs on.
//!
//! The numbers are what this library computed on x86-64 with AVX2: they stand for sameness, not for being right, which
//! the golden runs test. `scripts/other_targets.sh` compares them with AVX-512, on 64-bit Arm and on WebAssembly, `cargo test`
//! on the machine at hand, without the feature `std` one number at a time. They
//! change only when the promise does: another order of sums (`mlp_core::order`), another formula of a function,
//! another initializer, shuffle or step. Such a change is one that users are told of (CHANGELOG.md); then, and after all
//! tests that compare with numbers of others hold, the failing test's message is the list to write here. A
//! number that differs on one target alone is a bug there, never a number to renew.

mod support;

use mlp::loss::Loss;
use mlp::number::Scalar;
use mlp::optimizer::Optimizer;
use mlp::prelude::*;
use mlp::schedule::Schedule;
use mlp_core::simd::Level;
use std::fmt::Write;
use support::checksum::checksum;
use support::random::Random;
use support::room::with_room;
use support::shapes::{arrays, bits};

network! {
    struct Lecture: 2 => relu 4 => relu 4 => sigmoid 1;
    struct NarrowDouble<f64>: 3 => tanh 5 => gelu 7 [no_bias] => softmax 3;
    struct Wide: 37 => relu 65 [l2 = 0.001] => leaky_relu(0.1) 33 => softmax 10;
    struct WideDouble<f64>: 19 => sigmoid 41 => silu 23 => linear 3;
    /// All that is not the same in training and in inference.
    struct Regularized: 5 => prelu(0.25) 17 [dropout = 0.25] => tanh 9 [batch_norm]
        => residual(swiglu 9) => linear 2;
    /// Every elementary function, in lanes of samples.
    struct Functions<f64>: 2 => elu 3 => selu 3 => gelu_tanh 3 => mish 3 => softplus 3 => squareplus(0.5) 3
        => log_sigmoid 3 => softsign 3 => exponential 3 => log_softmax(2.0) 3 => sigmoid 2;
    /// The same, in rows.
    struct FunctionsInRows: 2 => elu 33 => selu 9 => gelu_tanh 9 => mish 9 => softplus 9 => squareplus(0.5) 9
        => log_sigmoid 9 => softsign 33 => sparsemax 17 => log_softmax(2.0) 9 => sigmoid 2
}

/// Odd, so that registers, tiles and parts have a rest.
const SAMPLES: usize = 131;

/// Inputs from −3 to 3.
fn inputs<T: Scalar, const I: usize>() -> Vec<[T; I]> {
    let mut random = Random::new(11);
    let rows: Vec<Vec<f64>> = (0..SAMPLES)
        .map(|_| random.numbers(I).iter().map(|x| 3.0 * x).collect())
        .collect();
    arrays(&rows)
}

/// Targets from 0 to 1.
fn targets<T: Scalar, const O: usize>() -> Vec<[T; O]> {
    let mut random = Random::new(12);
    let rows: Vec<Vec<f64>> = (0..SAMPLES)
        .map(|_| random.numbers(O).iter().map(|y| y.abs()).collect())
        .collect();
    arrays(&rows)
}

/// A class in each row of targets.
fn one_hot<T: Scalar, const O: usize>() -> Vec<[T; O]> {
    let class = |sample, o| if sample % O == o { T::ONE } else { T::ZERO };
    (0..SAMPLES)
        .map(|sample| core::array::from_fn(|o| class(sample, o)))
        .collect()
}

/// Trains a network that a seed starts, asks it for all samples, one by one and in batches, and gives the checksum of
/// all bits: those of losses, parameters and outputs.
fn checksum_of<T, N, L, O, S, const I: usize, const Q: usize>(
    trainer: Trainer<L, O, S>,
    targets: Vec<L::Target<[T; Q]>>,
) -> u64
where
    T: Scalar,
    N: Network<Scalar = T, Input = [T; I], Output = [T; Q]>,
    L: Loss<N::OutputActivation> + Send + 'static,
    L::Target<[T; Q]>: Send + 'static,
    O: Optimizer + Send + 'static,
    S: Schedule + Send + 'static,
{
    with_room(move || {
        let inputs = inputs::<T, I>();
        let mut network = N::seeded(2026);
        let mut all = bits(network.parameters());
        let result = trainer.fit_with(&mut network, &inputs, &targets, |epoch, _| {
            all.push(epoch.loss.to_bits());
        });
        let epoch = result.expect("training");
        assert!(epoch.loss.is_finite());
        all.extend(bits(network.parameters()));
        for input in &inputs {
            all.extend(bits(&network.forward(input)));
        }
        for count in [1, 6, 23, 67, SAMPLES] {
            let mut outputs = vec![[T::ZERO; Q]; count];
            let result = network.forward_batch(&inputs[..count], &mut outputs);
            result.expect("as many outputs");
            all.extend(outputs.iter().flat_map(|output| bits(output)));
        }
        checksum(&all)
    })
}

#[test]
fn training_and_calls_give_the_same_bits_on_every_target() {
    let found = [
        checksum_of::<f32, Lecture, _, _, _, _, _>(
            Trainer::new(BinaryCrossEntropy)
                .optimizer(Adam::new(0.01))
                .epochs(5)
                .batch_size(7),
            targets(),
        ),
        // Parts of which sixteen samples and more are summed in lanes, and a few in order.
        checksum_of::<f32, Lecture, _, _, _, _, _>(
            Trainer::new(BinaryCrossEntropy)
                .optimizer(Sgd::new(0.1))
                .epochs(5)
                .batch_size(89),
            targets(),
        ),
        checksum_of::<f64, NarrowDouble, _, _, _, _, _>(
            Trainer::new(CategoricalCrossEntropy)
                .optimizer(Sgd::new(0.05).momentum(0.9).nesterov())
                .schedule(Cosine::new())
                .epochs(5)
                .batch_size(33),
            one_hot(),
        ),
        checksum_of::<f32, Wide, _, _, _, _, _>(
            Trainer::new(CategoricalCrossEntropy)
                .optimizer(Sgd::new(0.1))
                .schedule(Exponential::new(0.9))
                .epochs(3)
                .batch_size(67),
            one_hot(),
        ),
        checksum_of::<f64, WideDouble, _, _, _, _, _>(
            Trainer::new(MeanSquaredError)
                .optimizer(AdamW::new(0.01))
                .epochs(3)
                .batch_size(29),
            targets(),
        ),
        checksum_of::<f32, Regularized, _, _, _, _, _>(
            Trainer::new(Huber { delta: 0.3 })
                .optimizer(Adam::new(0.01).amsgrad())
                .global_clipnorm(0.5)
                .epochs(4)
                .batch_size(70),
            targets(),
        ),
        checksum_of::<f64, Functions, _, _, _, _, _>(
            Trainer::new(BinaryCrossEntropy)
                .optimizer(RmsProp::new(0.001))
                .epochs(3)
                .batch_size(19),
            targets(),
        ),
        checksum_of::<f32, FunctionsInRows, _, _, _, _, _>(
            Trainer::new(LogCosh)
                .optimizer(Adam::new(0.001))
                .epochs(3)
                .batch_size(19),
            targets(),
        ),
    ];
    // Which level this was is seen with `--nocapture`.
    println!(
        "at {:?}, of {:?}",
        Level::best(),
        Level::all().collect::<Vec<_>>()
    );
    let mut list = String::new();
    for sum in found {
        let [a, b, c, d] = [48, 32, 16, 0].map(|shift| (sum >> shift) & 0xffff);
        writeln!(list, "0x{a:04x}_{b:04x}_{c:04x}_{d:04x},").expect("a string takes all");
    }
    assert_eq!(found, EXPECTED, "the list, if it is to be renewed:\n{list}");
}

/// In the order of the networks above.
const EXPECTED: [u64; 8] = [
    0xc0a5_fbfb_31cd_6dcc,
    0x7130_77a5_ea80_4434,
    0xb928_ee08_b756_9357,
    0xd69d_0b9b_acee_0a5e,
    0xf249_b9d9_f0b2_2533,
    0x1648_4488_4a43_7458,
    0xfb28_507c_15a7_bf60,
    0xbf70_4927_e0ff_2d7d,
];
