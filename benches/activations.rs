//! What each activation costs: `cargo bench --bench activations`; with `-- --markdown` as the table of a page, which
//! `scripts/activations.py` writes.
//!
//! Networks of one layer, 16 inputs to 16 neurons, that differ in their activation alone. The table has the
//! time that each takes beyond `linear`, for one number: of φ in `forward_batch` of 256 samples, of φ and φ′ in the
//! gradient of 64. It is the best of many short loops: take ratios.
//!
//! `prelu` stands behind hidden neurons only, so it has a second layer behind it, and so has the `linear` that is
//! subtracted from it; such a network is computed in rows at any size, which is part of what it takes.
//!
//! `Own` is written outside of the library, with the formula of `silu`; it should cost the same.

use mlp::activation::Activation;
use mlp::number::Real;
use mlp::prelude::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// z / (1 + e^(−z))
#[derive(Clone, Copy, Debug, Default)]
pub struct Own;

impl Activation for Own {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z * z.sigmoid()
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let s = z.sigmoid();
        s * (z - z * s + z.constant(1.0))
    }
}

/// Numbers of a layer.
const WIDTH: usize = 16;

/// Samples of a call of `forward_batch`.
const BATCH: usize = 256;

/// Samples of a gradient.
const STEP: usize = 64;

type Row = [f32; WIDTH];

macro_rules! activations {
    ($($name:ident [$($activation:tt)*],)*) => {
        $(network! { struct $name: 16 => $($activation)* 16 })*

        const ACTIVATIONS: &[(&str, fn() -> [f64; 2])] = &[
            $(($name::SUMMARY.layers[0].activation, times::<$name>),)*
        ];
    };
}

activations! {
    N1 [linear], N2 [relu], N3 [leaky_relu], N4 [relu6], N5 [threshold(1.0, 0.0)], N6 [hard_sigmoid], N7 [hard_silu],
    N8 [hard_tanh], N9 [hard_shrink], N10 [soft_shrink], N11 [softsign], N12 [squareplus], N13 [sparse_plus],
    N14 [sparse_sigmoid], N15 [sigmoid], N16 [tanh], N17 [exponential], N18 [elu], N19 [celu], N20 [selu],
    N21 [silu], N22 [Own], N23 [softplus], N24 [log_sigmoid], N25 [mish], N26 [gelu], N27 [gelu_tanh],
    N28 [tanh_shrink], N29 [softmax], N30 [log_softmax], N31 [sparsemax],
}

network! {
    struct Hidden: 16 => prelu 16 => linear 16;
    struct HiddenLinear: 16 => linear 16 => linear 16
}

/// Samples with numbers from -4 to 4, all different.
fn samples(count: usize) -> Vec<Row> {
    let mut state = 1_u32;
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 8192.0 - 4.0
    };
    (0..count)
        .map(|_| core::array::from_fn(|_| number()))
        .collect()
}

/// Nanoseconds for each number: forward, gradients.
#[allow(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn times<N: Network<Scalar = f32, Input = Row, Output = Row>>() -> [f64; 2] {
    let network = N::seeded(7);
    let (inputs, targets) = (samples(BATCH), samples(STEP));
    let mut outputs = vec![[0.0; WIDTH]; BATCH];
    let forward = nanoseconds(|| {
        let result = black_box(&network).forward_batch(black_box(&inputs), &mut outputs);
        black_box((result.is_ok(), &outputs));
    });
    let mut gradients = N::zeroed();
    let backward = nanoseconds(|| {
        let samples = Samples::new(black_box(&inputs[..STEP]), &targets);
        let samples = samples.expect("as many targets as inputs");
        let loss = black_box(&network).gradients_into(&samples, &MeanSquaredError, &mut gradients);
        black_box((loss, &gradients));
    });
    [
        forward / (BATCH * WIDTH) as f64,
        backward / (STEP * WIDTH) as f64,
    ]
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

fn main() {
    let mut times: Vec<_> = ACTIVATIONS
        .iter()
        .map(|(name, times)| (*name, times()))
        .collect();
    let linear = times.remove(0).1;
    let beyond =
        |[forward, backward]: [f64; 2], base: [f64; 2]| [forward - base[0], backward - base[1]];
    for (_, times) in &mut times {
        *times = beyond(*times, linear);
    }
    let prelu = beyond(self::times::<Hidden>(), self::times::<HiddenLinear>());
    times.push(("prelu", prelu));
    let whole = |times: [f64; 2]| [linear[0] + times[0], linear[1] + times[1]];
    let relu = times.iter().find(|(name, _)| *name == "relu");
    let relu = whole(relu.map_or([0.0; 2], |relu| relu.1));
    if std::env::args().any(|argument| argument == "--markdown") {
        println!("| activation | φ, ns | layer ÷ relu's | φ and φ′, ns | gradient ÷ relu's |");
        println!("|---|---:|---:|---:|---:|");
        for (name, times) in &times {
            let [forward, backward] = *times;
            let [layer, gradient] = whole(*times);
            // What its second layer takes is no part of the others.
            let ratios = if *name == "prelu" {
                " | ".to_owned()
            } else {
                format!("{:.2} | {:.2}", layer / relu[0], gradient / relu[1])
            };
            let (layer, gradient) = ratios.split_once(" | ").unwrap_or_default();
            println!("| `{name}` | {forward:.2} | {layer} | {backward:.2} | {gradient} |");
        }
        return;
    }
    println!("ns a number, beyond linear's {linear:.3?}\n");
    println!("{:<22} {:>7} {:>11}", "", "φ", "φ and φ′");
    for (name, [forward, backward]) in &times {
        println!("{name:<22} {forward:>7.3} {backward:>11.3}");
    }
}
