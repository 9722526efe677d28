//! The gradient check that users call on their own network.

use mlp::activation::Activation;
use mlp::check_gradients;
use mlp::number::Real;
use mlp::prelude::*;

/// φ(z) = z², with a derivative that is off by 1 %.
#[derive(Clone, Copy, Debug, Default)]
struct Wrong;

impl Activation for Wrong {
    fn activate<V: Real>(self, z: V) -> V {
        z * z
    }

    fn derivative<V: Real>(self, z: V) -> V {
        (z + z) * z.constant(1.01)
    }
}

network! {
    struct Right<f64>: 2 => tanh 4 => relu 3 => sigmoid 1;
    struct Single: 2 => tanh 4 => relu 3 => sigmoid 1;
    struct Off<f64>: 2 => tanh 4 => Wrong 3 => sigmoid 1;
}

const INPUTS: [[f64; 2]; 3] = [[0.3, -0.8], [1.1, 0.4], [-0.5, 0.9]];
const TARGETS: [[f64; 1]; 3] = [[0.0], [1.0], [1.0]];

#[test]
fn right_gradients_pass_in_both_precisions() {
    let samples = Samples::new(&INPUTS, &TARGETS).expect("as many");
    let report = check_gradients(&Right::seeded(3), &samples, &BinaryCrossEntropy)
        .unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(report.compared + report.passed_over, Right::PARAMETERS);
    assert!(report.compared > 20, "{report}");

    let inputs: [[f32; 2]; 3] = [[0.3, -0.8], [1.1, 0.4], [-0.5, 0.9]];
    let targets: [[f32; 1]; 3] = [[0.0], [1.0], [1.0]];
    let samples = Samples::new(&inputs, &targets).expect("as many");
    check_gradients(&Single::seeded(3), &samples, &BinaryCrossEntropy)
        .unwrap_or_else(|report| panic!("{report}"));
}

#[test]
fn a_wrong_derivative_is_found_and_the_worst_parameter_named() {
    let samples = Samples::new(&INPUTS, &TARGETS).expect("as many");
    let report = check_gradients(&Off::seeded(3), &samples, &BinaryCrossEntropy)
        .expect_err("1 % is too much");
    let worst = report.worst.expect("one");
    // Behind the wrong activation all is right.
    assert!(worst.parameter.layer < 3, "{report}");
    assert!((1e-4..0.02).contains(&worst.relative_error), "{report}");
    let text = report.to_string();
    assert!(text.contains(&worst.parameter.to_string()), "{text}");
}

#[test]
fn a_network_without_numbers_does_not_pass() {
    let mut network = Right::seeded(3);
    network.layer1.biases[0] = f64::NAN;
    let samples = Samples::new(&INPUTS, &TARGETS).expect("as many");
    assert!(check_gradients(&network, &samples, &BinaryCrossEntropy).is_err());
}
