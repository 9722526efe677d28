//! `mlp` in the benchmark of peers, as a user calls it.

use measure::{BATCH, Bench};
use mlp::prelude::*;
use std::hint::black_box;

network! {
    struct I1: 2 => relu 4 => relu 4 => sigmoid 1;
    struct I2: 1 => relu 16 => relu 16 => linear 1;
    struct I3: 4 => tanh 16 => tanh 16 => softmax 3;
    struct I4: 64 => relu 32 => softmax 10;
    struct I5: 784 => relu 128 => softmax 10;
    struct I6: 640 => relu 128 => relu 128 => relu 128 => relu 128 => relu 8
        => relu 128 => relu 128 => relu 128 => relu 128 => linear 640;
}

/// The numbers of a file as samples.
fn samples<S: Copy + AsMut<[f32]>>(numbers: &[f32], zero: S) -> Vec<S> {
    let width = zero.clone().as_mut().len();
    let sample = |numbers: &[f32]| {
        let mut sample = zero;
        sample.as_mut().copy_from_slice(numbers);
        sample
    };
    numbers.chunks_exact(width).map(sample).collect()
}

/// On the heap, because the widest networks are larger than a caller's stack likes.
fn network<N: Network<Scalar = f32>>(parameters: &[f32]) -> Box<N> {
    let mut network = Box::new(N::zeroed());
    network.parameters_mut().copy_from_slice(parameters);
    network
}

fn inference<N: Network<Scalar = f32>>(bench: &Bench, name: &str, x: N::Input, y: N::Output) {
    let rows = ["call", "chain", "batch"].map(|row| format!("{name}/{row}"));
    if !rows.iter().any(|row| bench.wants(row)) {
        return;
    }
    let network: Box<N> = network(&bench.floats(&format!("{name}.params")));
    let inputs = samples(&bench.floats(&format!("{name}.inputs")), x);
    // A pointer the compiler knows nothing about, so that no call can keep anything for the next.
    bench.single(
        name,
        "forward",
        |k| black_box(&*network).forward(&black_box(&inputs[..])[k]),
        |y| y.as_ref()[0].to_bits(),
        |y| y.as_ref().to_vec(),
    );

    if bench.wants(&rows[2]) {
        let mut outputs = vec![y; BATCH];
        let ns = bench.best(BATCH, |n| {
            for _ in 0..n {
                black_box(&*network)
                    .forward_batch(black_box(&inputs), &mut outputs)
                    .expect("as many outputs as inputs");
                black_box(&outputs);
            }
        });
        let flat: Vec<f32> = outputs.iter().flat_map(|y| y.as_ref()).copied().collect();
        bench.report(&rows[2], "forward_batch", ns, &flat);
    }
}

struct Training {
    batch: usize,
    epochs: usize,
    rate: f64,
}

fn training<N, L>(
    bench: &Bench,
    name: &str,
    loss: L,
    settings: &Training,
    x: N::Input,
    y: N::Output,
) where
    N: Network<Scalar = f32>,
    L: Loss<N::OutputActivation, Target<N::Output> = N::Output>,
{
    let row = format!("{name}/train");
    if !bench.wants(&row) {
        return;
    }
    let start = bench.floats(&format!("{name}.start"));
    let inputs = samples(&bench.floats(&format!("{name}.inputs")), x);
    let targets = samples(&bench.floats(&format!("{name}.targets")), y);
    let trainer = Trainer::new(loss)
        .optimizer(Sgd::new(settings.rate))
        .batch_size(settings.batch)
        .epochs(settings.epochs)
        .no_shuffle();
    let mut network: Box<N> = network(&start);
    let mut loss = 0.0;
    let ns = bench.best(settings.epochs * inputs.len(), |n| {
        for _ in 0..n {
            network.parameters_mut().copy_from_slice(black_box(&start));
            loss = trainer
                .fit(&mut *network, black_box(&inputs), black_box(&targets))
                .expect("training converges")
                .loss;
            black_box(&*network);
        }
    });
    let mut result = network.parameters().to_vec();
    result.push(loss as f32);
    bench.report(&row, "Trainer::fit", ns, &result);
}

fn run() {
    let bench = &Bench::new("mlp", "");
    inference::<I1>(bench, "I1", [0.0; 2], [0.0; 1]);
    inference::<I2>(bench, "I2", [0.0; 1], [0.0; 1]);
    inference::<I3>(bench, "I3", [0.0; 4], [0.0; 3]);
    inference::<I4>(bench, "I4", [0.0; 64], [0.0; 10]);
    inference::<I5>(bench, "I5", [0.0; 784], [0.0; 10]);
    inference::<I6>(bench, "I6", [0.0; 640], [0.0; 640]);
    let (bce, cce) = (BinaryCrossEntropy, CategoricalCrossEntropy);
    let t1b1 = Training {
        batch: 1,
        epochs: 4,
        rate: 0.1,
    };
    let t1b32 = Training {
        batch: 32,
        epochs: 4,
        rate: 0.1,
    };
    let t2 = Training {
        batch: 32,
        epochs: 2,
        rate: 0.1,
    };
    let t3 = Training {
        batch: 64,
        epochs: 1,
        rate: 0.05,
    };
    training::<I1, _>(bench, "T1b1", bce, &t1b1, [0.0; 2], [0.0; 1]);
    training::<I1, _>(bench, "T1b32", bce, &t1b32, [0.0; 2], [0.0; 1]);
    training::<I4, _>(bench, "T2", cce, &t2, [0.0; 64], [0.0; 10]);
    training::<I5, _>(bench, "T3", cce, &t3, [0.0; 784], [0.0; 10]);
}

fn main() {
    // Networks of a million bytes pass through the stack on their way to the heap.
    std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(run)
        .expect("a thread can be started")
        .join()
        .expect("the benchmark runs");
}
