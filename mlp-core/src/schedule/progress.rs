//! How far a run of training has come.

/// How far a run of training has come when a step is about to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The number of epochs asked for.
    pub epochs: usize,
    /// The step within the run, from 0.
    pub step: usize,
    /// The number of steps of an epoch.
    pub steps_per_epoch: usize,
}

impl Progress {
    /// The first step of an epoch (from 1) in a run of so many epochs of so many steps.
    ///
    /// ```
    /// use mlp_core::schedule::Progress;
    ///
    /// assert_eq!(Progress::new(3, 10, 50).step, 100);
    /// ```
    #[must_use]
    #[inline(always)]
    pub const fn new(epoch: usize, epochs: usize, steps_per_epoch: usize) -> Self {
        Self {
            epoch,
            epochs,
            step: epoch.saturating_sub(1).saturating_mul(steps_per_epoch),
            steps_per_epoch,
        }
    }

    /// Further on by so many steps of the same epoch.
    #[must_use]
    #[inline(always)]
    pub const fn later(self, steps: usize) -> Self {
        Self {
            step: self.step.saturating_add(steps),
            ..self
        }
    }

    /// The number of steps of the whole run.
    #[must_use]
    pub const fn steps(&self) -> usize {
        self.epochs.saturating_mul(self.steps_per_epoch)
    }
}
