//! The learning rate changes in given epochs.

use super::error;
use super::{Progress, Schedule, ScheduleError, as_number};

/// Factor 1, and from each given epoch on the one given with it. Keras' `PiecewiseConstantDecay`, by epochs.
///
/// ```
/// use mlp_core::schedule::{PiecewiseConstant, Progress, Schedule};
///
/// let schedule = PiecewiseConstant::new([(11, 0.5), (16, 0.1)]);
/// let factor = |epoch| schedule.factor(&[], &Progress::new(epoch, 20, 100));
/// assert_eq!([1, 10, 11, 15, 16, 20].map(factor), [1.0, 1.0, 0.5, 0.5, 0.1, 0.1]);
/// ```
#[doc(alias = "PiecewiseConstantDecay")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PiecewiseConstant<const N: usize> {
    from: [(usize, f64); N],
}

impl<const N: usize> PiecewiseConstant<N> {
    /// Pairs of an epoch and the factor from it on, the epochs in rising order; factors are from 0 on.
    #[must_use]
    pub const fn new(from: [(usize, f64); N]) -> Self {
        Self { from }
    }
}

impl<const N: usize> Schedule for PiecewiseConstant<N> {
    type State = [f64; 0];

    fn check(&self) -> Result<(), ScheduleError> {
        let mut before = None;
        for (epoch, factor) in self.from {
            let rises = before.is_none_or(|before| epoch > before);
            let allowed = "above the one before, as in `[(11, 0.5), (16, 0.1)]`";
            ScheduleError::check(rises, "epoch", as_number(epoch), allowed)?;
            before = Some(epoch);
            let allowed = "a finite number from 0 on, such as 0.5";
            error::from_zero("factor", factor, allowed)?;
        }
        Ok(())
    }

    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        let passed = self.from.iter().rev().find(|(epoch, _)| *epoch <= at.epoch);
        passed.map_or(1.0, |(_, factor)| *factor)
    }
}
