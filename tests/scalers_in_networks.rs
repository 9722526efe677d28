//! Scalers that become part of a network do what they did before and behind it.

use mlp::prelude::*;
use mlp::scaler::{MinMaxScaler, RobustScaler};

network! {
    struct Net<f64>: 2 => tanh 3 => residual(relu 3) => linear 2;
    struct OneLayer<f64>: 2 => linear 2;
    struct Gated<f64>: 2 => glu 3 => linear 2;
    struct Normalized<f64>: 2 => tanh 3 [batch_norm] => linear 2
}

const INPUTS: [[f64; 2]; 5] = [
    [3.0, -120.0],
    [5.0, 40.0],
    [4.0, 0.5],
    [10.0, 7.0],
    [-2.0, 900.0],
];

const TARGETS: [[f64; 2]; 3] = [[100.0, -1.0], [300.0, 1.0], [250.0, 0.5]];

/// A network whose parameters are all different, biases included.
fn network<N: Network<Scalar = f64>>() -> N {
    let mut network = N::seeded(3);
    for (k, parameter) in (0_u32..).zip(network.parameters_mut()) {
        *parameter += 0.01 * f64::from(k + 1);
    }
    network
}

fn assert_same(actual: [f64; 2], expected: [f64; 2]) {
    for (actual, expected) in actual.iter().zip(expected) {
        let near = (actual - expected).abs() <= 1e-12 * expected.abs().max(1.0);
        assert!(near, "{actual} instead of {expected}");
    }
}

/// A scaler by its methods.
macro_rules! check {
    ($Net:ty, $inputs:expr, $targets:expr) => {
        let before: $Net = network();
        let (inputs, targets) = ($inputs, $targets);
        let mut folded = before.clone();
        inputs.fold_into(&mut folded);
        for x in &INPUTS {
            assert_same(folded.forward(x), before.forward(&inputs.transform(x)));
        }
        targets.fold_inverse_into(&mut folded);
        for x in &INPUTS {
            let scaled = before.forward(&inputs.transform(x));
            assert_same(folded.forward(x), targets.inverse_transform(&scaled));
        }
    };
}

#[test]
fn scalers_in_the_first_and_last_layer_do_what_they_did_around_the_network() {
    let standard = |samples: &[[f64; 2]]| StandardScaler::fit(samples).unwrap();
    let min_max = |samples: &[[f64; 2]]| MinMaxScaler::fit(samples).unwrap().between(-1.0, 3.0);
    let robust = |samples: &[[f64; 2]]| RobustScaler::fit(samples).unwrap();
    check!(Net, standard(&INPUTS), standard(&TARGETS));
    check!(Net, min_max(&INPUTS), min_max(&TARGETS));
    check!(Net, robust(&INPUTS), robust(&TARGETS));
    check!(Gated, standard(&INPUTS), standard(&TARGETS));
    check!(OneLayer, standard(&INPUTS), min_max(&TARGETS));
    check!(FoldedNormalized, robust(&INPUTS), standard(&TARGETS));
}

#[test]
fn a_network_with_batch_normalization_takes_a_scaler_once_it_is_folded() {
    let before: Normalized = network();
    let scaler = StandardScaler::fit(&INPUTS).unwrap();
    let mut folded = before.folded();
    scaler.fold_into(&mut folded);
    for x in &INPUTS {
        assert_same(folded.forward(x), before.forward(&scaler.transform(x)));
    }
}
