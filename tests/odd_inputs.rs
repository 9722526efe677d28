//! What no lecture shows: NaN, infinities, numbers that overflow, nothing to learn from, outputs that are
//! saturated. Nothing panics, and nothing is silently wrong.

mod support;

use mlp::network::Network;
use mlp::prelude::*;
use mlp::train::Origin;
use support::shapes::bits;
use support::xor::{INPUTS, TARGETS, Xor, refused, trainer};

network! {
    struct Lecture: 2 => relu 4 => relu 4 => sigmoid 1;
    struct Classes: 2 => sigmoid 3 => softmax 3;
    struct Wide: 17 => leaky_relu(0.1) 33 => linear 9;
    struct Regression: 1 => linear 1;
    struct Gates: 3 => glu 5 => maxout(3) 4 => reglu 2;
    struct Pieces: 2 => relu 3 => leaky_relu 3 => relu6 3 => elu 3 => celu 3 => selu 3 => threshold(0.5, 1.5) 3
        => hard_tanh 3 => hard_sigmoid 3 => hard_silu 3 => hard_shrink 3 => soft_shrink 3 => sparse_plus 3
        => sparse_sigmoid 3 => linear 1;
    struct WidePieces: 2 => relu 40 => leaky_relu 9 => relu6 9 => elu 9 => celu 9 => selu 9 => threshold(0.5, 1.5) 9
        => hard_tanh 9 => hard_sigmoid 9 => hard_silu 9 => hard_shrink 9 => soft_shrink 9 => sparse_plus 9
        => sparse_sigmoid 9 => prelu(0.25) 9 => reglu 9 => linear 1;
}

#[track_caller]
fn assert_finite<N: Network<Scalar = f32>>(network: &N) {
    assert!(
        network.parameters().iter().all(|p| p.is_finite()),
        "not finite: {:?}",
        network.parameters()
    );
}

#[test]
fn nan_in_any_input_is_nan_in_every_output() {
    fn check<N: Network<Scalar = f32>>(zeros: N::Input) {
        for seed in 0..5 {
            for k in 0..N::INPUTS {
                let mut input = zeros;
                input.as_mut()[k] = f32::NAN;
                let output = N::seeded(seed).forward(&input);
                assert!(
                    output.as_ref().iter().all(|a| a.is_nan()),
                    "NaN in input {k}"
                );
            }
        }
    }
    check::<Xor>([0.0; 2]);
    check::<Lecture>([0.0; 2]);
    check::<Classes>([0.0; 2]);
    check::<Wide>([0.0; 17]);
    check::<Regression>([0.0; 1]);
    check::<Gates>([0.0; 3]);
}

#[test]
fn nan_in_reaches_the_loss_and_the_gradients() {
    for inputs in [[[f32::NAN, 0.0]], [[0.0, f32::NAN]]] {
        let samples = Samples::new(&inputs, &TARGETS[..1]).expect("one of each");
        let network = Lecture::seeded(1);
        let (loss, gradients) = network.gradients(&samples, &BinaryCrossEntropy);
        assert!(loss.is_nan() && network.loss(&samples, &BinaryCrossEntropy).is_nan());
        assert!(gradients.layer3.biases[0].is_nan());
    }
}

/// A comparison with NaN is false: a flat piece would hide that something is wrong.
#[test]
fn nan_in_is_nan_in_every_gradient_of_activations_with_pieces() {
    fn check<N: Network<Input = [f32; 2], Output = [f32; 1], Scalar = f32>>()
    where
        MeanSquaredError: Loss<N::OutputActivation, Target<[f32; 1]> = [f32; 1]>,
    {
        for seed in 0..5 {
            let samples = Samples::new(&[[f32::NAN, 0.5]], &[[0.5]]).expect("one of each");
            let (_, gradients) = N::seeded(seed).gradients(&samples, &MeanSquaredError);
            for (k, gradient) in gradients.parameters().iter().enumerate() {
                let place = N::SUMMARY.parameter(k).expect("there is one");
                assert!(gradient.is_nan(), "{gradient} in {place}");
            }
        }
    }
    check::<Pieces>();
    check::<WidePieces>();
}

/// tanh and the sigmoid have limits; ∞ − ∞ has none and is NaN.
#[test]
fn infinities_follow_ieee() {
    let mut network = Xor::zeroed();
    network.layer1.weights = [[1.0; 4], [1.0; 4]];
    network.layer2.weights = [[1.0]; 4];
    // σ(4 tanh ∞) = σ(±4)
    let [high] = network.forward(&[f32::INFINITY, 0.0]);
    let [low] = network.forward(&[f32::NEG_INFINITY, 0.0]);
    assert!((f64::from(high) - 1.0 / (1.0 + (-4.0_f64).exp())).abs() < 1e-7);
    assert!((f64::from(low) - 1.0 / (1.0 + 4.0_f64.exp())).abs() < 1e-7);
    assert!(network.forward(&[f32::INFINITY, f32::NEG_INFINITY])[0].is_nan());

    let mut network = Lecture::zeroed();
    network.layer1.weights = [[1.0; 4], [1.0; 4]];
    network.layer2.weights = [[1.0; 4]; 4];
    network.layer3.weights = [[-1.0]; 4];
    assert_eq!(bits(&network.forward(&[f32::INFINITY, 1.0])), bits(&[0.0]));
    // Numbers that overflow on the way are infinite, not an error.
    assert_eq!(bits(&network.forward(&[f32::MAX, f32::MAX])), bits(&[0.0]));
}

#[track_caller]
fn diverges(rate: f64) {
    let inputs = [[1.0], [2.0], [3.0]];
    let targets = [[2.0], [4.0], [6.0]];
    for (batch_size, epochs) in [(1, 1), (3, 1), (1, 100), (3, 100)] {
        let mut network = Regression::seeded(1);
        let trainer = Trainer::new(MeanSquaredError).optimizer(Sgd::new(rate));
        let result =
            trainer
                .epochs(epochs)
                .batch_size(batch_size)
                .fit(&mut network, &inputs, &targets);
        let what = format!("rate {rate:e}, batches of {batch_size}, {epochs} epochs: {result:?}");
        assert!(
            network.parameters().iter().all(|p| p.is_finite()),
            "{what}: {network:?}"
        );
        assert!(epochs == 1 || result.is_err(), "{what}");
    }
}

#[test]
fn a_learning_rate_too_large_is_an_error_and_leaves_finite_numbers() {
    for rate in [10.0, 1e5, 1e10, 1e20, 1e30] {
        diverges(rate);
    }
}

/// Here the very first step leaves what f32 can hold, before any loss is infinite.
#[test]
fn a_step_beyond_all_numbers_is_an_error_and_leaves_finite_numbers() {
    for rate in [3e38, 1e39, 1e300] {
        diverges(rate);
    }
}

#[test]
fn nan_in_the_data_is_an_error_that_says_where() {
    let mut inputs = INPUTS;
    inputs[2][1] = f32::NAN;
    let error = refused(trainer().no_shuffle().full_batch(), &inputs, &TARGETS);
    assert!(
        matches!(error, TrainError::Diverged { epoch: 1, batch: 1, loss, origin: Origin::Input, .. } if loss.is_nan())
    );

    // In the second batch: the first, which is sound, is learned.
    inputs[2][1] = INPUTS[2][1];
    inputs[3][0] = f32::NAN;
    let mut network = Xor::seeded(1);
    let error = trainer()
        .no_shuffle()
        .fit(&mut network, &inputs, &TARGETS)
        .expect_err("NaN");
    assert!(
        matches!(
            error,
            TrainError::Diverged {
                epoch: 1,
                batch: 2,
                ..
            }
        ),
        "{error:?}"
    );
    assert_finite(&network);
    assert_ne!(
        bits(network.parameters()),
        bits(Xor::seeded(1).parameters())
    );

    // A target that no loss can take is seen before anything is learned.
    let mut targets = TARGETS;
    targets[3][0] = f32::NAN;
    let error = refused(trainer().no_shuffle(), &INPUTS, &targets);
    assert!(
        matches!(error, TrainError::Target { sample: 3, .. }),
        "{error:?}"
    );
}

#[test]
fn infinite_data_are_an_error() {
    let mut targets = TARGETS;
    targets[0][0] = f32::INFINITY;
    assert!(matches!(
        refused(trainer().full_batch(), &INPUTS, &targets),
        TrainError::Target { sample: 0, .. }
    ));
    let inputs = [[f32::INFINITY, f32::NEG_INFINITY]; 4];
    assert!(matches!(
        refused(trainer().full_batch(), &inputs, &TARGETS),
        TrainError::Diverged { .. }
    ));
}

#[test]
fn nothing_to_learn_from_is_an_error() {
    assert_eq!(refused(trainer(), &[], &[]), TrainError::NoSamples);
}

#[test]
fn lengths_that_differ_are_errors() {
    let error = refused(trainer(), &INPUTS, &TARGETS[..3]);
    assert!(
        matches!(error, TrainError::Lengths(lengths) if (lengths.inputs, lengths.others) == (4, 3))
    );
    let network = Xor::seeded(1);
    let mut outputs = [[0.25]; 3];
    assert!(network.forward_batch(&INPUTS, &mut outputs).is_err());
    assert_eq!(
        bits(outputs.as_flattened()),
        bits(&[0.25; 3]),
        "written all the same"
    );
    let mut labels = [[true]; 5];
    assert!(network.predict_batch(&INPUTS, &mut labels).is_err());
    assert_eq!(labels, [[true]; 5]);
    assert!(network.accuracy(&INPUTS, &TARGETS[1..]).is_err());
}

/// A wrong and saturated output costs its |z|: exact powers of two here, whatever a has rounded to.
#[test]
fn losses_of_saturated_outputs_are_finite_and_exact() {
    let mut network = Xor::zeroed();
    let mut classes = Classes::zeroed();
    for z in [128.0_f32, 1024.0, 1e30, -128.0, -1e30] {
        network.layer2.biases = [z];
        let right = if z > 0.0 { 1.0 } else { 0.0 };
        for (target, expected) in [(1.0 - right, z.abs()), (right, 0.0)] {
            let targets = [[target]];
            let samples = Samples::new(&INPUTS[..1], &targets).expect("one of each");
            let (loss, gradients) = network.gradients(&samples, &BinaryCrossEntropy);
            // e^−128 is 1e-56, which f32 does not hold beside 0.
            assert_eq!(bits(&[loss]), bits(&[expected]), "z = {z}, target {target}");
            let delta = gradients.layer2.biases[0];
            assert_eq!(
                bits(&[delta.abs()]),
                bits(&[(target - right).abs()]),
                "z = {z}, target {target}"
            );
        }

        classes.layer2.biases = [z, 0.0, 0.0];
        let targets = [if z > 0.0 {
            [0.0, 1.0, 0.0]
        } else {
            [1.0, 0.0, 0.0]
        }];
        let samples = Samples::new(&INPUTS[..1], &targets).expect("one of each");
        let (loss, gradients) = classes.gradients(&samples, &CategoricalCrossEntropy);
        // Two classes share what is right if the first is not: ln 2 more, of which 1e30 keeps nothing.
        let expected = f64::from(z.abs()) + if z > 0.0 { 0.0 } else { 2.0_f64.ln() };
        let relative = (f64::from(loss) - expected).abs() / expected;
        assert!(
            relative <= f64::from(f32::EPSILON),
            "z = {z}: {loss}, not {expected}"
        );
        assert!((gradients.layer2.biases[usize::from(z > 0.0)] + 1.0).abs() < 1e-6);
    }
}
