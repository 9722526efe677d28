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
//! The same observer is for [`fit_history_observed`](crate::train::Trainer::fit_history_observed), and [`bar_of_folds`] for
//! [`cross_validate_observed`](crate::train::Trainer::cross_validate_observed).
//!
//! It is drawn on the standard error stream, ten times a second at most, and not at all where that is no terminal:
//! a log holds no bars.

use indicatif::{ProgressDrawTarget, ProgressFinish, ProgressStyle};
use mlp_core::train::Epoch;

const TEMPLATE: &str = "[{bar:30}] {pos}/{len} epochs, {eta} left  {msg}";

/// An observer that draws a bar, for [`Trainer::fit_with`](crate::train::Trainer::fit_with),
/// [`fit_validated`](crate::train::Trainer::fit_validated) and
/// [`fit_history_observed`](crate::train::Trainer::fit_history_observed).
///
/// For an observer that does more, see [`ProgressBar`].
pub fn bar<N>() -> impl FnMut(&Epoch, &N) {
    let mut bar = ProgressBar::new();
    move |epoch, _| bar.show(epoch)
}

/// An observer of so many folds that draws one bar over all of them, for
/// [`cross_validate_observed`](crate::train::Trainer::cross_validate_observed).
///
/// ```
/// # use mlp::prelude::*;
/// # network! { struct Line: 1 => linear 1 }
/// # let (inputs, targets) = ([[0.0], [1.0], [2.0], [3.0]], [[1.0], [2.0], [3.0], [4.0]]);
/// let folds = KFold::new(inputs.len(), 2);
/// let scores = Trainer::new(MeanSquaredError).epochs(3).cross_validate_observed(
///     &folds,
///     &inputs,
///     &targets,
///     |fold| Line::seeded(fold as u64),
///     |network, x, y| mlp::metrics::r2_score(y, &network.outputs(x)).unwrap_or(f64::NAN),
///     mlp::progress::bar_of_folds(folds.folds()),
/// )?;
/// # assert_eq!(scores.len(), 2);
/// # Ok::<(), TrainError>(())
/// ```
pub fn bar_of_folds<N>(folds: usize) -> impl FnMut(usize, &Epoch, &N) {
    let mut bar = ProgressBar::new();
    move |fold, epoch, _| bar.show_fold(fold, folds, epoch)
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
        self.draw(epoch.number, epoch.of, message);
    }

    /// Draws the run of a fold, from 0, of so many: how far all of them are, and the loss of this one. A fold that stops early
    /// leaves a gap that the next one jumps over.
    pub fn show_fold(&mut self, fold: usize, folds: usize, epoch: &Epoch) {
        let loss = epoch.loss + epoch.penalty;
        let message = format!("fold {}/{folds}  loss {loss:.6}", fold + 1);
        let before = fold.saturating_mul(epoch.of);
        let all = folds.saturating_mul(epoch.of);
        self.draw(before.saturating_add(epoch.number), all, message);
    }

    fn draw(&mut self, epochs: usize, of: usize, message: String) {
        self.bar.set_length(of as u64);
        self.bar.set_message(message);
        self.bar.set_position(epochs as u64);
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
    fn a_history_has_a_bar_and_folds_have_one_for_all() {
        let (inputs, targets) = ([[0.0]; 4], [[1.0]; 4]);
        let trainer = Trainer::new(MeanSquaredError).epochs(10);
        let mut bar = ProgressBar::new();
        let history =
            trainer.fit_history_observed(&mut Line::zeroed(), &inputs, &targets, |epoch, _| {
                bar.show(epoch);
            });
        let history = history.expect("a run");
        assert_eq!((history.epochs.len(), bar.bar.position()), (10, 10));
        assert_eq!(history.stop, Some(crate::train::Stop::Epochs));

        let mut bar = ProgressBar::new();
        let mut drawn = Vec::new();
        let scores = trainer.cross_validate_observed(
            &KFold::new(4, 2),
            &inputs,
            &targets,
            |_| Line::zeroed(),
            |_, _, _| 0.0,
            |fold, epoch, _| {
                bar.show_fold(fold, 2, epoch);
                drawn.push((bar.bar.position(), bar.bar.length()));
                // The first fold ends early.
                if (fold, epoch.number) == (0, 3) {
                    core::ops::ControlFlow::Break(())
                } else {
                    core::ops::ControlFlow::Continue(())
                }
            },
        );
        assert_eq!(scores, Ok(vec![0.0; 2]));
        let positions = [1, 2, 3].into_iter().chain(11..=20);
        assert!(drawn.into_iter().eq(positions.map(|at| (at, Some(20)))));
        assert!(bar.bar.message().starts_with("fold 2/2  loss "));
    }

    #[test]
    fn nothing_is_drawn_where_there_is_no_terminal() {
        use std::io::{IsTerminal, stderr};
        assert!(ProgressBar::new().bar.is_hidden() || stderr().is_terminal());
    }
}
