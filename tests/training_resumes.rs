//! Training that is kept and continued: the bits of a run in one go.

use mlp::optimizer::{
    Adadelta, Adagrad, Adam, AdamW, Adamax, Ema, IRpropMinus, Lbfgs, Lion, Nadam, Optimizer, RAdam,
    RmsProp,
};
use mlp::prelude::*;
use mlp::train::{CheckpointError, Stop, Training};

network! {
    struct Net: 2 => tanh 5 => sigmoid 1;
    struct Double<f64>: 2 => tanh 5 => sigmoid 1;
    struct Wider: 2 => tanh 6 => sigmoid 1;
    struct Other: 2 => relu 5 => sigmoid 1;
}

const INPUTS: [[f32; 2]; 6] = [
    [0.0, 0.5],
    [1.0, -1.0],
    [0.3, 0.2],
    [-0.7, 0.1],
    [0.9, 0.8],
    [-0.2, -0.6],
];
const TARGETS: [[f32; 1]; 6] = [[0.0], [1.0], [1.0], [0.0], [1.0], [0.0]];

fn trainer() -> Trainer<BinaryCrossEntropy> {
    Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.5))
        .batch_size(4)
        .epochs(12)
}

fn bits(network: &impl Network<Scalar = f32>) -> Vec<u32> {
    network.parameters().iter().map(|p| p.to_bits()).collect()
}

/// A run that is kept after two epochs and continued from bytes ends like one that was not.
fn resumes<O: Optimizer + Copy>(optimizer: O) {
    let trainer = trainer()
        .optimizer(optimizer)
        .schedule(Exponential::new(0.9))
        .validation_split(0.3)
        .early_stopping(EarlyStopping::new().patience(4).restore_best_weights());
    let mut whole = Net::seeded(1);
    let last = trainer.fit(&mut whole, &INPUTS, &TARGETS).expect("a run");

    let samples = Samples::new(&INPUTS[..4], &TARGETS[..4]).expect("as many");
    let validation = Samples::new(&INPUTS[4..], &TARGETS[4..]).expect("as many");
    let mut first = trainer.start(Net::seeded(1)).expect("settings");
    for _ in 0..2 {
        first
            .epoch(&samples, Some(&validation))
            .expect("an epoch")
            .expect("one more");
    }
    let bytes = first.to_bytes();
    drop(first);

    // Another start, which the checkpoint replaces.
    let mut second = trainer.start(Net::seeded(2)).expect("settings");
    second
        .load_checkpoint(&bytes)
        .expect("a checkpoint that fits");
    assert_eq!(second.epochs(), 2);
    let mut end = None;
    while let Some(epoch) = second.epoch(&samples, Some(&validation)).expect("an epoch") {
        end = Some(epoch);
    }
    let end = end.expect("epochs");
    assert_eq!(
        (end.number, end.loss, end.best_epoch),
        (last.number, last.loss, last.best_epoch)
    );
    assert_eq!(bits(&second.into_network()), bits(&whole));
}

#[test]
fn a_run_continued_from_a_checkpoint_has_the_bits_of_one_in_one_go() {
    resumes(Sgd::new(0.5));
    resumes(Sgd::new(0.5).weight_decay(0.01));
    resumes(Sgd::new(0.1).momentum(0.9));
    resumes(Sgd::new(0.1).momentum(0.9).nesterov());
    resumes(Adam::new(0.01));
    resumes(Adam::new(0.01).amsgrad());
    resumes(AdamW::new(0.01));
    resumes(Adamax::new(0.01));
    resumes(Nadam::new(0.01));
    resumes(RAdam::new(0.01));
    resumes(RmsProp::new(0.01));
    resumes(Adagrad::new(0.1));
    resumes(Adadelta::new(1.0));
    resumes(Lion::new(0.01));
    resumes(IRpropMinus::new(0.01));
    resumes(Lbfgs::<4>::new(0.1));
}

fn training(
    trainer: &Trainer<BinaryCrossEntropy>,
) -> Training<'_, Net, BinaryCrossEntropy, Sgd, mlp::schedule::Constant> {
    let mut training = trainer.start(Net::seeded(1)).expect("settings");
    training.partial_fit(&INPUTS, &TARGETS).expect("a step");
    training
}

#[test]
fn a_checkpoint_that_does_not_fit_changes_nothing() {
    let trainer = trainer();
    let bytes = training(&trainer).to_bytes();
    let mut target = trainer.start(Net::seeded(9)).expect("settings");
    let untouched = bits(target.network());
    for cut in 0..bytes.len() {
        assert!(
            target.load_checkpoint(&bytes[..cut]).is_err(),
            "{cut} bytes"
        );
    }
    for k in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[k] ^= 1;
        assert!(target.load_checkpoint(&damaged).is_err(), "byte {k}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(target.load_checkpoint(&longer).is_err());
    assert_eq!(bits(target.network()), untouched);
    assert_eq!((target.epochs(), target.steps()), (0, 0));
    target.load_checkpoint(&bytes).expect("the whole");
    assert_eq!(target.steps(), 1);
}

#[test]
fn a_checkpoint_of_something_else_is_refused_and_says_what_differs() {
    let plain = trainer();
    let bytes = training(&plain).to_bytes();
    let refused = plain
        .start(Wider::seeded(1))
        .expect("settings")
        .load_checkpoint(&bytes);
    assert_eq!(refused, Err(CheckpointError::Network));
    let refused = plain
        .start(Other::seeded(1))
        .expect("settings")
        .load_checkpoint(&bytes);
    assert_eq!(refused, Err(CheckpointError::Network));
    let refused = plain
        .start(Double::seeded(1))
        .expect("settings")
        .load_checkpoint(&bytes);
    assert_eq!(refused, Err(CheckpointError::Network));
    let momentum = trainer().optimizer(Sgd::new(0.1).momentum(0.9));
    let refused = momentum
        .start(Net::seeded(1))
        .expect("settings")
        .load_checkpoint(&bytes);
    assert_eq!(refused, Err(CheckpointError::State));
    for other in [
        trainer().shuffle(7),
        trainer().batch_size(3),
        trainer().no_shuffle(),
    ] {
        let refused = other
            .start(Net::seeded(1))
            .expect("settings")
            .load_checkpoint(&bytes);
        assert_eq!(refused, Err(CheckpointError::Settings));
    }
    // More epochs are no other run.
    let longer = trainer().epochs(100);
    let loaded = longer
        .start(Net::seeded(1))
        .expect("settings")
        .load_checkpoint(&bytes);
    assert_eq!(loaded, Ok(()));
}

#[test]
fn a_checkpoint_fits_into_a_slice_of_its_size_and_no_smaller_one() {
    let trainer = trainer();
    let training = training(&trainer);
    let size = training.checkpoint_bytes();
    let mut buffer = vec![0; size];
    assert_eq!(training.write_checkpoint(&mut buffer), Ok(size));
    assert_eq!(buffer, training.to_bytes());
    assert!(training.write_checkpoint(&mut buffer[1..]).is_err());
}

#[test]
fn steps_one_by_one_are_the_steps_of_a_run_and_keep_the_optimizers_state() {
    let trainer = trainer()
        .optimizer(Sgd::new(0.1).momentum(0.9))
        .no_shuffle()
        .batch_size(2)
        .epochs(3);
    let mut whole = Net::seeded(1);
    trainer.fit(&mut whole, &INPUTS, &TARGETS).expect("a run");
    let mut training = trainer.start(Net::seeded(1)).expect("settings");
    for _ in 0..3 {
        for (x, y) in INPUTS.chunks(2).zip(TARGETS.chunks(2)) {
            training.partial_fit(x, y).expect("a step");
        }
    }
    assert_eq!(bits(training.network()), bits(&whole));

    let mut training = trainer.start(Net::seeded(1)).expect("settings");
    for _ in 0..3 {
        training
            .fit_batches(INPUTS.chunks(2).zip(TARGETS.chunks(2)))
            .expect("an epoch");
    }
    assert_eq!(bits(training.network()), bits(&whole));
    assert_eq!((training.epochs(), training.steps()), (3, 9));
}

#[test]
fn the_average_that_an_optimizer_keeps_is_the_network_at_the_end_of_both_ways() {
    let trainer = trainer().optimizer(Ema::new(Sgd::new(0.5)));
    let mut whole = Net::seeded(1);
    trainer.fit(&mut whole, &INPUTS, &TARGETS).expect("a run");
    let mut training = trainer.start(Net::seeded(1)).expect("settings");
    training.fit(&INPUTS, &TARGETS).expect("a run");
    assert_ne!(bits(training.network()), bits(&whole));
    assert_eq!(bits(&training.into_network()), bits(&whole));
}

#[test]
fn a_budget_of_time_ends_a_run_that_is_a_value_and_the_next_call_has_it_again() {
    let trainer = trainer().time_budget(std::time::Duration::ZERO);
    let mut training = trainer.start(Net::seeded(1)).expect("settings");
    for epoch in 1..4 {
        let last = training.fit(&INPUTS, &TARGETS).expect("an epoch");
        assert_eq!((last.number, last.stop), (epoch, Some(Stop::Time)));
    }
    let mut whole = Net::seeded(1);
    let last = self::trainer().epochs(3).fit(&mut whole, &INPUTS, &TARGETS);
    assert_eq!(last.map(|epoch| epoch.number), Ok(3));
    assert_eq!(bits(training.network()), bits(&whole));
}
