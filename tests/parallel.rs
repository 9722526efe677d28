//! Threads do not show in the bits: whatever their number, a batch gives what one thread gives.

#![cfg(feature = "rayon")]

mod support;

use mlp::loss::Loss;
use mlp::number::Scalar;
use mlp::parallel::rayon::ThreadPoolBuilder;
use mlp::prelude::*;
use std::hint::black_box;
use std::time::Instant;
use support::random::Random;
use support::shapes::{arrays, bits, random_network};

network! {
    struct Narrow: 2 => relu 4 => relu 4 => sigmoid 1;
    struct NarrowDouble<f64>: 3 => tanh 5 => linear 2;
    struct Wide: 64 => relu 32 => softmax 10;
    struct Wider: 100 => relu 200 => relu 40 => softmax 10;
    struct WideDouble<f64>: 30 => sigmoid 50 => sigmoid 3;
}

const BATCHES: [usize; 7] = [0, 1, 63, 64, 65, 200, 1000];
const THREADS: [usize; 4] = [1, 2, 3, 5];

/// Inputs from −1 to 1 and targets from 0 to 1.
fn data<T: Scalar, const I: usize, const O: usize>(count: usize) -> (Vec<[T; I]>, Vec<[T; O]>) {
    let mut random = Random::new(5);
    let inputs: Vec<_> = (0..count).map(|_| random.numbers(I)).collect();
    let targets: Vec<_> = (0..count)
        .map(|_| random.numbers(O).iter().map(|y| y.abs()).collect())
        .collect();
    (arrays(&inputs), arrays(&targets))
}

/// Runs a check on pools of several sizes.
fn on_pools(check: impl Fn(usize) + Sync) {
    for threads in THREADS {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| check(threads));
    }
}

fn check_batches<T, N, L, const I: usize, const O: usize>(loss: &L)
where
    T: Scalar,
    N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let network: N = random_network(&mut Random::new(1));
    for count in BATCHES {
        let (inputs, targets) = data::<T, I, O>(count);
        let samples = Samples::new(&inputs, &targets).expect("as many targets");
        let mut expected = vec![[T::ZERO; O]; count];
        network
            .forward_batch(&inputs, &mut expected)
            .expect("as many outputs");
        on_pools(|threads| {
            let mut outputs = vec![[T::ZERO; O]; count];
            network
                .forward_batch_parallel(&inputs, &mut outputs)
                .expect("as many outputs");
            for (output, expected) in outputs.iter().zip(&expected) {
                assert_eq!(
                    bits(output),
                    bits(expected),
                    "{count} samples, {threads} threads"
                );
            }
            for samples in [samples, samples.shuffled(3)]
                .into_iter()
                .take(if count == 200 { 2 } else { 1 })
            {
                let (value, gradients) = network.gradients(&samples, loss);
                let (shared_value, shared) = network.gradients_parallel(&samples, loss);
                assert_eq!(
                    bits(&[shared_value]),
                    bits(&[value]),
                    "{count} samples, {threads} threads"
                );
                assert_eq!(
                    bits(shared.parameters()),
                    bits(gradients.parameters()),
                    "{count} samples, {threads} threads"
                );
                let value = network.loss(&samples, loss);
                let shared_value = network.loss_parallel(&samples, loss);
                assert_eq!(
                    bits(&[shared_value]),
                    bits(&[value]),
                    "{count} samples, {threads} threads"
                );
            }
        });
    }
}

fn check_fit<T, N, L, const I: usize, const O: usize>(loss: L)
where
    T: Scalar,
    N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Copy + Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let (inputs, targets) = data::<T, I, O>(300);
    let trainer = Trainer::new(loss)
        .optimizer(Sgd::new(0.1))
        .l2(0.001)
        .epochs(3);
    // Batches of several parts, the last of an epoch of another size; of one part; all at once.
    for trainer in [
        trainer.batch_size(140),
        trainer.batch_size(32),
        trainer.full_batch(),
    ] {
        let fit = |trainer: Trainer<L>| {
            let mut network: N = random_network(&mut Random::new(1));
            let epoch = trainer
                .fit(&mut network, &inputs, &targets)
                .expect("training");
            (epoch.loss.to_bits(), bits(network.parameters()))
        };
        let expected = fit(trainer);
        on_pools(|threads| assert_eq!(fit(trainer.parallel()), expected, "{threads} threads"));
    }
}

#[test]
fn narrow_batches_have_the_bits_of_one_thread() {
    check_batches::<f32, Narrow, _, 2, 1>(&BinaryCrossEntropy);
    check_batches::<f64, NarrowDouble, _, 3, 2>(&MeanSquaredError);
}

#[test]
fn wide_batches_have_the_bits_of_one_thread() {
    check_batches::<f32, Wide, _, 64, 10>(&CategoricalCrossEntropy);
    check_batches::<f64, WideDouble, _, 30, 3>(&BinaryCrossEntropy);
}

#[test]
fn training_a_narrow_network_has_the_bits_of_one_thread() {
    check_fit::<f32, Narrow, _, 2, 1>(BinaryCrossEntropy);
}

#[test]
fn training_a_wide_network_has_the_bits_of_one_thread() {
    check_fit::<f32, Wide, _, 64, 10>(CategoricalCrossEntropy);
}

#[test]
fn training_in_double_precision_has_the_bits_of_one_thread() {
    check_fit::<f64, WideDouble, _, 30, 3>(BinaryCrossEntropy);
}

#[test]
fn batches_of_different_lengths_are_refused_and_nothing_is_written() {
    let network = Wide::seeded(1);
    let mut outputs = [[7.0; 10]; 300];
    let inputs = vec![[0.5; 64]; 301];
    assert!(
        network
            .forward_batch_parallel(&inputs, &mut outputs)
            .is_err()
    );
    assert_eq!(outputs, [[7.0; 10]; 300]);
}

#[test]
fn a_setting_of_threads_is_kept_by_the_settings_behind_it() {
    let trainer = Trainer::new(MeanSquaredError).parallel();
    let same = |other| assert_ne!(trainer, other);
    same(Trainer::new(MeanSquaredError));
    let behind = trainer
        .optimizer(Sgd::new(0.01))
        .schedule(Exponential::new(0.5));
    let before = Trainer::new(MeanSquaredError)
        .schedule(Exponential::new(0.5))
        .parallel();
    assert_eq!(behind, before);
}

/// What threads gain:
/// `cargo test --release --features rayon --test parallel -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn gain_of_threads() {
    /// Least microseconds of one thread and of the pool, in turns.
    fn microseconds(mut one: impl FnMut(), mut pool: impl FnMut()) -> [f64; 2] {
        let mut least = [f64::INFINITY; 2];
        for _ in 0..300 {
            for (least, call) in least
                .iter_mut()
                .zip([&mut one as &mut dyn FnMut(), &mut pool])
            {
                let start = Instant::now();
                call();
                *least = least.min(start.elapsed().as_secs_f64() * 1e6);
            }
        }
        least
    }
    macro_rules! gain {
        ($network:ident, $loss:ident, $inputs:literal, $outputs:literal) => {
            for count in [128, 256, 512, 1024, 4096] {
                let network: $network = random_network(&mut Random::new(1));
                let (inputs, targets) = data::<f32, $inputs, $outputs>(count);
                let mut outputs = vec![[0.0; $outputs]; count];
                let mut shared = outputs.clone();
                let [one, pool] = microseconds(
                    || {
                        network
                            .forward_batch(&inputs, &mut outputs)
                            .expect("lengths")
                    },
                    || {
                        network
                            .forward_batch_parallel(&inputs, &mut shared)
                            .expect("lengths")
                    },
                );
                print!(
                    "{:7} {count:5}: forward {one:8.1} / {pool:8.1} µs, ",
                    stringify!($network)
                );
                let trainer = Trainer::new($loss).full_batch().no_shuffle();
                let fit = |trainer: &Trainer<$loss>, network: &mut $network| {
                    black_box(trainer.fit(network, &inputs, &targets).expect("training"));
                };
                let (mut a, mut b) = (network.clone(), network.clone());
                let (one_thread, threads) = (trainer.epochs(10), trainer.epochs(10).parallel());
                let [one, pool] =
                    microseconds(|| fit(&one_thread, &mut a), || fit(&threads, &mut b));
                println!("step {:8.1} / {:8.1} µs", one / 10.0, pool / 10.0);
            }
        };
    }
    gain!(Narrow, BinaryCrossEntropy, 2, 1);
    gain!(Wide, CategoricalCrossEntropy, 64, 10);
    gain!(Wider, CategoricalCrossEntropy, 100, 10);
}
