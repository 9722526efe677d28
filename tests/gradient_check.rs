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
fn no_samples_do_not_pass_for_right_gradients() {
    let samples = Samples::new(&INPUTS[..0], &TARGETS[..0]).expect("as many");
    let report = check_gradients(&Off::seeded(3), &samples, &BinaryCrossEntropy);
    let report = report.expect_err("nothing to compare").to_string();
    assert_eq!(report, "there are no samples to compare gradients over");
}

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

const HIDDEN: usize = 5;

/// φ(z) = z², with its derivative.
#[derive(Clone, Copy, Debug, Default)]
struct Square;

impl Activation for Square {
    fn activate<V: Real>(self, z: V) -> V {
        z * z
    }

    fn derivative<V: Real>(self, z: V) -> V {
        z + z
    }
}

// Each is a test of its own, `gradients_of_narrow` and so on.
network! {
    struct Narrow: 2 => relu 4 => relu 4 => sigmoid 1 where gradients = tested;
    struct Double<f64>: 3 => leaky_relu 6 => softmax 3 where gradients = tested, numerics = fast;
    struct Wide: 64 => relu 40 => log_softmax 10 where numerics = exact, gradients = tested;
    struct OwnActivation: 2 => Square HIDDEN => self::Square 3 where gradients = tested;
    struct Regularized: 3 => prelu 6 [batch_norm, dropout = 0.25, l2 = 1e-3]
        => residual(hard_silu 5 [batch_norm] => relu 6) => tanh 2 [batch_norm]
        where gradients = tested;
    struct Gated: 3 => glu 5 => maxout(3) 4 [batch_norm] => residual(swiglu 4 [dropout = 0.25] => geglu 4)
        => reglu HIDDEN => glu 2 where gradients = tested;
    struct Largest: 2 => maxout(2) HIDDEN => maxout(3) 3 where gradients = tested;
    #[deprecated(note = "tested none the less")]
    struct Old: 2 => sigmoid 1 where gradients = tested;
    #[cfg(any())]
    struct Absent: 2 => sigmoid 1 where gradients = tested
}

/// Nothing is in scope.
mod without_prelude {
    #![no_implicit_prelude]
    ::mlp::network! { struct Narrow: 2 => relu 4 => sigmoid 1 where gradients = tested }
}

#[test]
fn the_test_of_a_network_with_a_wrong_derivative_fails() {
    let report = mlp::__private::test_gradients::<Off, _, _, _>(&BinaryCrossEntropy)
        .expect_err("1 % is too much");
    assert_eq!(report.parameters, Off::PARAMETERS);
    assert!(report.compared > 25, "{report}");
    assert!(report.worst.expect("one").parameter.layer < 3, "{report}");
}

#[test]
fn of_a_large_network_some_parameters_are_compared() {
    network! { struct Large<f64>: 784 => relu 128 => softmax 10 }
    let report = mlp::__private::test_gradients::<Large, _, _, _>(&CategoricalCrossEntropy)
        .unwrap_or_else(|report| panic!("{report}"));
    assert!((12..200).contains(&report.compared), "{report}");
}

#[test]
fn a_wrong_derivative_in_any_layer_of_a_large_network_is_found() {
    network! {
        struct First<f64>: 100 => Wrong 60 => relu 60 => tanh 30 => softmax 10;
        struct Second<f64>: 100 => relu 60 => Wrong 60 => tanh 30 => softmax 10;
        struct Third<f64>: 100 => relu 60 => tanh 60 => Wrong 30 => softmax 10;
        struct Normalized<f64>: 100 => relu 60 [batch_norm] => Wrong 60 [batch_norm] => softmax 10
    }
    fn layer_of_worst<N>() -> usize
    where
        N: Network<
                Scalar = f64,
                Input = [f64; 100],
                Output = [f64; 10],
                OutputActivation = mlp::activation::Softmax,
            >,
    {
        mlp::__private::test_gradients::<N, _, _, _>(&CategoricalCrossEntropy)
            .expect_err("1 % is too much")
            .worst
            .map_or(0, |worst| worst.parameter.layer)
    }
    assert_eq!(layer_of_worst::<First>(), 1);
    assert!((1..=2).contains(&layer_of_worst::<Second>()));
    assert!((1..=3).contains(&layer_of_worst::<Third>()));
    assert!((1..=2).contains(&layer_of_worst::<Normalized>()));
}

/// A crate that forbids names of another style, and so to allow them.
mod forbidding {
    #![forbid(nonstandard_style)]
    mlp::network! {
        struct TwoSpirals: 2 => relu 4 [batch_norm] => sigmoid 1 where gradients = tested;
        struct XOR<f64>: 2 => tanh 4 => sigmoid 1 where gradients = tested
    }
}

#[test]
fn kinks_are_no_mistakes() {
    network! { struct Kinks<f64>: 3 => relu 8 => leaky_relu 8 => relu 8 => sigmoid 1 }
    let mut compared = 0;
    for seed in 0..12 {
        let report = check_gradients(
            &Kinks::seeded(seed),
            &Samples::new(
                &core::array::from_fn::<_, 8, _>(|k| {
                    let k = f64::from(u32::try_from(k).expect("few"));
                    [(1.3 * k).sin(), (0.7 * k + 1.0).cos(), (2.1 * k).sin()]
                }),
                &[[1.0]; 8],
            )
            .expect("as many"),
            &BinaryCrossEntropy,
        )
        .unwrap_or_else(|report| panic!("seed {seed}: {report}"));
        compared += report.compared;
    }
    // What was passed over is a small part.
    assert!(compared > 12 * Kinks::PARAMETERS * 90 / 100, "{compared}");
}
