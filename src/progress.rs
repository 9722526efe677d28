//! A progress bar for training (feature `progress`).
//!
//! ```
//! use mlp::prelude::*;
//!
//! network! { struct Xor: 2 => tanh 4 => sigmoid 1 }
//!
//! let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
//! let targets = [[0.0], [1.0], [1.0], [0.0]];
//!
//! let mut network = Xor::seeded(1);
//! let trainer = Trainer::new(BinaryCrossEntropy).optimizer(Adam::new(0.05)).epochs(500);
//! trainer.fit_with(&mut network, &inputs, &targets, mlp::progress::bar())?;
//! # Ok::<(), TrainError>(())
//! ```
//!
//! ```text
//! [=================>            ] 285/500 epochs, 2s left  loss 0.031278
//! ```
//!
//! It is drawn on the standard error stream, ten times a second at most, and not at all where that is no terminal:
//! a log holds no bars.

use indicatif::{ProgressDrawTarget, ProgressFinish, ProgressStyle};
use mlp_core::train::Epoch;

const TEMPLATE: &str = "[{bar:30}] {pos}/{len} epochs, {eta} left  {msg}";

/// An observer that draws a bar, for [`Trainer::fit_with`](crate::train::Trainer::fit_with) and
/// [`fit_validated`](crate::train::Trainer::fit_validated).
///
/// For an observer that does more, see [`ProgressBar`].
pub fn bar<N>() -> impl FnMut(&Epoch, &N) {
    let mut bar = ProgressBar::new();
    move |epoch, _| bar.show(epoch)
}

/// A bar that an observer of yours draws:
///
/// ```
/// # use mlp::prelude::*;
/// # network! { struct Net: 1 => sigmoid 1 }
/// # let (mut network, inputs, targets) = (Net::seeded(0), [[0.0]], [[1.0]]);
/// let mut bar = mlp::progress::ProgressBar::new();
/// let mut losses = Vec::new();
/// Trainer::new(BinaryCrossEntropy).fit_with(&mut network, &inputs, &targets, |epoch, _| {
///     bar.show(epoch);
///     losses.push(epoch.loss);
/// })?;
/// # Ok::<(), TrainError>(())
/// ```
///
/// When it is dropped it stays on the screen as it is, which shows where a run ended early.
#[derive(Clone, Debug)]
pub struct ProgressBar {
    bar: indicatif::ProgressBar,
}

impl Default for ProgressBar {
    fn default() -> Self {
        Self::new()
    }
}

impl ProgressBar {
    /// A bar on the standard error stream, which appears with the first epoch.
    #[must_use]
    pub fn new() -> Self {
        let style = ProgressStyle::with_template(TEMPLATE)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        Self {
            bar: indicatif::ProgressBar::with_draw_target(
                None,
                ProgressDrawTarget::stderr_with_hz(10),
            )
            .with_style(style)
            .with_finish(ProgressFinish::Abandon),
        }
    }

    /// Draws the run as it stands after an epoch: how far it is, and its loss, over the validation set, too, if there
    /// is one.
    pub fn show(&mut self, epoch: &Epoch) {
        let validation = epoch
            .validation_loss
            .map_or_else(String::new, |loss| format!("  validation loss {loss:.6}"));
        let message = format!("loss {:.6}{validation}", epoch.loss + epoch.penalty);
        self.bar.set_length(epoch.of as u64);
        self.bar.set_message(message);
        self.bar.set_position(epoch.number as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    network! { struct Line: 1 => linear 1 }

    #[test]
    fn the_template_of_the_bar_is_valid() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }

    #[test]
    fn a_run_that_stops_early_leaves_its_bar_where_it_stopped() {
        let mut bar = ProgressBar::new();
        let trainer = Trainer::new(MeanSquaredError)
            .epochs(10)
            .target_loss(1.0)
            .validation_split(0.5);
        let (inputs, targets) = ([[0.0], [0.0]], [[1.0], [1.0]]);
        let last = trainer.fit_with(&mut Line::zeroed(), &inputs, &targets, |epoch, _| {
            bar.show(epoch);
        });
        assert!(last.is_ok());
        let drawn = bar.bar.clone();
        drop(bar);
        assert_eq!((drawn.position(), drawn.length()), (1, Some(10)));
        // One step of 0.01 along a gradient of −2: the bias is 0.02, and the loss 0.98².
        assert_eq!(drawn.message(), "loss 1.000000  validation loss 0.960400");
    }

    #[test]
    fn nothing_is_drawn_where_there_is_no_terminal() {
        use std::io::{IsTerminal, stderr};
        assert!(ProgressBar::new().bar.is_hidden() || stderr().is_terminal());
    }
}
