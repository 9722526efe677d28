//! What no lecture shows: NaN, infinities, settings out of range, nothing to learn from, outputs that
//! are saturated, starts that cannot learn. Nothing panics, and nothing is silently wrong.

mod support;

use mlp::network::Network;
use mlp::optimizer::OptimizerError;
use mlp::prelude::*;
use mlp::schedule::{
    Cosine, CosineRestarts, InverseTime, OneCycle, PiecewiseConstant, Polynomial, Progress,
    ReduceOnPlateau, Schedule, StepDecay, Warmup,
};
use mlp::train::Origin;
use support::shapes::bits;

network! {
    struct Xor: 2 => tanh 4 => sigmoid 1;
    struct Lecture: 2 => relu 4 => relu 4 => sigmoid 1;
    struct Classes: 2 => sigmoid 3 => softmax 3;
    struct Wide: 17 => leaky_relu(0.1) 33 => linear 9;
    struct Regression: 1 => linear 1;
    struct Gates: 3 => glu 5 => maxout(3) 4 => reglu 2;
}

const INPUTS: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const TARGETS: [[f32; 1]; 4] = [[0.0], [1.0], [1.0], [0.0]];

fn trainer() -> Trainer<BinaryCrossEntropy> {
    Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.5))
        .epochs(3)
        .batch_size(2)
}

/// The error of a training, after which the network must be as it was.
#[track_caller]
#[allow(
    clippy::needless_pass_by_value,
    reason = "a trainer is built where it is refused"
)]
fn refused<S: Schedule>(
    trainer: Trainer<BinaryCrossEntropy, Sgd, S>,
    inputs: &[[f32; 2]],
    targets: &[[f32; 1]],
) -> TrainError {
    let mut network = Xor::seeded(1);
    let error = trainer
        .fit(&mut network, inputs, targets)
        .expect_err("must be refused");
    assert_eq!(
        bits(network.parameters()),
        bits(Xor::seeded(1).parameters()),
        "changed all the same"
    );
    assert!(!error.to_string().is_empty());
    error
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
fn settings_outside_their_range_are_errors() {
    assert_eq!(
        refused(trainer().batch_size(0), &INPUTS, &TARGETS),
        TrainError::BatchSize
    );
    for rate in [0.0, -0.1, f64::INFINITY, f64::NEG_INFINITY] {
        let error = refused(trainer().optimizer(Sgd::new(rate)), &INPUTS, &TARGETS);
        assert_eq!(error, TrainError::LearningRate(rate));
    }
    let error = refused(trainer().optimizer(Sgd::new(f64::NAN)), &INPUTS, &TARGETS);
    assert!(matches!(error, TrainError::LearningRate(rate) if rate.is_nan()));
    for lambda in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            refused(trainer().l2(lambda), &INPUTS, &TARGETS),
            TrainError::L2(_)
        ));
    }
    for decay in [-5.0, f64::NAN, f64::INFINITY] {
        let optimizer = Sgd::new(0.5).weight_decay(decay);
        let error = refused(trainer().optimizer(optimizer), &INPUTS, &TARGETS);
        assert!(matches!(
            error,
            TrainError::Optimizer(OptimizerError::WeightDecay(_))
        ));
    }
}

/// A schedule of the user's own, which says too late what is wrong.
struct Climbing;

impl Schedule for Climbing {
    type State = [f64; 0];

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        if at.epoch == 1 { 1.0 } else { -1.0 }
    }
}

#[test]
fn a_schedule_that_would_climb_is_refused_in_its_epoch() {
    let mut network = Xor::seeded(1);
    let trainer = trainer().schedule(Climbing).epochs(2);
    let mut epochs = 0;
    let error = trainer.fit_with(&mut network, &INPUTS, &TARGETS, |_, _| epochs += 1);
    assert!(matches!(error, Err(TrainError::LearningRate(rate)) if rate < 0.0));
    assert_eq!(epochs, 1);
}

#[track_caller]
fn schedule_says(schedule: impl Schedule, words: &str) {
    let error = refused(trainer().schedule(schedule), &INPUTS, &TARGETS);
    assert!(matches!(error, TrainError::Schedule(_)), "{error:?}");
    assert_eq!(error.to_string(), format!("the schedule's {words}"));
}

#[track_caller]
fn schedule_fits(schedule: impl Schedule) {
    let trainer = trainer().schedule(schedule);
    let fit = trainer.fit(&mut Xor::seeded(1), &INPUTS, &TARGETS);
    assert!(fit.is_ok(), "{fit:?}");
}

#[test]
fn settings_of_schedules_outside_their_range_are_errors_that_name_them() {
    let decay = "it must be above 0 and at most 1, such as 0.95";
    schedule_says(Exponential::new(0.0), &format!("decay is 0; {decay}"));
    schedule_says(Exponential::new(-1.0), &format!("decay is -1; {decay}"));
    schedule_says(Exponential::new(1.5), &format!("decay is 1.5; {decay}"));
    schedule_says(
        Exponential::new(f64::NAN),
        &format!("decay is NaN; {decay}"),
    );
    schedule_says(StepDecay::new(0.0, 3), &format!("decay is 0; {decay}"));
    let count = "it must be at least 1, such as 100";
    schedule_says(
        StepDecay::new(0.5, 0),
        &format!("number of epochs is 0; {count}"),
    );
    let steps = format!("decay_steps is 0; {count}");
    schedule_says(Exponential::new(0.5).decay_steps(0), &steps);
    schedule_says(InverseTime::new(0.5).decay_steps(0), &steps);
    schedule_says(Polynomial::new(0.5).decay_steps(0), &steps);
    schedule_says(Cosine::new().decay_steps(0), &steps);
    schedule_says(
        InverseTime::new(-0.5),
        "decay is -0.5; it must be a finite number from 0 on, such as 0.1",
    );
    schedule_says(
        Polynomial::new(1.1),
        "end is 1.1; it must be from 0 to 1, such as 0.1",
    );
    schedule_says(
        Polynomial::new(0.5).power(f64::INFINITY),
        "power is inf; it must be a finite number from 0 on, such as 1",
    );
    schedule_says(
        Cosine::new().alpha(-0.1),
        "alpha is -0.1; it must be from 0 to 1, such as 0",
    );
    schedule_says(
        CosineRestarts::new(0),
        &format!("first_decay_steps is 0; {count}"),
    );
    schedule_says(
        CosineRestarts::new(5).t_mul(0.5),
        "t_mul is 0.5; it must be a finite number from 1 on, such as 2",
    );
    schedule_says(
        CosineRestarts::new(5).m_mul(0.0),
        "m_mul is 0; it must be a finite number above 0, such as 1",
    );
    schedule_says(
        CosineRestarts::new(5).alpha(2.0),
        "alpha is 2; it must be from 0 to 1, such as 0",
    );
}

#[test]
fn settings_of_other_schedules_outside_their_range_are_errors_that_name_them() {
    schedule_says(
        OneCycle::new().pct_start(1.5),
        "pct_start is 1.5; it must be from 0 to 1, such as 0.3",
    );
    schedule_says(
        OneCycle::new().div_factor(0.5),
        "div_factor is 0.5; it must be a finite number from 1 on, such as 25",
    );
    schedule_says(
        OneCycle::new().final_div_factor(0.0),
        "final_div_factor is 0; it must be a finite number above 0, such as 10000",
    );
    schedule_says(
        PiecewiseConstant::new([(5, 0.5), (5, 0.1)]),
        "epoch is 5; it must be above the one before, as in `[(11, 0.5), (16, 0.1)]`",
    );
    schedule_says(
        PiecewiseConstant::new([(5, -0.5)]),
        "factor is -0.5; it must be a finite number from 0 on, such as 0.5",
    );
    let below_one = "it must be above 0 and below 1, such as 0.1";
    schedule_says(
        ReduceOnPlateau::new().factor(1.0),
        &format!("factor is 1; {below_one}"),
    );
    schedule_says(
        ReduceOnPlateau::new().factor(0.0),
        &format!("factor is 0; {below_one}"),
    );
    schedule_says(
        ReduceOnPlateau::new().min_delta(f64::NAN),
        "min_delta is NaN; it must be a finite number from 0 on, such as 1e-4",
    );
    schedule_says(
        ReduceOnPlateau::new().min_factor(1.1),
        "min_factor is 1.1; it must be from 0 to 1, such as 0.01",
    );
    let decay = "it must be above 0 and at most 1, such as 0.95";
    schedule_says(
        Warmup::new(3).then(Exponential::new(0.0)),
        &format!("decay is 0; {decay}"),
    );
}

#[test]
fn the_ends_of_the_ranges_of_schedules_are_within() {
    schedule_fits(Exponential::new(1.0).decay_steps(1));
    schedule_fits(StepDecay::new(1.0, 1));
    schedule_fits(InverseTime::new(0.0));
    schedule_fits(Polynomial::new(0.0).power(0.0));
    schedule_fits(Polynomial::new(1.0));
    schedule_fits(Cosine::new().alpha(1.0));
    schedule_fits(CosineRestarts::new(1).t_mul(1.0));
    schedule_fits(OneCycle::new().pct_start(0.0).div_factor(1.0));
    schedule_fits(OneCycle::new().pct_start(1.0));
    schedule_fits(PiecewiseConstant::new([(0, 0.5), (2, 0.0)]));
    schedule_fits(
        ReduceOnPlateau::new()
            .patience(0)
            .min_delta(0.0)
            .min_factor(1.0),
    );
    schedule_fits(Warmup::new(0));
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

#[test]
fn a_batch_larger_than_the_data_is_all_of_them() {
    let [mut large, mut full] = [Xor::seeded(1), Xor::seeded(1)];
    trainer()
        .batch_size(1000)
        .fit(&mut large, &INPUTS, &TARGETS)
        .expect("training");
    trainer()
        .full_batch()
        .fit(&mut full, &INPUTS, &TARGETS)
        .expect("training");
    assert_eq!(bits(large.parameters()), bits(full.parameters()));
}

#[test]
fn no_epochs_change_nothing_and_report_the_loss() {
    let mut network = Xor::seeded(1);
    let epoch = trainer()
        .epochs(0)
        .fit(&mut network, &INPUTS, &TARGETS)
        .expect("nothing to do");
    assert_eq!(
        bits(network.parameters()),
        bits(Xor::seeded(1).parameters())
    );
    let samples = Samples::new(&INPUTS, &TARGETS).expect("as many targets");
    let loss = network.loss(&samples, &BinaryCrossEntropy);
    assert_eq!((epoch.number, bits(&[epoch.loss])), (0, bits(&[loss])));
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

/// All weights alike: the hidden neurons stay alike, as if there were one, and one cannot learn
/// exclusive or. Half the answers stay right and the loss at ln 2, where it started.
#[test]
fn zero_weights_cannot_learn_and_he_normal_ones_can() {
    network! {
        struct Zero: 2 => tanh 4 [init = zeros] => sigmoid 1 [init = zeros];
        struct He: 2 => tanh 4 [init = he_normal] => sigmoid 1 [init = he_normal];
    }
    let trainer = trainer().full_batch().epochs(2000);
    let mut zero = Zero::seeded(1);
    let last = trainer.fit(&mut zero, &INPUTS, &TARGETS).expect("training");
    // In f32 the four samples cancel up to rounding.
    assert!((last.loss - 2.0_f64.ln()).abs() < 1e-6, "{last}");
    for row in zero.layer1.weights {
        assert_eq!(bits(&row), bits(&[row[0]; 4]), "the hidden neurons differ");
    }
    assert_eq!(bits(&zero.layer1.biases), bits(&[zero.layer1.biases[0]; 4]));

    let mut he = He::seeded(1);
    let last = trainer.fit(&mut he, &INPUTS, &TARGETS).expect("training");
    assert!(last.loss < 0.05, "{last}");
    assert_eq!(
        INPUTS.map(|input| he.predict(&input)),
        TARGETS.map(|[target]| [target > 0.5])
    );
}

/// The same from any constant: symmetry does not need zeros.
#[test]
fn constant_weights_keep_the_hidden_neurons_alike() {
    network! { struct Alike: 2 => sigmoid 4 [init = constant(0.3)] => sigmoid 1 [init = constant(0.3)] }
    let mut network = Alike::seeded(1);
    trainer()
        .full_batch()
        .epochs(200)
        .fit(&mut network, &INPUTS[..3], &TARGETS[..3])
        .expect("training");
    assert_ne!(
        bits(&network.layer1.weights[0]),
        bits(&[0.3; 4]),
        "nothing was learned at all"
    );
    for row in network.layer1.weights {
        assert_eq!(bits(&row), bits(&[row[0]; 4]), "the hidden neurons differ");
    }
}
