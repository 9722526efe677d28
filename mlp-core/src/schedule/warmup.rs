//! The learning rate rises to what another schedule says.

use super::{Constant, Progress, Schedule, ScheduleError, as_number};

/// Factor `(step + 1) / steps` for the first `steps` steps (counted from 0), times that of another schedule.
///
/// No step is wasted at 0, and the first with the full learning rate is the last of the warm-up. The other
/// schedule runs from the beginning as without it.
///
/// ```
/// use mlp_core::schedule::{Cosine, Warmup};
///
/// let schedule = Warmup::new(100).then(Cosine::new());
/// # let _ = schedule;
/// ```
///
/// P. Goyal et al., *Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour*, 2017.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warmup<S = Constant> {
    steps: usize,
    then: S,
}

impl Warmup {
    /// Rises over so many steps, then stays.
    #[must_use]
    pub const fn new(steps: usize) -> Self {
        Self {
            steps,
            then: Constant,
        }
    }
}

impl<S> Warmup<S> {
    /// Rises to another schedule.
    #[must_use]
    pub fn then<S2: Schedule>(self, schedule: S2) -> Warmup<S2> {
        Warmup {
            steps: self.steps,
            then: schedule,
        }
    }
}

impl<S: Schedule> Schedule for Warmup<S> {
    type State = S::State;

    fn check(&self) -> Result<(), ScheduleError> {
        self.then.check()
    }

    fn factor(&self, state: &S::State, at: &Progress) -> f64 {
        let factor = self.then.factor(state, at);
        if at.step < self.steps {
            factor * (as_number(at.step + 1) / as_number(self.steps))
        } else {
            factor
        }
    }

    fn each_step(&self) -> bool {
        self.steps > 0 || self.then.each_step()
    }

    fn end_of_epoch(&self, state: &mut S::State, monitored: f64) {
        self.then.end_of_epoch(state, monitored);
    }
}
