//! The learning rate falls by the same factor, again and again.

use super::error;
use super::power::power;
use super::{Progress, Schedule, ScheduleError, every};

/// Factor `decay^(epoch − 1)`: the first epoch has the full learning rate. Keras' `ExponentialDecay`, by epochs.
///
/// With [`decay_steps`](Self::decay_steps) it is Keras' `decay^(step / decay_steps)`.
///
/// ```
/// use mlp_core::schedule::{Exponential, Progress, Schedule};
///
/// let schedule = Exponential::new(0.5);
/// let factor = |epoch| schedule.factor(&[], &Progress::new(epoch, 10, 100));
/// assert_eq!([1, 2, 5].map(factor), [1.0, 0.5, 0.0625]);
/// ```
#[doc(alias = "ExponentialDecay")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    decay: f64,
    decay_steps: Option<usize>,
    staircase: bool,
}

impl Exponential {
    /// Multiplies the learning rate by `decay`, above 0 and at most 1, after each epoch.
    #[must_use]
    pub const fn new(decay: f64) -> Self {
        Self {
            decay,
            decay_steps: None,
            staircase: false,
        }
    }

    /// Falls with each step instead, by `decay` over so many, at least 1.
    #[must_use]
    pub const fn decay_steps(self, steps: usize) -> Self {
        Self {
            decay_steps: Some(steps),
            ..self
        }
    }

    /// Only where those steps are full.
    #[must_use]
    pub const fn staircase(self) -> Self {
        Self {
            staircase: true,
            ..self
        }
    }
}

impl Schedule for Exponential {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        error::decay("decay", self.decay)?;
        error::count("decay_steps", self.decay_steps)
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        power(self.decay, every(self.decay_steps, self.staircase, at))
    }

    fn each_step(&self) -> bool {
        self.decay_steps.is_some()
    }
}
