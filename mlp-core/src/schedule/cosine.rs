//! The learning rate falls along half a cosine, once or again and again.

use super::error;
use super::{Progress, Schedule, ScheduleError, as_number, part_of};
use crate::math::double::cos_pi;

/// Factor `(1 − α) · ½ (1 + cos πt) + α`, t from 0 to 1 over the run. Keras' `CosineDecay`.
///
/// t is step / `decay_steps`, at most 1, where those are given. For a warm-up put it into
/// [`Warmup`](super::Warmup).
///
/// I. Loshchilov, F. Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts*, 2017.
#[doc(alias = "CosineDecay")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cosine {
    alpha: f64,
    decay_steps: Option<usize>,
}

impl Cosine {
    /// Falls to 0 over the run.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            alpha: 0.0,
            decay_steps: None,
        }
    }

    /// The part of the learning rate that is left in the end, from 0 to 1.
    #[must_use]
    pub const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
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

impl Schedule for Cosine {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        error::part("alpha", self.alpha, "from 0 to 1, such as 0")?;
        error::count("decay_steps", self.decay_steps)
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        fall(1.0, self.alpha, part_of(self.decay_steps, at))
    }

    fn each_step(&self) -> bool {
        true
    }
}

/// From `start` to `end` along half a cosine.
pub(super) fn fall(start: f64, end: f64, t: f64) -> f64 {
    end + (start - end) * (0.5 * (1.0 + cos_pi(t)))
}

/// Factor `mᵏ ((1 − α) · ½ (1 + cos πt) + α)`, t from 0 to 1 over each cycle k. Keras' `CosineDecayRestarts`.
///
/// The first cycle takes `first` steps, each other `t_mul` times as many as the one before; k counts from 0.
/// Defaults are Keras': `t_mul` 2, `m_mul` 1, α 0.
///
/// I. Loshchilov, F. Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts*, 2017.
#[doc(alias = "CosineDecayRestarts")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CosineRestarts {
    first: usize,
    t_mul: f64,
    m_mul: f64,
    alpha: f64,
}

impl CosineRestarts {
    /// Restarts after so many steps for the first time, at least 1.
    #[must_use]
    pub const fn new(first_decay_steps: usize) -> Self {
        Self {
            first: first_decay_steps,
            t_mul: 2.0,
            m_mul: 1.0,
            alpha: 0.0,
        }
    }

    /// By what each cycle is longer than the one before, from 1 on.
    #[must_use]
    pub const fn t_mul(self, t_mul: f64) -> Self {
        Self { t_mul, ..self }
    }

    /// What the start of each cycle is of that of the one before; above 0.
    #[must_use]
    pub const fn m_mul(self, m_mul: f64) -> Self {
        Self { m_mul, ..self }
    }

    /// The part of its start that is left at the end of a cycle, from 0 to 1.
    #[must_use]
    pub const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

impl Schedule for CosineRestarts {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        error::count("first_decay_steps", Some(self.first))?;
        let (t_mul, m_mul) = (self.t_mul, self.m_mul);
        let longer = t_mul >= 1.0 && t_mul.is_finite();
        let allowed = "a finite number from 1 on, such as 2";
        ScheduleError::check(longer, "t_mul", t_mul, allowed)?;
        let above = m_mul > 0.0 && m_mul.is_finite();
        let allowed = "a finite number above 0, such as 1";
        ScheduleError::check(above, "m_mul", m_mul, allowed)?;
        error::part("alpha", self.alpha, "from 0 to 1, such as 0")
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        if !(self.t_mul >= 1.0 && self.t_mul.is_finite()) {
            return f64::NAN;
        }
        let (mut step, mut cycle) = (as_number(at.step), as_number(self.first.max(1)));
        let mut start = 1.0;
        while step >= cycle {
            step -= cycle;
            cycle *= self.t_mul;
            start *= self.m_mul;
        }
        start * fall(1.0, self.alpha, step / cycle)
    }

    fn each_step(&self) -> bool {
        true
    }
}
