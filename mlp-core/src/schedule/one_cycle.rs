//! The learning rate rises and falls once over the run.

use super::cosine::fall;
use super::error;
use super::{Progress, Schedule, ScheduleError, as_number};

/// One cycle: from 1/25 of the learning rate up to all of it over the first 30 % of the run, then down
/// to 1/250 000, along half cosines. PyTorch's `OneCycleLR`, without its momentum; the optimizer's learning
/// rate is the highest.
///
/// With n steps in all, the top is step `0.3 n − 1`, counted from 0, and the end is step n − 1.
///
/// L. N. Smith, N. Topin, *Super-Convergence: Very Fast Training of Neural Networks Using Large
/// Learning Rates*, 2018.
#[doc(alias = "OneCycleLR")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    pct_start: f64,
    div_factor: f64,
    final_div_factor: f64,
}

impl Default for OneCycle {
    fn default() -> Self {
        Self::new()
    }
}

impl OneCycle {
    /// One cycle over the run.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            pct_start: 0.3,
            div_factor: 25.0,
            final_div_factor: 1e4,
        }
    }

    /// The part of the run in which the learning rate rises, from 0 to 1.
    #[must_use]
    pub const fn pct_start(self, part: f64) -> Self {
        Self {
            pct_start: part,
            ..self
        }
    }

    /// What the first learning rate is the highest divided by, from 1 on.
    #[must_use]
    pub const fn div_factor(self, divisor: f64) -> Self {
        Self {
            div_factor: divisor,
            ..self
        }
    }

    /// What the last learning rate is the first divided by, above 0.
    #[must_use]
    pub const fn final_div_factor(self, divisor: f64) -> Self {
        Self {
            final_div_factor: divisor,
            ..self
        }
    }
}

impl Schedule for OneCycle {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        error::part("pct_start", self.pct_start, "from 0 to 1, such as 0.3")?;
        let (first, last) = (self.div_factor, self.final_div_factor);
        let falls = first >= 1.0 && first.is_finite();
        let allowed = "a finite number from 1 on, such as 25";
        ScheduleError::check(falls, "div_factor", first, allowed)?;
        let above = last > 0.0 && last.is_finite();
        let allowed = "a finite number above 0, such as 10000";
        ScheduleError::check(above, "final_div_factor", last, allowed)
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        let (step, steps) = (as_number(at.step), as_number(at.steps()));
        let start = 1.0 / self.div_factor;
        let top = self.pct_start * steps - 1.0;
        if step <= top && top > 0.0 {
            fall(start, 1.0, step / top)
        } else {
            let end = start / self.final_div_factor;
            let top = top.max(0.0);
            let length = (steps - 1.0 - top).max(1.0);
            fall(1.0, end, (step - top) / length)
        }
    }

    fn each_step(&self) -> bool {
        true
    }
}
