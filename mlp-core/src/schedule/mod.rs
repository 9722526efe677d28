//! Schedules: how the learning rate changes while training goes on.
//!
//! A schedule is a function of how far the run has come, [`Progress`]; one that looks at the loss, too,
//! remembers a few numbers. Adding one is a file here and a line below.

mod constant;
mod cosine;
mod error;
mod exponential;
mod inverse_time;
mod one_cycle;
mod piecewise_constant;
mod polynomial;
mod power;
mod progress;
mod reduce_on_plateau;
mod step_decay;
mod warmup;

pub use constant::Constant;
pub use cosine::{Cosine, CosineRestarts};
pub use error::ScheduleError;
pub use exponential::Exponential;
pub use inverse_time::InverseTime;
pub use one_cycle::OneCycle;
pub use piecewise_constant::PiecewiseConstant;
pub use polynomial::Polynomial;
pub use progress::Progress;
pub use reduce_on_plateau::ReduceOnPlateau;
pub use step_decay::StepDecay;
pub use warmup::Warmup;

/// A rule for the learning rate of a step.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no schedule",
    label = "expected a schedule, such as `Exponential::new(0.96)`",
    note = "a schedule changes the learning rate of the optimizer, which stands in `Adam::new(1e-3)`; `mlp::schedule` lists all of them"
)]
pub trait Schedule {
    /// What the rule remembers from epoch to epoch, as numbers that a checkpoint stores: `[f64; 0]` for a
    /// function of the progress alone.
    type State: Copy + Default + AsRef<[f64]> + AsMut<[f64]>;

    /// Asked before training starts.
    ///
    /// # Errors
    /// A setting outside its range.
    fn check(&self) -> Result<(), ScheduleError> {
        Ok(())
    }

    /// What the optimizer's learning rate is multiplied by.
    fn factor(&self, state: &Self::State, at: &Progress) -> f64;

    /// Whether the factor may change within an epoch; otherwise it is asked for once an epoch.
    fn each_step(&self) -> bool {
        false
    }

    /// Shows what an epoch came to: the loss, of the validation set where there is one.
    fn end_of_epoch(&self, state: &mut Self::State, monitored: f64) {
        let _ = (state, monitored);
    }
}

/// A count of steps or epochs.
#[allow(clippy::cast_precision_loss, reason = "nobody takes 2^53 steps")]
fn as_number(count: usize) -> f64 {
    count as f64
}

/// How many times so many steps have been taken, or the epochs that are over; only whole ones on a
/// staircase.
fn every(steps: Option<usize>, staircase: bool, at: &Progress) -> f64 {
    match steps {
        None => as_number(at.epoch.saturating_sub(1)),
        Some(steps) if staircase => as_number(at.step / steps.max(1)),
        Some(steps) => as_number(at.step) / as_number(steps.max(1)),
    }
}

/// The part of so many steps, or of the run, that is over: from 0 to 1.
fn part_of(steps: Option<usize>, at: &Progress) -> f64 {
    let steps = steps.unwrap_or(at.steps()).max(1);
    as_number(at.step.min(steps)) / as_number(steps)
}
