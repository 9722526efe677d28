//! The sweep over learning rates, and cross-validation.

use mlp::prelude::*;
use mlp::train::RatePoint;

network! {
    struct Line<f64>: 1 => linear 1;
}

#[test]
fn the_sweep_ends_where_training_diverges_and_suggests_a_rate_below() {
    // The mean squared error of w x + b at x = ±1: gradient descent diverges from a rate of 1 on.
    let (inputs, targets) = ([[1.0], [-1.0]], [[2.0], [-2.0]]);
    let network = Line::zeroed();
    let mut curve = [RatePoint::default(); 200];
    let trainer = Trainer::new(MeanSquaredError)
        .optimizer(Sgd::new(0.1))
        .full_batch();
    let found = trainer
        .find_learning_rate(&network, &inputs, &targets, (1e-4, 1e3), &mut curve)
        .expect("a curve");
    assert!(found.diverged && found.points < 200, "{found:?}");
    assert!(curve[found.points - 1].learning_rate > 1.0);
    assert!((0.001..1.0).contains(&found.suggestion), "{found:?}");
    assert_eq!(curve[0].learning_rate, 1e-4);
    assert!((curve[0].loss - 4.0).abs() < 1e-12, "{:?}", curve[0]);
    for pair in curve[..found.points].windows(2) {
        let factor = pair[1].learning_rate / pair[0].learning_rate;
        assert!((factor - 1e7_f64.powf(1.0 / 199.0)).abs() < 1e-9);
    }
    // By hand: b stays 0, the loss is (w − 2)², smoothed and corrected for its start at 0.
    let (mut w, mut smoothed, mut lowest) = (0.0_f64, 0.0, (f64::INFINITY, 0.0));
    for (point, k) in curve[..found.points - 1].iter().zip(1..) {
        let loss = (w - 2.0).powi(2);
        smoothed = 0.9 * smoothed + 0.1 * loss;
        let expected = smoothed / (1.0 - 0.9_f64.powi(k));
        let difference = (point.loss - expected).abs();
        assert!(difference <= 1e-9 * expected, "{point:?}, not {expected}");
        assert!(expected <= 4.0 * lowest.0, "the end: {point:?}");
        if expected < lowest.0 {
            lowest = (expected, point.learning_rate);
        }
        w -= point.learning_rate * 2.0 * (w - 2.0);
    }
    assert!(curve[found.points - 1].loss > 4.0 * lowest.0);
    assert!(
        (found.suggestion / lowest.1 - 0.1).abs() < 1e-12,
        "{found:?}"
    );
    // And the rate that it suggests does train.
    let mut network = network;
    let last = trainer
        .optimizer(Sgd::new(found.suggestion))
        .epochs(1000)
        .fit(&mut network, &inputs, &targets)
        .expect("it converges");
    assert!(last.loss < 1e-6, "{last:?}");
    let mut refused = |rates, points: usize| {
        let curve = &mut curve[..points];
        let found = trainer.find_learning_rate(&network, &inputs, &targets, rates, curve);
        found.expect_err("no sweep").to_string()
    };
    assert_eq!(
        refused((1.0, 0.5), 100),
        "the trainer's last of the rates is 0.5; it must be a finite number above the first, such as 1"
    );
    assert_eq!(
        refused((f64::NAN, 0.5), 100),
        "the trainer's first of the rates is NaN; it must be a finite number above 0, such as 1e-6"
    );
    assert!(refused((1.0, f64::INFINITY), 100).contains("last of the rates is inf"));
    assert!(refused((0.0, 1.0), 100).contains("first of the rates is 0;"));
    for points in [0, 1] {
        let words = "it must be at least 2 points long, 100 as a rule";
        let expected = format!("the trainer's curve is {points}; {words}");
        assert_eq!(refused((1e-4, 1.0), points), expected);
    }
}

#[test]
fn cross_validation_scores_each_fold_on_samples_it_has_not_seen() {
    let inputs: Vec<[f64; 1]> = (0..10).map(|k| [f64::from(k) / 10.0]).collect();
    let targets: Vec<[f64; 1]> = inputs.iter().map(|x| [3.0 * x[0]]).collect();
    let folds = KFold::new(10, 5);
    let trainer = Trainer::new(MeanSquaredError)
        .optimizer(Sgd::new(0.3))
        .full_batch()
        .epochs(2000);
    let mut seen = Vec::new();
    let scores = trainer
        .cross_validate(
            &folds,
            &inputs,
            &targets,
            |_| Line::zeroed(),
            |network, x, y| {
                seen.extend_from_slice(x);
                let samples = Samples::new(x, y).expect("as many");
                network.loss(&samples, &MeanSquaredError)
            },
        )
        .expect("five runs");
    assert_eq!(seen, inputs);
    assert_eq!(scores.len(), 5);
    assert!(scores.iter().all(|&score| score < 1e-3), "{scores:?}");
}

#[test]
fn folds_of_another_number_of_samples_are_refused() {
    let trainer = Trainer::new(MeanSquaredError);
    let (inputs, targets) = ([[0.0], [1.0], [2.0]], [[0.0], [1.0], [2.0]]);
    let score = |folds| {
        trainer.cross_validate(&folds, &inputs, &targets, |_| Line::zeroed(), |_, _, _| 0.0)
    };
    assert_eq!(score(KFold::new(3, 3)), Ok(vec![0.0; 3]));
    let error = score(KFold::new(4, 2)).expect_err("four");
    assert_eq!(
        error.to_string(),
        "the folds divide 4 samples, but there are 3; make them with the number of inputs, such as \
         `KFold::new(inputs.len(), 5)`"
    );
}

/// Folds that count from 1.
struct FromOne;

impl mlp::train::Folds for FromOne {
    fn samples(&self) -> usize {
        3
    }
    fn folds(&self) -> usize {
        3
    }
    fn test(&self, fold: usize) -> impl Iterator<Item = usize> {
        [fold + 1].into_iter()
    }
    fn train(&self, _: usize) -> impl Iterator<Item = usize> {
        [0].into_iter()
    }
}

#[test]
fn a_fold_that_names_no_sample_is_refused() {
    let trainer = Trainer::new(MeanSquaredError);
    let (inputs, targets) = ([[0.0], [1.0], [2.0]], [[0.0], [1.0], [2.0]]);
    let scores = trainer.cross_validate(
        &FromOne,
        &inputs,
        &targets,
        |_| Line::zeroed(),
        |_, _, _| 0.0,
    );
    let refused = TrainError::NoSuchSample {
        index: 3,
        samples: 3,
    };
    assert_eq!(scores, Err(refused));
}
