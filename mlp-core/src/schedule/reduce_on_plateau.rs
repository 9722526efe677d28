//! The learning rate falls when the loss no longer does.

use super::error;
use super::power::power;
use super::{Progress, Schedule, ScheduleError, as_number};

/// Multiplies the learning rate by a factor when the loss (of the validation set where there is one) has not
/// fallen by `min_delta` for `patience` epochs. Keras' `ReduceLROnPlateau`.
///
/// Defaults are Keras': factor 0.1, patience 10, `min_delta` 1e-4, no cooldown; `min_factor`, the least part
/// of the learning rate, is 0.
#[doc(alias = "ReduceLROnPlateau")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReduceOnPlateau {
    factor: f64,
    patience: usize,
    min_delta: f64,
    cooldown: usize,
    min_factor: f64,
}

impl Default for ReduceOnPlateau {
    fn default() -> Self {
        Self::new()
    }
}

impl ReduceOnPlateau {
    /// With the defaults of Keras.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            factor: 0.1,
            patience: 10,
            min_delta: 1e-4,
            cooldown: 0,
            min_factor: 0.0,
        }
    }

    /// What the learning rate is multiplied by, above 0 and below 1.
    #[must_use]
    pub const fn factor(self, factor: f64) -> Self {
        Self { factor, ..self }
    }

    /// The epochs to wait for a better loss.
    #[must_use]
    pub const fn patience(self, epochs: usize) -> Self {
        Self {
            patience: epochs,
            ..self
        }
    }

    /// By how much a loss must be lower to be better.
    #[must_use]
    pub const fn min_delta(self, min_delta: f64) -> Self {
        Self { min_delta, ..self }
    }

    /// The epochs after a reduction in which nobody counts.
    #[must_use]
    pub const fn cooldown(self, epochs: usize) -> Self {
        Self {
            cooldown: epochs,
            ..self
        }
    }

    /// The least part of the learning rate.
    #[must_use]
    pub const fn min_factor(self, min_factor: f64) -> Self {
        Self { min_factor, ..self }
    }
}

/// What stands where in the state.
mod at {
    /// 1 once there is a best loss.
    pub(super) const STARTED: usize = 0;
    pub(super) const BEST: usize = 1;
    pub(super) const WAITED: usize = 2;
    pub(super) const COOLING: usize = 3;
    pub(super) const REDUCTIONS: usize = 4;
}

impl Schedule for ReduceOnPlateau {
    /// Whether there is a best loss, that loss, the epochs waited, those left to cool down, the reductions.
    type State = [f64; 5];

    fn check(&self) -> Result<(), ScheduleError> {
        let factor = self.factor;
        let falls = factor > 0.0 && factor < 1.0;
        let allowed = "above 0 and below 1, such as 0.1";
        ScheduleError::check(falls, "factor", factor, allowed)?;
        let allowed = "a finite number from 0 on, such as 1e-4";
        error::from_zero("min_delta", self.min_delta, allowed)?;
        error::part("min_factor", self.min_factor, "from 0 to 1, such as 0.01")
    }

    fn factor(&self, state: &[f64; 5], _: &Progress) -> f64 {
        power(self.factor, state[at::REDUCTIONS]).max(self.min_factor)
    }

    fn end_of_epoch(&self, state: &mut [f64; 5], monitored: f64) {
        if state[at::COOLING] > 0.0 {
            state[at::COOLING] -= 1.0;
            state[at::WAITED] = 0.0;
        }
        if state[at::STARTED] == 0.0 || monitored < state[at::BEST] - self.min_delta {
            state[at::STARTED] = 1.0;
            state[at::BEST] = monitored;
            state[at::WAITED] = 0.0;
        } else if state[at::COOLING] == 0.0 {
            state[at::WAITED] += 1.0;
            if state[at::WAITED] >= as_number(self.patience) {
                state[at::REDUCTIONS] += 1.0;
                state[at::COOLING] = as_number(self.cooldown);
                state[at::WAITED] = 0.0;
            }
        }
    }
}
