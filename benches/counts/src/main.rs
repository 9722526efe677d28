//! Calls of networks, to be counted in instructions: see `scripts/counts.py`.
//!
//! `counts <network> <call> <n>` makes n calls, `counts list` prints the networks there are and their
//! multiply-accumulates, and `counts level` the level of arithmetic that they run at.

use mlp::prelude::*;
use mlp_core::simd::Level;
use std::hint::black_box;
use std::process::ExitCode;

network! {
    struct Tiny: 2 => relu 4 => relu 4 => sigmoid 1;
    struct Curve: 1 => relu 16 => relu 16 => linear 1;
    struct Flowers: 4 => tanh 16 => tanh 16 => softmax 3;
    struct Digits: 64 => relu 32 => softmax 10;
    struct Mnist: 784 => relu 128 => softmax 10;
    struct Autoencoder: 640 => relu 128 => relu 128 => relu 128 => relu 128 => relu 8
        => relu 128 => relu 128 => relu 128 => relu 128 => linear 640;
}

/// Samples of a call of `forward_batch`.
const BATCH: usize = 256;

/// Samples of a step of training.
const STEP: usize = 32;

/// Inputs that `forward` goes round.
const INPUTS: usize = 16;

type Run = fn(&str, usize) -> bool;

const NETWORKS: [(&str, usize, Run); 6] = [
    ("2-4-4-1", Tiny::MACS, |call, n| {
        run::<Tiny, _>(call, n, BinaryCrossEntropy, [0.0; 2], [1.0; 1])
    }),
    ("1-16-16-1", Curve::MACS, |call, n| {
        run::<Curve, _>(call, n, MeanSquaredError, [0.0; 1], [1.0; 1])
    }),
    ("4-16-16-3", Flowers::MACS, |call, n| {
        run::<Flowers, _>(call, n, CategoricalCrossEntropy, [0.0; 4], one_hot())
    }),
    ("64-32-10", Digits::MACS, |call, n| {
        run::<Digits, _>(call, n, CategoricalCrossEntropy, [0.0; 64], one_hot())
    }),
    ("784-128-10", Mnist::MACS, |call, n| {
        run::<Mnist, _>(call, n, CategoricalCrossEntropy, [0.0; 784], one_hot())
    }),
    (
        "640-128-128-128-128-8-128-128-128-128-640",
        Autoencoder::MACS,
        |call, n| run::<Autoencoder, _>(call, n, MeanSquaredError, [0.0; 640], [1.0; 640]),
    ),
];

fn one_hot<const N: usize>() -> [f32; N] {
    let mut target = [0.0; N];
    target[0] = 1.0;
    target
}

/// Numbers from -0.125 to 0.125 in a few instructions each, so that little is counted before the
/// first call, and sums stay small.
struct Numbers(u32);

impl Numbers {
    fn fill(&mut self, numbers: &mut [f32]) {
        for number in numbers {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *number = (self.0 >> 8) as f32 * 2f32.powi(-26) - 0.125;
        }
    }

    fn samples<X: Copy + AsMut<[f32]>>(&mut self, zero: X, count: usize) -> Vec<X> {
        let mut samples = vec![zero; count];
        for sample in &mut samples {
            self.fill(sample.as_mut());
        }
        samples
    }
}

/// Makes `n` calls; false if there is no such call.
fn run<N, L>(call: &str, n: usize, loss: L, x: N::Input, y: N::Output) -> bool
where
    N: Network<Scalar = f32>,
    L: Loss<N::OutputActivation, Target<N::Output> = N::Output>,
{
    let mut numbers = Numbers(1);
    let mut network = Box::new(N::zeroed());
    numbers.fill(network.parameters_mut());
    match call {
        "forward" => {
            let inputs = numbers.samples(x, INPUTS);
            for k in 0..n {
                black_box(black_box(&*network).forward(&black_box(&inputs[..])[k % INPUTS]));
            }
        }
        "forward_batch" => {
            let inputs = numbers.samples(x, BATCH);
            let mut outputs = vec![y; BATCH];
            for _ in 0..n {
                black_box(&*network)
                    .forward_batch(black_box(&inputs), black_box(&mut outputs))
                    .expect("as many outputs as inputs");
            }
        }
        "train" => {
            let inputs = numbers.samples(x, STEP);
            let targets = vec![y; STEP];
            // An epoch is a step.
            Trainer::new(loss)
                .optimizer(Sgd::new(0.01))
                .full_batch()
                .no_shuffle()
                .epochs(n)
                .fit(&mut *network, black_box(&inputs), black_box(&targets))
                .expect("training converges");
            black_box(&*network);
        }
        _ => return false,
    }
    true
}

fn command(arguments: &[String]) -> bool {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["level"] => {
            println!("{:?}", Level::best());
            true
        }
        ["list"] => {
            for (network, macs, _) in NETWORKS {
                println!("{network} {macs}");
            }
            true
        }
        [network, call, n] => {
            let known = NETWORKS.iter().find(|(name, _, _)| *name == network);
            match (known, n.parse()) {
                (Some((_, _, run)), Ok(n)) => run(call, n),
                _ => false,
            }
        }
        _ => false,
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Networks of a million bytes pass through the stack on their way to the heap.
    let done = std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(move || command(&arguments))
        .expect("a thread can be started")
        .join()
        .expect("the calls return");
    if done {
        ExitCode::SUCCESS
    } else {
        eprintln!("usage: counts list | level | <network> <call> <n>");
        ExitCode::FAILURE
    }
}
