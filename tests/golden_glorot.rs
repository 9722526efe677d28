//! How activations spread, layer by layer, through an untrained deep tanh network: figure 6 of
//! Glorot and Bengio, *Understanding the Difficulty of Training Deep Feedforward Neural Networks*,
//! 2010, smaller. The values are `NumPy`'s, over 20 seeds of its generator; ours has others.

#![cfg(feature = "std")] // the digits are read from CSV

mod support;

use mlp::data::Csv;
use mlp::network::Network;
use mlp::prelude::*;
use mlp::samples::Permutation;
use support::golden::{index, number, numbers, read};
use support::shapes::twin;

/// Of ours; each takes 300 images through 46 400 weights.
const SEEDS: u64 = 2;
const IMAGES: usize = 300;
const LAYERS: usize = 5;

network! {
    struct GlorotUniform: 64
        => tanh 100 [init = glorot_uniform] => tanh 100 [init = glorot_uniform]
        => tanh 100 [init = glorot_uniform] => tanh 100 [init = glorot_uniform]
        => tanh 100 [init = glorot_uniform] => softmax 10 [init = glorot_uniform];

    struct UnitNormal: 64
        => tanh 100 [init = normal(1.0)] => tanh 100 [init = normal(1.0)]
        => tanh 100 [init = normal(1.0)] => tanh 100 [init = normal(1.0)]
        => tanh 100 [init = normal(1.0)] => softmax 10 [init = normal(1.0)];

    struct HeNormal: 64
        => tanh 100 [init = he_normal] => tanh 100 [init = he_normal]
        => tanh 100 [init = he_normal] => tanh 100 [init = he_normal]
        => tanh 100 [init = he_normal] => softmax 10 [init = he_normal];
}

#[allow(clippy::cast_precision_loss, reason = "some thousand numbers")]
fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / count;
    (mean, variance.sqrt())
}

/// All digits with mean 0 and deviation 1: one of each for all pixels.
fn digits() -> Vec<Vec<f64>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/digits.csv");
    let digits: Dataset<64, 10, f64> = Csv::new(path).read_one_hot().expect("the digits");
    let pixels = digits.inputs().as_flattened();
    let (mean, deviation) = mean_and_deviation(pixels);
    digits
        .inputs()
        .iter()
        .map(|image| {
            image
                .iter()
                .map(|pixel| (pixel - mean) / deviation)
                .collect()
        })
        .collect()
}

/// Mean over the seeds of the deviation of each hidden layer's activations, within 4 standard
/// errors: `std_over_seeds` holds that of one seed, ours has `SEEDS` and `NumPy`'s mean 20.
fn check<N: Network<Scalar = f32>>(law: &str) {
    let golden = read("glorot/tanh_5x100.json");
    assert_eq!(
        [index(&golden["batch"]), index(&golden["hidden_layers"])],
        [IMAGES, LAYERS]
    );
    let golden = &golden["laws"][law]["activation_std_layer_1_to_L"];
    let digits = digits();
    let mut deviations = [0.0; LAYERS];
    for seed in 0..SEEDS {
        let network = twin(&N::seeded(seed));
        let order = Permutation::new(digits.len(), seed);
        let mut layers = vec![Vec::new(); LAYERS];
        for position in 0..IMAGES {
            // Layer 0 is the image.
            let activations = network.activations(&digits[order.index(position)]);
            for (layer, a) in layers.iter_mut().zip(&activations[1..]) {
                layer.extend(a);
            }
        }
        for (sum, layer) in deviations.iter_mut().zip(&layers) {
            *sum += mean_and_deviation(layer).1;
        }
    }
    let seeds = f64::from(u32::try_from(SEEDS).expect("a few"));
    let errors = golden["std_over_seeds"].as_array().expect("a list");
    for (layer, expected) in numbers(&golden["mean"]).into_iter().enumerate() {
        let actual = deviations[layer] / seeds;
        let allowed = 4.0 * number(&errors[layer]) * (1.0 / seeds + 1.0 / 20.0).sqrt();
        let difference = (actual - expected).abs();
        assert!(
            difference <= allowed,
            "{law}, layer {}: {actual}, not {expected}: difference {difference}, allowed {allowed}",
            layer + 1
        );
    }
}

#[test]
fn glorot_uniform_keeps_the_spread_through_the_layers() {
    check::<GlorotUniform>("normalized");
}

#[test]
fn unit_normal_weights_saturate_every_layer() {
    check::<UnitNormal>("normal01");
}

#[test]
fn he_normal_spreads_wider_than_glorot() {
    check::<HeNormal>("he_normal");
}
