//! The learning rate falls like one over the time.

use super::error;
use super::{Progress, Schedule, ScheduleError, every};

/// Factor `1 / (1 + decay · (epoch − 1))`. Keras' `InverseTimeDecay`, by epochs.
///
/// With [`decay_steps`](Self::decay_steps) it is Keras' `1 / (1 + decay · step / decay_steps)`.
#[doc(alias = "InverseTimeDecay")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InverseTime {
    decay: f64,
    decay_steps: Option<usize>,
    staircase: bool,
}

impl InverseTime {
    /// The learning rate divided by 1, 1 + `decay`, 1 + 2 `decay`, … ; `decay` is from 0 on.
    #[must_use]
    pub const fn new(decay: f64) -> Self {
        Self {
            decay,
            decay_steps: None,
            staircase: false,
        }
    }

    /// Falls with each step instead.
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

impl Schedule for InverseTime {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        let allowed = "a finite number from 0 on, such as 0.1";
        error::from_zero("decay", self.decay, allowed)?;
        error::count("decay_steps", self.decay_steps)
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        1.0 / (1.0 + self.decay * every(self.decay_steps, self.staircase, at))
    }

    fn each_step(&self) -> bool {
        self.decay_steps.is_some()
    }
}
