//! Why training could not start or had to stop.

use super::Origin;
use crate::loss::{Loss, TargetError};
use crate::network::{Network, SamplesFor};
use crate::optimizer::OptimizerError;
use crate::samples::LengthMismatch;
use crate::schedule::ScheduleError;
use core::fmt;

/// Why training could not start or had to stop.
///
/// Its sentence says what is wrong and what to write. A `main` that returns a `Result` shows `Debug` instead of it: print
/// it with `{error}`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TrainError {
    /// There are not as many inputs as targets.
    Lengths(LengthMismatch),
    /// There is nothing to learn from.
    NoSamples,
    /// The batch size is 0.
    BatchSize,
    /// The learning rate, or what a schedule makes of it, is not a finite number above 0.
    LearningRate(f64),
    /// A setting of the optimizer is outside its range.
    Optimizer(OptimizerError),
    /// A setting of the schedule is outside its range.
    Schedule(ScheduleError),
    /// The L2 penalty is not a finite number from 0 on.
    L2(f64),
    /// A target is not one that the loss can take.
    Target {
        /// The sample, from 0; those of a validation set count on from the others.
        sample: usize,
        /// What is wrong with it.
        error: TargetError,
    },
    /// The loss is no longer finite, or the step that follows from it would not be.
    Diverged {
        /// The epoch it happened in, from 1.
        epoch: usize,
        /// The batch within the epoch, from 1.
        batch: usize,
        /// The loss of the batch.
        loss: f64,
        /// The first number that was not finite.
        origin: Origin,
    },
    /// A setting of the trainer is outside its range.
    Setting {
        /// The name of the method that sets it.
        name: &'static str,
        /// What it is.
        value: f64,
        /// What it may be.
        allowed: &'static str,
    },
    /// A layer to be frozen that the network has not.
    FrozenLayer {
        /// The layer.
        layer: usize,
        /// How many layers there are.
        layers: usize,
    },
    /// The validation split leaves no sample for one of the parts.
    ValidationSplit {
        /// The part to be held out.
        fraction: f64,
        /// How many samples there are.
        samples: usize,
    },
    /// Cross-validation over folds that were made for another number of samples.
    Folds {
        /// How many samples there are.
        samples: usize,
        /// How many the folds divide.
        divided: usize,
    },
    /// A fold names a sample that there is not.
    NoSuchSample {
        /// The sample, from 0.
        index: usize,
        /// How many samples there are.
        samples: usize,
    },
}

impl TrainError {
    /// That the loss can take every target of samples, the first of which has this number.
    pub(super) fn check_targets<N: Network, L: Loss<N::OutputActivation>>(
        loss: &L,
        samples: &SamplesFor<'_, N, L>,
        first: usize,
    ) -> Result<(), Self> {
        for (sample, (_, target)) in samples.iter().enumerate() {
            loss.check::<N::Scalar, N::Output>(target, N::OUTPUTS)
                .map_err(|error| Self::Target {
                    sample: first + sample,
                    error,
                })?;
        }
        Ok(())
    }
}

impl fmt::Display for TrainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lengths(mismatch) => mismatch.fmt(f),
            Self::NoSamples => f.write_str("there are no samples to train on"),
            Self::BatchSize => f.write_str(
                "the batch size is 0; write at least 1, or `full_batch()` for one step an epoch",
            ),
            Self::LearningRate(rate) => write!(
                f,
                "the learning rate is {rate}; it must be a finite number above 0, such as 0.01"
            ),
            Self::Optimizer(error) => error.fmt(f),
            Self::Schedule(error) => error.fmt(f),
            Self::L2(lambda) => write!(
                f,
                "the l2 penalty is {lambda}; it must be a finite number from 0 on, such as 0.001"
            ),
            Self::Target { sample, error } => write!(f, "sample {sample}: {error}"),
            Self::Diverged {
                epoch,
                batch,
                loss,
                origin,
            } => write!(
                f,
                "training diverged in epoch {epoch}, batch {batch}, at a loss of {loss}: {origin} \
                 had the first number that is not finite; lower the learning rate, scale the \
                 inputs, or look for NaN and infinity in the data"
            ),
            Self::Setting {
                name,
                value,
                allowed,
            } => write!(f, "the trainer's {name} is {value}; it must be {allowed}"),
            Self::FrozenLayer { layer, layers } => write!(
                f,
                "layer {layer} cannot be frozen; the network's layers are 1 to {layers}"
            ),
            Self::ValidationSplit { fraction, samples } => write!(
                f,
                "a validation split of {fraction} leaves a part of the {samples} samples empty; it \
                 must be above 0 and below 1, such as 0.2"
            ),
            Self::Folds { samples, divided } => write!(
                f,
                "the folds divide {divided} samples, but there are {samples}; make them with \
                 the number of inputs, such as `KFold::new(inputs.len(), 5)`"
            ),
            Self::NoSuchSample { index, samples } => write!(
                f,
                "a fold names sample {index}, but the {samples} samples count from 0; name numbers \
                 below {samples}"
            ),
        }
    }
}

impl core::error::Error for TrainError {}
