//! What ends a run of training, what is held out of it, and what it leaves alone.

mod support;

use mlp::prelude::*;
use mlp::train::{Origin, Stop};
use std::ops::ControlFlow;
use std::time::Duration;
use support::random::Random;

network! {
    struct Net<f64>: 2 => tanh 5 => tanh 4 => sigmoid 1;
    struct Line<f64>: 1 => linear 1;
}

type Data = (Vec<[f64; 2]>, Vec<[f64; 1]>);

fn data(samples: usize) -> Data {
    let mut random = Random::new(5);
    let inputs: Vec<[f64; 2]> = (0..samples)
        .map(|_| [random.number(), random.number()])
        .collect();
    let targets = inputs
        .iter()
        .map(|x| [f64::from(u8::from(x[0] * x[1] > 0.0))])
        .collect();
    (inputs, targets)
}

fn trainer() -> Trainer<BinaryCrossEntropy> {
    Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.5))
        .batch_size(8)
        .epochs(30)
}

fn bits(network: &Net) -> Vec<u64> {
    network.parameters().iter().map(|p| p.to_bits()).collect()
}

#[test]
fn the_validation_split_holds_out_the_last_samples_as_keras_does() {
    let (inputs, targets) = data(10);
    // ⌊10 · 0.75⌋ = 7 are learned from.
    let mut split = Net::seeded(1);
    let history = trainer()
        .validation_split(0.25)
        .fit_history(&mut split, &inputs, &targets)
        .expect("a run");
    let mut apart = Net::seeded(1);
    trainer()
        .fit(&mut apart, &inputs[..7], &targets[..7])
        .expect("a run");
    assert_eq!(bits(&split), bits(&apart));
    let held_out = Samples::new(&inputs[7..], &targets[7..]).expect("as many");
    let loss = apart.loss(&held_out, &BinaryCrossEntropy);
    assert_eq!(history.validation_losses().last(), Some(loss));
    assert_eq!(history.epochs.len(), 30);
    assert_eq!(history.stop, Some(Stop::Epochs));

    let mut given = Net::seeded(1);
    let learned = Samples::new(&inputs[..7], &targets[..7]).expect("as many");
    let last = trainer()
        .fit_validated(&mut given, &learned, &held_out, |_, _| {})
        .expect("a run");
    assert_eq!(bits(&given), bits(&split));
    assert_eq!(last.validation_loss, Some(loss));
}

#[test]
fn a_split_that_leaves_a_part_empty_is_refused() {
    let (inputs, targets) = data(10);
    for fraction in [-0.1, 0.999, 1.0, 1.5, f64::NAN] {
        let mut network = Net::seeded(1);
        let error = trainer()
            .validation_split(fraction)
            .fit(&mut network, &inputs, &targets)
            .expect_err("an empty part");
        assert!(
            matches!(error, TrainError::ValidationSplit { samples: 10, .. }),
            "{fraction}: {error}"
        );
        assert_eq!(bits(&network), bits(&Net::seeded(1)));
    }
}

#[test]
fn early_stopping_ends_the_run_and_gives_the_best_weights_back() {
    // Learning from y = x and held out y = −x: the validation loss rises with every epoch but the
    // first ones, which come from the other side.
    let (x, y) = ([[1.0], [2.0]], [[1.0], [2.0]]);
    let (x_held, y_held) = ([[1.0]], [[-1.0]]);
    let samples = Samples::new(&x, &y).expect("as many");
    let validation = Samples::new(&x_held, &y_held).expect("as many");
    let mut start = Line::zeroed();
    start.parameters_mut()[0] = -5.0;
    let mut seen = Vec::new();
    let trainer = Trainer::new(MeanSquaredError)
        .optimizer(Sgd::new(0.01))
        .full_batch()
        .epochs(1000);
    let mut last = start.clone();
    let end = trainer
        .early_stopping(EarlyStopping::new().patience(3))
        .fit_validated(&mut last, &samples, &validation, |epoch, network: &Line| {
            seen.push((epoch.validation_loss.expect("a loss"), network.clone()));
        })
        .expect("a run");
    assert_eq!(end.stop, Some(Stop::EarlyStopping));
    let best = (0..seen.len())
        .min_by(|&a, &b| seen[a].0.total_cmp(&seen[b].0))
        .expect("epochs");
    assert!(best > 3, "the loss falls at first");
    assert_eq!(end.best_epoch, best + 1);
    assert_eq!(end.number, end.best_epoch + 3);
    assert_eq!(&last, &seen[end.number - 1].1);

    let mut restored = start.clone();
    let stopping = EarlyStopping::new().patience(3).restore_best_weights();
    trainer
        .early_stopping(stopping)
        .fit_validated(&mut restored, &samples, &validation, |_, _| {})
        .expect("a run");
    assert_eq!(restored, seen[best].1);
    // However the run ends.
    let mut restored = start;
    trainer
        .epochs(end.best_epoch + 1)
        .early_stopping(stopping)
        .fit_validated(&mut restored, &samples, &validation, |_, _| {})
        .expect("a run");
    assert_eq!(restored, seen[best].1);
}

/// A clock that moves on by a second whenever it is asked.
fn clock() -> Duration {
    use std::sync::atomic::{AtomicU64, Ordering};
    static SECONDS: AtomicU64 = AtomicU64::new(0);
    Duration::from_secs(SECONDS.fetch_add(1, Ordering::Relaxed))
}

#[test]
fn a_metric_in_a_history_is_that_of_the_network_after_each_epoch() {
    let (inputs, targets) = data(20);
    let metric = |network: &Net| network.layer2.weights[1][2];
    let mut seen = Vec::new();
    trainer()
        .fit_with(&mut Net::seeded(1), &inputs, &targets, |_, network| {
            seen.push(metric(network));
        })
        .expect("a run");
    let history = trainer()
        .fit_history_with(&mut Net::seeded(1), &inputs, &targets, metric)
        .expect("a run");
    assert_eq!(history.metrics, seen);
    assert_eq!(history.epochs.len(), 30);
    assert_eq!(history.stop, Some(Stop::Epochs));
}

#[test]
fn a_target_loss_a_budget_of_time_and_observers_end_the_run() {
    let (inputs, targets) = data(20);
    let mut network = Net::seeded(1);
    let history = trainer()
        .fit_history(&mut network, &inputs, &targets)
        .expect("a run");
    let tenth = history.epochs[9].loss;
    let run = |trainer: Trainer<BinaryCrossEntropy>| {
        trainer
            .fit(&mut Net::seeded(1), &inputs, &targets)
            .expect("a run")
    };
    let expected = 1 + history
        .losses()
        .position(|loss| loss <= tenth)
        .expect("one");
    let end = run(trainer().target_loss(tenth));
    assert_eq!((end.number, end.stop), (expected, Some(Stop::TargetLoss)));

    let end = run(trainer().time_budget_by(Duration::from_secs(3), clock));
    assert_eq!((end.number, end.stop), (4, Some(Stop::Time)));
    assert_eq!(run(trainer().time_budget(Duration::ZERO)).number, 1);

    let end = trainer()
        .fit_with(&mut Net::seeded(1), &inputs, &targets, |epoch, _| {
            if epoch.number == 7 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .expect("a run");
    assert_eq!((end.number, end.stop), (7, Some(Stop::Observer)));

    let mut steps = Vec::new();
    let end = trainer()
        .fit_with_steps(&mut Net::seeded(1), &inputs, &targets, |step| {
            steps.push((step.epoch, step.batch, step.batches));
            if steps.len() == 5 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .expect("a run");
    assert_eq!(
        steps,
        [(1, 1, 3), (1, 2, 3), (1, 3, 3), (2, 1, 3), (2, 2, 3)]
    );
    assert_eq!((end.number, end.stop), (2, Some(Stop::Observer)));
}

#[test]
fn frozen_layers_stay_to_the_bit_and_the_others_learn() {
    let (inputs, targets) = data(20);
    let start = Net::seeded(3);
    let mut network = start.clone();
    trainer()
        .freeze(2)
        .l2(0.01)
        .fit(&mut network, &inputs, &targets)
        .expect("a run");
    assert_eq!(network.layer2, start.layer2);
    assert_ne!(network.layer1, start.layer1);
    assert_ne!(network.layer3, start.layer3);
    for layer in [0, 4, 64, 65, 1000] {
        let error = trainer()
            .freeze(layer)
            .fit(&mut network, &inputs, &targets)
            .expect_err("no such layer");
        let refused = TrainError::FrozenLayer { layer, layers: 3 };
        assert_eq!(error, refused);
    }
}

#[test]
fn a_frozen_layer_keeps_its_moving_statistics() {
    network! { struct Normalized<f64>: 2 => tanh 4 [batch_norm] => sigmoid 1 }
    let (inputs, targets) = data(20);
    let start = Normalized::seeded(3);
    let mut network = start.clone();
    let run = trainer().freeze(1).fit(&mut network, &inputs, &targets);
    run.expect("a run");
    assert_eq!(network.layer1, start.layer1);
    assert_eq!(network.batch_norm1, start.batch_norm1);
    assert_ne!(network.layer2, start.layer2);
}

#[test]
fn a_target_loss_that_is_no_number_is_refused() {
    let (inputs, targets) = data(20);
    let run = trainer().target_loss(f64::NAN);
    let error = run.fit(&mut Net::seeded(1), &inputs, &targets);
    let error = error.expect_err("no number").to_string();
    assert!(error.contains("target_loss is NaN"), "{error}");
}

/// The change of the parameters in one step at a learning rate of 1: the gradient.
fn moved(trainer: Trainer<BinaryCrossEntropy>) -> Vec<f64> {
    let (inputs, targets) = data(20);
    let start = Net::seeded(3);
    let mut network = start.clone();
    trainer
        .optimizer(Sgd::new(1.0))
        .full_batch()
        .epochs(1)
        .fit(&mut network, &inputs, &targets)
        .expect("a step");
    let pairs = start.parameters().iter().zip(network.parameters());
    pairs.map(|(before, after)| before - after).collect()
}

fn norm<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    values.into_iter().map(|v| v * v).sum::<f64>().sqrt()
}

#[test]
fn gradients_are_clipped_by_value_by_tensor_and_all_together() {
    let plain = moved(trainer());
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    let limit = plain.iter().fold(0.0_f64, |m, g| m.max(g.abs())) / 3.0;
    for (clipped, g) in moved(trainer().clipvalue(limit)).iter().zip(&plain) {
        assert!(near(*clipped, g.clamp(-limit, limit)));
    }
    let limit = norm(&plain) / 2.0;
    for (clipped, g) in moved(trainer().global_clipnorm(limit)).iter().zip(&plain) {
        assert!(near(*clipped, g / 2.0));
    }
    let clipped = moved(trainer().clipnorm(0.01));
    for segment in Net::SUMMARY.segments() {
        let (before, after) = (
            norm(&plain[segment.range.clone()]),
            norm(&clipped[segment.range]),
        );
        assert!(near(after, before.min(0.01)), "{before} {after}");
    }
}

#[test]
fn l1_pulls_weights_by_their_sign_and_leaves_biases() {
    let (plain, pulled) = (moved(trainer()), moved(trainer().l1(0.25)));
    let start = Net::seeded(3);
    for k in 0..Net::PARAMETERS {
        let name = Net::SUMMARY.parameter(k).expect("a parameter").to_string();
        let expected = if name.contains("weights") {
            0.25_f64.copysign(start.parameters()[k])
        } else {
            0.0
        };
        assert!((pulled[k] - plain[k] - expected).abs() < 1e-12, "{name}");
    }
}

#[test]
fn max_norm_shortens_what_enters_a_neuron_to_the_limit() {
    let (inputs, targets) = data(20);
    let after_a_step = |trainer: Trainer<BinaryCrossEntropy>| {
        let mut network = Net::seeded(3);
        trainer
            .epochs(1)
            .batch_size(20)
            .fit(&mut network, &inputs, &targets)
            .expect("a run");
        network.layer1.weights
    };
    let free = after_a_step(trainer());
    let limited = after_a_step(trainer().max_norm(0.5));
    let mut shortened = 0;
    for neuron in 0..5 {
        let entering = |weights: &[[f64; 5]; 2]| weights.map(|row| row[neuron]);
        let length = norm(&entering(&free));
        shortened += usize::from(length > 0.5);
        for (limited, free) in entering(&limited).into_iter().zip(entering(&free)) {
            let expected = free * (0.5 / length).min(1.0);
            assert!((limited - expected).abs() < 1e-6, "neuron {neuron}");
        }
    }
    assert!((1..5).contains(&shortened), "{shortened} neurons");
}

#[test]
fn a_run_that_diverges_says_in_which_epoch_batch_and_layer() {
    let diverged = |start: &Net, inputs: &[[f64; 2]], targets: &[[f64; 1]], rate| {
        let mut network = start.clone();
        let trainer = trainer().no_shuffle().optimizer(Sgd::new(rate));
        let error = trainer
            .fit(&mut network, inputs, targets)
            .expect_err("a number that is not finite");
        assert!(network.parameters().iter().all(|p| p.is_finite()));
        match error {
            TrainError::Diverged {
                epoch,
                batch,
                origin,
                ..
            } => (epoch, batch, origin),
            other => panic!("{other}"),
        }
    };
    let start = Net::seeded(1);
    let (inputs, targets) = data(20);
    let mut broken = inputs.clone();
    broken[13][1] = f64::NAN;
    assert_eq!(
        diverged(&start, &broken, &targets, 0.5),
        (1, 2, Origin::Input)
    );

    // The square of a finite number may be infinite.
    let error = Trainer::new(MeanSquaredError)
        .fit(&mut Line::zeroed(), &[[1.0]], &[[1e200]])
        .expect_err("infinity");
    assert!(
        matches!(
            error,
            TrainError::Diverged {
                origin: Origin::Loss,
                ..
            }
        ),
        "{error}"
    );

    // Parameters that were NaN before.
    let mut large = start.clone();
    large.layer2.biases = [f64::NAN; 4];
    let error = trainer()
        .no_shuffle()
        .fit(&mut large, &inputs, &targets)
        .expect_err("NaN");
    assert!(
        matches!(
            error,
            TrainError::Diverged {
                origin: Origin::Activations(2),
                ..
            }
        ),
        "{error}"
    );

    // A gradient of some hundred, times a learning rate at the end of all numbers.
    let mut line = Line::zeroed();
    line.parameters_mut()[0] = 1.0;
    let error = Trainer::new(MeanSquaredError)
        .optimizer(Sgd::new(1e308))
        .fit(&mut line, &[[10.0]], &[[0.0]])
        .expect_err("infinity");
    assert!(
        matches!(
            error,
            TrainError::Diverged {
                origin: Origin::Parameters(1),
                ..
            }
        ),
        "{error}"
    );
}

network! {
    /// Large enough for steps in one passage over the parameters.
    struct Larger: 17 => relu 33 => linear 9;
}

#[test]
fn a_step_of_a_larger_network_that_leaves_the_finite_numbers_is_refused_and_changes_nothing() {
    let (inputs, targets) = ([[0.5_f32; 17]; 40], [[1.0_f32; 9]; 40]);
    let start = Larger::seeded(1);
    for optimizer in [Sgd::new(1e39), Sgd::new(1e39).weight_decay(0.01)] {
        let mut network = start.clone();
        let trainer = Trainer::new(MeanSquaredError)
            .optimizer(optimizer)
            .epochs(1);
        let result = trainer.fit(&mut network, &inputs, &targets);
        assert!(
            matches!(result, Err(TrainError::Diverged { .. })),
            "{result:?}"
        );
        assert_eq!(network, start);
    }
}
