//! Layers that make one output of several neurons: `glu` and its kin, and `maxout`. Their shapes and
//! figures, what is done with them beside the equations, and that they learn.
//!
//! Values and Jacobians are in `mlp-core/tests/golden_activations.rs`, whole networks in
//! `matches_textbook`, `central_differences`, `same_bits` and `folding`.

mod support;

use mlp::gradient_check::check_gradients;
use mlp::network::Network;
use mlp::prelude::*;
use mlp::{Dense, activation::Linear, summary::LayerSummary};
use support::close::{Tolerance, assert_close};
use support::random::Random;
use support::shapes::{doubles, random_network};

const HIDDEN: usize = 5;

network! {
    struct Gated: 8 => glu 16 => maxout(3) 4 [no_bias] => softmax 3;
    struct Constant<f64>: 2 => swiglu HIDDEN => maxout(2) HIDDEN => linear 1;
    struct Outputs<f64>: 3 => tanh 4 => glu 2;
    struct Normalized: 2 => glu 3 [batch_norm] => residual(maxout(2) 3) => geglu 1;
}

#[test]
fn a_layer_has_the_outputs_that_are_written_and_several_neurons_for_each() {
    let Gated {
        layer1,
        layer2,
        layer3,
    } = Gated::zeroed();
    let layer1: Dense<8, 32> = layer1;
    let layer3: Dense<4, 3> = layer3;
    assert_eq!((layer1.biases, layer3.biases), ([0.0; 32], [0.0; 3]));
    assert_eq!(layer2.weights, [[0.0; 12]; 16]);
    assert_eq!(Constant::zeroed().layer1.weights, [[0.0; 10]; 2]);
    assert_eq!(Constant::zeroed().layer2.weights, [[0.0; 10]; 5]);
    let normalized = Normalized::seeded(1);
    assert_eq!(normalized.batch_norm1.gamma, [1.0; 6]);
    assert_eq!(FoldedNormalized::zeroed().layer1.biases, [0.0; 6]);
}

#[test]
fn figures_count_every_neuron() {
    assert_eq!(Gated::PARAMETERS, 8 * 32 + 32 + 16 * 12 + 4 * 3 + 3);
    assert_eq!(Gated::MACS, 8 * 32 + 16 * 12 + 4 * 3);
    assert_eq!(size_of::<Gated>(), Gated::FLASH_BYTES);
    // z of the first layer beside its outputs.
    assert_eq!(Gated::INFERENCE_BYTES, 4 * (32 + 16));
    // The input; z and δ of the neurons; a of the outputs.
    let numbers = 8 + 2 * (32 + 12 + 3) + (16 + 4 + 3);
    assert_eq!(Gated::TRAINING_BYTES, 4 * (Gated::PARAMETERS + numbers));
    let layers = Gated::SUMMARY.layers;
    assert_eq!(
        layers.iter().map(LayerSummary::outputs).sum::<usize>(),
        16 + 4 + 3
    );
    let ends = [layers[1].fan_in, layers[1].fan_out, layers[1].pieces];
    assert_eq!(ends, [16, 12, 3]);
    let table = Gated::SUMMARY.to_string();
    for row in [
        "1      glu                       8 × 32         288       256",
        "       outputs of 2 neurons          16                      ",
        "2      maxout(3)                16 × 12         192       192",
        "       outputs of 3 neurons           4                      ",
    ] {
        assert!(table.lines().any(|line| line == row), "{row}\n{table}");
    }
    // Twelve weights, γ and β of six neurons, then their means.
    let name = Normalized::SUMMARY.parameter(12 + 6 + 6 + 5);
    assert_eq!(
        name.map(|name| name.to_string()).as_deref(),
        Some("batch_norm1.moving_mean[5]")
    );
}

/// z of a layer by hand, in double precision.
fn pre_activation<const I: usize, const O: usize>(layer: &Dense<I, O>, a: &[f64]) -> Vec<f64> {
    (0..O)
        .map(|j| {
            let products = (0..I).map(|i| a[i] * f64::from(layer.weights[i][j]));
            f64::from(layer.biases[j]) + products.sum::<f64>()
        })
        .collect()
}

#[test]
fn the_first_half_goes_through_and_the_second_opens() {
    network! { struct Net: 3 => glu 4 => swiglu 2 }
    let network: Net = random_network(&mut Random::new(3));
    let x = [0.75_f32, -1.5, 0.25];
    let sigmoid = |g: f64| 1.0 / (1.0 + (-g).exp());
    let z1 = pre_activation(&network.layer1, &doubles(&x));
    let a1: Vec<f64> = (0..4).map(|j| z1[j] * sigmoid(z1[4 + j])).collect();
    let z2 = pre_activation(&network.layer2, &a1);
    let a2: Vec<f64> = (0..2)
        .map(|j| z2[j] * z2[2 + j] * sigmoid(z2[2 + j]))
        .collect();
    let tolerance = Tolerance::absolute(1e-6);
    assert_close("glu and swiglu", &network.forward(&x), &a2, tolerance);
}

#[test]
fn a_maxout_of_two_is_the_larger() {
    network! { struct Larger: 2 => maxout(2) 1 }
    let mut network = Larger::zeroed();
    // |x − y| = max(x − y, y − x)
    network.layer1.weights = [[1.0, -1.0], [-1.0, 1.0]];
    for (x, y) in [(3.0_f32, 1.0), (1.0, 3.0), (-2.0, 0.5), (0.25, 0.25)] {
        assert_eq!(network.forward(&[x, y]), [(x - y).abs()]);
    }
}

#[test]
fn losses_see_what_comes_out_of_a_gate_as_linear() {
    fn is_linear<N: Network<OutputActivation = Linear>>(_: &N) {}
    let network: Outputs = random_network(&mut Random::new(4));
    is_linear(&network);
    is_linear(&Normalized::zeroed());
    let (inputs, targets) = ([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]], [[1.0, -1.0]; 2]);
    let samples = Samples::new(&inputs, &targets).expect("as many");
    let outputs = network.outputs(&inputs);
    let each = |f: fn(f64, f64) -> f64| -> f64 {
        let pairs = outputs.as_flattened().iter().zip([1.0, -1.0, 1.0, -1.0]);
        pairs.map(|(&a, y)| f(a, y)).sum::<f64>() / 4.0
    };
    let tolerance = Tolerance::relative(1e-13, 0.0);
    let losses = [
        network.loss(&samples, &MeanAbsoluteError),
        network.loss(&samples, &MeanSquaredError),
        network.loss(&samples, &Hinge),
    ];
    let expected = [
        each(|a, y| (a - y).abs()),
        each(|a, y| (a - y) * (a - y)),
        each(|a, y| (1.0 - a * y).max(0.0)),
    ];
    assert_close("losses", &losses, &expected, tolerance);
    assert!(check_gradients(&network, &samples, &Hinge).is_ok());
}

#[test]
fn initializers_count_every_neuron_as_a_fan_out() {
    network! { struct Net: 40 => glu 100 [init = glorot_uniform] => maxout(4) 50 => linear 1 }
    let network = Net::seeded(5);
    let weights = network.layer1.weights.as_flattened();
    let largest = weights.iter().fold(0.0_f32, |m, w| m.max(w.abs()));
    // The limit of Glorot and Bengio for 40 inputs and 200 neurons, which 8000 draws come near to.
    let limit = (6.0_f32 / 240.0).sqrt();
    assert!(largest <= limit && largest > 0.99 * limit, "{largest}");
    // He: 2 over the inputs, whatever the neurons.
    let weights = doubles(network.layer2.weights.as_flattened());
    let variance = weights.iter().map(|w| w * w).sum::<f64>() / 20_000.0;
    assert!((variance * 100.0 / 2.0 - 1.0).abs() < 0.05, "{variance}");
}

#[test]
fn a_scaler_goes_into_a_first_layer_that_is_a_gate() {
    network! {
        struct Double<f64>: 3 => glu 4 => linear 2;
        struct Largest<f64>: 3 => maxout(3) 4 => linear 2;
    }
    let mut random = Random::new(6);
    let rows: Vec<[f64; 3]> = (0..20)
        .map(|_| core::array::from_fn(|k| [3.0, 40.0, 0.5][k] * random.number() + 2.0))
        .collect();
    let scaler = StandardScaler::fit(&rows).expect("finite numbers");
    let (gated, largest): (Double, Largest) =
        (random_network(&mut random), random_network(&mut random));
    let (mut folded_gated, mut folded_largest) = (gated.clone(), largest.clone());
    scaler.fold_into(&mut folded_gated);
    scaler.fold_into(&mut folded_largest);
    for row in &rows {
        let x = scaler.transform(row);
        let tolerance = Tolerance::relative(1e-12, 1e-12);
        assert_close(
            "glu",
            &folded_gated.forward(row),
            &gated.forward(&x),
            tolerance,
        );
        assert_close(
            "maxout",
            &folded_largest.forward(row),
            &largest.forward(&x),
            tolerance,
        );
    }
}

const XOR: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const EITHER: [[f32; 1]; 4] = [[0.0], [1.0], [1.0], [0.0]];

/// The mean squared error on exclusive or after training from a seed.
fn learned<N>(seed: u64) -> f32
where
    N: Network<Scalar = f32, Input = [f32; 2], Output = [f32; 1]>,
    MeanSquaredError: Loss<N::OutputActivation, Target<[f32; 1]> = [f32; 1]>,
{
    let mut network = N::seeded(seed);
    Trainer::new(MeanSquaredError)
        .optimizer(Adam::new(0.05))
        .epochs(600)
        .batch_size(4)
        .fit(&mut network, &XOR, &EITHER)
        .expect("finite targets");
    let samples = Samples::new(&XOR, &EITHER).expect("as many");
    network.loss(&samples, &MeanSquaredError)
}

#[test]
fn exclusive_or_takes_one_maxout_of_two_or_a_few_gated_units() {
    network! {
        struct Maxout: 2 => maxout(2) 1;
        struct Glu: 2 => glu 4 => linear 1;
        struct Reglu: 2 => reglu 4 => linear 1;
    }
    // No network of one relu computes it, and a saddle is at 0.25.
    let best = |losses: [f32; 4]| losses.into_iter().fold(f32::INFINITY, f32::min);
    let seeds = [1, 2, 3, 4];
    for (what, loss) in [
        ("maxout", best(seeds.map(learned::<Maxout>))),
        ("glu", best(seeds.map(learned::<Glu>))),
        ("reglu", best(seeds.map(learned::<Reglu>))),
    ] {
        assert!(loss < 1e-3, "{what}: {loss}");
    }
}
