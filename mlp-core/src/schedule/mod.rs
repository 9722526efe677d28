//! Schedules: how the learning rate changes while training goes on.
//!
//! A schedule is a function of how far the run has come, [`Progress`]; one that looks at the loss, too,
//! remembers a few numbers. Adding one is a file here and a line below.

mod constant;
mod exponential;
mod progress;

pub use constant::Constant;
pub use exponential::Exponential;
pub use progress::Progress;

/// A rule for the learning rate of a step.
pub trait Schedule {
    /// What the rule remembers from epoch to epoch, as numbers that a checkpoint stores: `[f64; 0]` for a
    /// function of the progress alone.
    type State: Copy + Default + AsRef<[f64]> + AsMut<[f64]>;

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
