//! What a run came to, epoch by epoch.

use super::{Epoch, Stop};
use std::vec::Vec;

/// Every epoch of a run: what Keras' `fit` returns.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct History {
    /// The epochs, from the first on.
    pub epochs: Vec<Epoch>,
    /// The caller's metric after each epoch, if there is one.
    pub metrics: Vec<f64>,
    /// Why the run ended.
    pub stop: Option<Stop>,
}

impl History {
    /// Adds an epoch, for observers that record.
    pub fn push(&mut self, epoch: Epoch) {
        self.epochs.push(epoch);
    }

    /// The run is over; `last` is its last epoch.
    pub(super) fn end(&mut self, last: Epoch) {
        self.stop = last.stop;
        if let Some(epoch) = self.epochs.last_mut() {
            *epoch = last;
        }
    }

    /// The mean loss over the samples of each epoch, penalties not included.
    pub fn losses(&self) -> impl Iterator<Item = f64> {
        self.epochs.iter().map(|epoch| epoch.loss)
    }

    /// The loss over the validation set after each epoch; none if there is no such set.
    pub fn validation_losses(&self) -> impl Iterator<Item = f64> {
        self.epochs.iter().filter_map(|epoch| epoch.validation_loss)
    }

    /// The learning rate of each epoch.
    pub fn learning_rates(&self) -> impl Iterator<Item = f64> {
        self.epochs.iter().map(|epoch| epoch.learning_rate)
    }
}
