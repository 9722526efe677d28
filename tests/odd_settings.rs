//! Settings that no lecture shows: out of range, at the ends of their ranges, and starts that cannot learn.
//! What is out of range is an error that names it, before anything has changed.

mod support;

use mlp::network::Network;
use mlp::optimizer::OptimizerError;
use mlp::prelude::*;
use mlp::schedule::{
    Cosine, CosineRestarts, InverseTime, OneCycle, PiecewiseConstant, Polynomial, Progress,
    ReduceOnPlateau, Schedule, StepDecay, Warmup,
};
use support::shapes::bits;
use support::xor::{INPUTS, TARGETS, Xor, refused, trainer};

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
