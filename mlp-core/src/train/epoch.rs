//! What an epoch of training came to.

use core::fmt::{self, Write};

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
        write!(f, "  learning rate {}", Short(self.learning_rate))
    }
}

/// A number as it was written, if that is short, else in three digits: 0.3, 0.00125, 2.97e-5.
struct Short(f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number) = *self;
        let mut length = Length(0);
        write!(length, "{number}")?;
        match number.abs() {
            _ if length.0 <= 8 => write!(f, "{number}"),
            size if size < 0.001 => write!(f, "{number:.2e}"),
            size if size < 0.01 => write!(f, "{number:.5}"),
            size if size < 0.1 => write!(f, "{number:.4}"),
            _ => write!(f, "{number:.3}"),
        }
    }
}

/// Counts what would be written.
struct Length(usize);

impl fmt::Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Short;
    use std::string::ToString;

    #[test]
    fn learning_rates_print_as_they_were_written_or_in_three_digits() {
        for (rate, text) in [
            (0.3, "0.3"),
            (0.00125, "0.00125"),
            (1.0, "1"),
            (1e-5, "0.00001"),
            (1e-7, "1.00e-7"),
            (0.1 * 0.97, "0.097"),
            (1.0 / 3.0, "0.333"),
            (2.0 / 30.0, "0.0667"),
            (1.0 / 300.0, "0.00333"),
            (1.0 / 30000.0, "3.33e-5"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(Short(rate).to_string(), text);
        }
    }
}
