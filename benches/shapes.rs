//! How the cost of a layer grows with its size: `cargo bench --bench shapes`.
//!
//! Networks of one layer, N inputs to N neurons. divan prints times and their spread, and takes
//! filters (`cargo bench --bench shapes -- forward_batch`). The table behind them, which a filter leaves
//! out, is the best of many short loops, in nanoseconds per multiply-accumulate.

use divan::Bencher;
use divan::counter::ItemsCount;
use mlp::prelude::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A network of one layer.
trait Shape: Network<Scalar = f32> {
    const X: Self::Input;
    const Y: Self::Output;
}

/// Writes the networks, and what runs over all of them.
macro_rules! shapes {
    ($($name:ident: $width:literal,)*) => {
        $(
            network! { struct $name: $width => relu $width }

            impl Shape for $name {
                const X: Self::Input = [0.0; $width];
                const Y: Self::Output = [0.0; $width];
            }
        )*

        #[divan::bench(types = [$($name),*], sample_count = 20)]
        fn forward<N: Shape>(bencher: Bencher<'_, '_>) {
            bencher.counter(ItemsCount::new(N::MACS)).bench_local(forward_call::<N>());
        }

        #[divan::bench(types = [$($name),*], sample_count = 20)]
        fn forward_batch<N: Shape>(bencher: Bencher<'_, '_>) {
            bencher.counter(ItemsCount::new(BATCH * N::MACS)).bench_local(batch_call::<N>());
        }

        #[divan::bench(types = [$($name),*], sample_count = 20)]
        fn gradients<N: Shape>(bencher: Bencher<'_, '_>) {
            bencher.counter(ItemsCount::new(STEP * N::MACS)).bench_local(gradients_call::<N>());
        }

        fn table() {
            println!("\nns per multiply-accumulate of the forward pass");
            println!(
                "{:>12} {:>9} {:>21} {:>16}",
                "layer", "forward", "forward_batch of 256", "gradients of 64"
            );
            $(row::<$name>();)*
        }
    };
}

shapes! {
    N1: 1,
    N2: 2,
    N4: 4,
    N8: 8,
    N16: 16,
    N32: 32,
    N64: 64,
    N128: 128,
    N256: 256,
    N512: 512,
    N1024: 1024,
}

/// Inputs that `forward` goes round.
const INPUTS: usize = 16;

/// Samples of a call of `forward_batch`.
const BATCH: usize = 256;

/// Samples of a gradient.
const STEP: usize = 64;

/// Samples with numbers from -1 to 1, all different.
fn samples<S: Copy + AsMut<[f32]>>(zero: S, count: usize) -> Vec<S> {
    let mut samples = vec![zero; count];
    let mut state = 1_u32;
    for number in samples.iter_mut().flat_map(AsMut::as_mut) {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *number = f32::from((state >> 16) as u16) / 32768.0 - 1.0;
    }
    samples
}

fn forward_call<N: Shape>() -> impl FnMut() {
    let network = Box::new(N::seeded(7));
    let inputs = samples(N::X, INPUTS);
    let mut turn = 0;
    move || {
        turn = (turn + 1) % INPUTS;
        black_box(black_box(&*network).forward(&black_box(&inputs[..])[turn]));
    }
}

fn batch_call<N: Shape>() -> impl FnMut() {
    let network = Box::new(N::seeded(7));
    let inputs = samples(N::X, BATCH);
    let mut outputs = vec![N::Y; BATCH];
    move || {
        black_box(&*network)
            .forward_batch(black_box(&inputs), &mut outputs)
            .expect("as many outputs as inputs");
        black_box(&outputs);
    }
}

fn gradients_call<N: Shape>() -> impl FnMut() {
    let network = Box::new(N::seeded(7));
    let inputs = samples(N::X, STEP);
    let targets = samples(N::Y, STEP);
    let mut gradients = Box::new(N::zeroed());
    move || {
        let samples =
            Samples::new(black_box(&inputs[..]), &targets).expect("as many targets as inputs");
        let loss = black_box(&*network).gradients_into(&samples, &MeanSquaredError, &mut gradients);
        black_box((loss, &*gradients));
    }
}

/// The nanoseconds of a call in the best of many loops: other programs only ever make one slower.
fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let mut time = |calls: u32| {
        let start = Instant::now();
        for _ in 0..calls {
            call();
        }
        start.elapsed()
    };
    let mut calls = 1;
    while time(calls) < Duration::from_millis(2) {
        calls *= 2;
    }
    let best = (0..25).map(|_| time(calls)).min().unwrap_or_default();
    best.as_secs_f64() * 1e9 / f64::from(calls)
}

#[allow(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn row<N: Shape>() {
    let of = |ns: f64, samples: usize| ns / (samples * N::MACS) as f64;
    println!(
        "{:>12} {:>9.4} {:>21.4} {:>16.4}",
        format!("{} => {}", N::INPUTS, N::OUTPUTS),
        of(nanoseconds(forward_call::<N>()), 1),
        of(nanoseconds(batch_call::<N>()), BATCH),
        of(nanoseconds(gradients_call::<N>()), STEP),
    );
}

fn run() {
    divan::main();
    // `cargo bench` passes `--bench`; all else is a filter, a test or a question.
    if std::env::args()
        .skip(1)
        .all(|argument| argument == "--bench")
    {
        table();
    }
}

fn main() {
    // A network passes through the stack on its way to the box.
    std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(run)
        .expect("a thread can be started")
        .join()
        .expect("the benches run");
}
