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
    /// The penalty `λ · ½ Σ w²` after its last step; 0 without one.
    pub penalty: f64,
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
        write!(f, "  learning rate {:.6}", self.learning_rate)
    }
}
