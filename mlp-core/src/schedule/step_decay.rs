//! The learning rate falls after every so many epochs.

use super::error;
use super::power::whole_power;
use super::{Progress, Schedule, ScheduleError};

/// Factor `decay^⌊(epoch − 1) / epochs⌋`. PyTorch's `StepLR`.
///
/// ```
/// use mlp_core::schedule::{Progress, Schedule, StepDecay};
///
/// let schedule = StepDecay::new(0.1, 30);
/// let factor = |epoch| schedule.factor(&[], &Progress::new(epoch, 90, 100));
/// assert_eq!([1, 30, 31, 60].map(factor), [1.0, 1.0, 0.1, 0.1]);
/// ```
#[doc(alias = "StepLR")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepDecay {
    decay: f64,
    epochs: usize,
}

impl StepDecay {
    /// Multiplies the learning rate by `decay`, above 0 and at most 1, after every `epochs` epochs, at least 1.
    #[must_use]
    pub const fn new(decay: f64, epochs: usize) -> Self {
        Self { decay, epochs }
    }
}

impl Schedule for StepDecay {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        error::decay("decay", self.decay)?;
        error::count("number of epochs", Some(self.epochs))
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        let falls = at.epoch.saturating_sub(1) / self.epochs.max(1);
        whole_power(self.decay, falls as u64)
    }
}
