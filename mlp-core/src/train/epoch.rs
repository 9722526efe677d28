//! What an epoch of training came to.

use core::fmt;

/// One pass over the data.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    /// Its number; epochs count from 1. 0 stands for the network before training.
    pub number: usize,
    /// The number of epochs asked for.
    pub of: usize,
    /// The learning rate of its steps.
    pub learning_rate: f64,
    /// The mean loss over its samples, each as it was when its batch came up, penalty not included.
    pub loss: f64,
    /// The penalties on the weights after its last step, `λ · ½ Σ w²` and `λ Σ |w|`; 0 without one.
    pub penalty: f64,
    /// The mean loss over the validation set after its last step, if there is such a set.
    pub validation_loss: Option<f64>,
    /// The epoch with the best loss so far, as [`EarlyStopping`](super::EarlyStopping) sees it; 0 for none.
    pub best_epoch: usize,
    /// Why the run ended with this epoch; none while it goes on, and none yet where an observer sees it.
    pub stop: Option<Stop>,
}

impl Epoch {
    /// What early stopping, a target loss and a schedule look at: the loss over the validation set, or
    /// over the training samples, penalties included, if there is no such set.
    #[must_use]
    pub fn monitored(&self) -> f64 {
        self.validation_loss.unwrap_or(self.loss + self.penalty)
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// It had as many epochs as were asked for.
    Epochs,
    /// It no longer got better: [`EarlyStopping`](super::EarlyStopping).
    EarlyStopping,
    /// It came to the [`target_loss`](super::Trainer::target_loss).
    TargetLoss,
    /// Its [time](super::Trainer::time_budget_by) was over.
    Time,
    /// An observer said so.
    Observer,
}

/// `epoch  17/200  loss 0.250103  learning rate 0.3`
impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.of.checked_ilog10().unwrap_or(0) as usize + 1;
        write!(
            f,
            "epoch {:>digits$}/{}  loss {:.6}",
            self.number,
            self.of,
            self.loss + self.penalty
        )?;
        if self.penalty > 0.0 {
            write!(f, " (penalty {:.6})", self.penalty)?;
        }
        if let Some(loss) = self.validation_loss {
            write!(f, "  validation loss {loss:.6}")?;
        }
        write!(f, "  learning rate {:.6}", self.learning_rate)
    }
}
