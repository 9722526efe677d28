//! The end of a run that no longer gets better.

/// Ends training when the monitored loss has stopped falling, as Keras' callback of this name does.
///
/// The monitored loss is that of the validation set, or of the training samples, penalties included,
/// if there is no validation set. An epoch is better than the best before it if its loss is lower by more than
/// `min_delta`; after `patience` epochs in a row that are not, the run ends.
///
/// | setting | default |
/// |---|---|
/// | [`patience`](Self::patience) | 0: the first epoch that is no better ends the run |
/// | [`min_delta`](Self::min_delta) | 0 |
/// | [`start_from_epoch`](Self::start_from_epoch) | 0 |
/// | [`restore_best_weights`](Self::restore_best_weights) | the weights of the last epoch stay |
///
/// L. Prechelt, *Early Stopping — But When?*, 1998.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct EarlyStopping {
    pub(super) patience: usize,
    pub(super) min_delta: f64,
    pub(super) start_from_epoch: usize,
    pub(super) restore_best_weights: bool,
}

impl EarlyStopping {
    /// Stops at the first epoch that is no better.
    pub const fn new() -> Self {
        Self {
            patience: 0,
            min_delta: 0.0,
            start_from_epoch: 0,
            restore_best_weights: false,
        }
    }

    /// The number of epochs without an improvement after which the run ends.
    pub const fn patience(self, patience: usize) -> Self {
        Self { patience, ..self }
    }

    /// By how much the loss has to fall for an improvement; finite, from 0 on.
    pub const fn min_delta(self, min_delta: f64) -> Self {
        Self { min_delta, ..self }
    }

    /// The number of first epochs that are not looked at.
    pub const fn start_from_epoch(self, start_from_epoch: usize) -> Self {
        Self {
            start_from_epoch,
            ..self
        }
    }

    /// Puts the weights of the best epoch back at the end of the run, however it ended. It takes a
    /// second network's memory.
    pub const fn restore_best_weights(self) -> Self {
        Self {
            restore_best_weights: true,
            ..self
        }
    }
}

/// How far a run is on its way to be stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Patience {
    /// The lowest loss so far.
    pub(super) best: f64,
    /// The epoch that had it; 0 for none.
    pub(super) best_epoch: usize,
    /// The epochs since.
    pub(super) waited: usize,
}

/// What an epoch meant for the end of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Better,
    Wait,
    Stop,
}

impl Patience {
    pub(super) const NEW: Self = Self {
        best: f64::INFINITY,
        best_epoch: 0,
        waited: 0,
    };

    /// Looks at the loss of an epoch. NaN is never better.
    pub(super) fn look(&mut self, settings: &EarlyStopping, epoch: usize, loss: f64) -> Verdict {
        if epoch <= settings.start_from_epoch {
            return Verdict::Wait;
        }
        if loss + settings.min_delta < self.best {
            *self = Self {
                best: loss,
                best_epoch: epoch,
                waited: 0,
            };
            return Verdict::Better;
        }
        self.waited += 1;
        if self.waited >= settings.patience && epoch > 1 {
            Verdict::Stop
        } else {
            Verdict::Wait
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The epoch in which a run of these losses ends, and the best one.
    fn end(settings: EarlyStopping, losses: &[f64]) -> (Option<usize>, usize) {
        let mut patience = Patience::NEW;
        let stop = losses
            .iter()
            .zip(1..)
            .find(|&(&loss, epoch)| patience.look(&settings, epoch, loss) == Verdict::Stop);
        (stop.map(|(_, epoch)| epoch), patience.best_epoch)
    }

    #[test]
    fn a_run_ends_after_as_many_epochs_without_improvement_as_it_has_patience() {
        let losses = [5.0, 4.0, 4.5, 3.0, 3.0, 3.1, 2.9, 3.0, 3.0, 3.0];
        let stop = EarlyStopping::new();
        assert_eq!(end(stop, &losses), (Some(3), 2));
        assert_eq!(end(stop.patience(1), &losses), (Some(3), 2));
        assert_eq!(end(stop.patience(2), &losses), (Some(6), 4));
        assert_eq!(end(stop.patience(3), &losses), (Some(10), 7));
        assert_eq!(end(stop.patience(4), &losses), (None, 7));
    }

    #[test]
    fn a_fall_of_no_more_than_min_delta_is_no_improvement() {
        let stop = EarlyStopping::new().patience(2).min_delta(0.5);
        assert_eq!(end(stop, &[5.0, 4.75, 4.5, 4.25]), (Some(3), 1));
        assert_eq!(end(stop, &[5.0, 4.25, 3.5, 2.75]), (None, 4));
    }

    #[test]
    fn the_first_epochs_can_be_left_out_and_nan_is_never_better() {
        let stop = EarlyStopping::new().patience(1).start_from_epoch(3);
        assert_eq!(end(stop, &[1.0, 2.0, 3.0, 2.5, 2.4, 2.6]), (Some(6), 5));
        let stop = EarlyStopping::new().patience(2);
        assert_eq!(end(stop, &[f64::NAN, f64::NAN, 1.0]), (Some(2), 0));
        // The first epoch ends no run, as in Keras.
        let stop = EarlyStopping::new();
        assert_eq!(end(stop, &[f64::NAN, 1.0, 2.0]), (Some(3), 2));
    }
}
