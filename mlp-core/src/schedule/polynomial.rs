//! The learning rate falls to its end along a power.

use super::error;
use super::power::power;
use super::{Progress, Schedule, ScheduleError, part_of};

/// Factor `(1 − end) (1 − t)^power + end`, t from 0 to 1 over the run. Keras' `PolynomialDecay`.
///
/// t is step / `decay_steps`, at most 1, where those are given. The power is 1, a straight line, by default.
#[doc(alias = "PolynomialDecay")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polynomial {
    end: f64,
    power: f64,
    decay_steps: Option<usize>,
}

impl Polynomial {
    /// Falls to the part `end` of the learning rate.
    #[must_use]
    pub const fn new(end: f64) -> Self {
        Self {
            end,
            power: 1.0,
            decay_steps: None,
        }
    }

    /// The power, from 0 on.
    #[must_use]
    pub const fn power(self, power: f64) -> Self {
        Self { power, ..self }
    }

    /// Falls over so many steps, not over the run.
    #[must_use]
    pub const fn decay_steps(self, steps: usize) -> Self {
        Self {
            decay_steps: Some(steps),
            ..self
        }
    }
}

impl Schedule for Polynomial {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        error::part("end", self.end, "from 0 to 1, such as 0.1")?;
        let allowed = "a finite number from 0 on, such as 1";
        error::from_zero("power", self.power, allowed)?;
        error::count("decay_steps", self.decay_steps)
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        let left = 1.0 - part_of(self.decay_steps, at);
        (1.0 - self.end) * power(left, self.power) + self.end
    }

    fn each_step(&self) -> bool {
        true
    }
}
