//! Exclusive or: a network, its four samples, a short training, and the error of one that is refused.

use super::shapes::bits;
use mlp::prelude::*;
use mlp::schedule::Schedule;

network! {
    pub(crate) struct Xor: 2 => tanh 4 => sigmoid 1;
}

pub(crate) const INPUTS: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
pub(crate) const TARGETS: [[f32; 1]; 4] = [[0.0], [1.0], [1.0], [0.0]];

pub(crate) fn trainer() -> Trainer<BinaryCrossEntropy> {
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
pub(crate) fn refused<S: Schedule>(
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
