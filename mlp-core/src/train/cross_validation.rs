//! A network for each fold, trained without it and scored on it.

use super::{Answer, Epoch, Folds, TrainError, Trainer};
use crate::loss::Loss;
use crate::network::{Fits, Network};
use crate::optimizer::Optimizer;
use crate::samples::LengthMismatch;
use crate::schedule::Schedule;
use std::vec::Vec;

impl<L, O: Optimizer, S: Schedule> Trainer<L, O, S> {
    /// Trains a network for each fold on the samples outside it and scores it on those in it: k-fold
    /// cross-validation, with [`KFold`](super::KFold), [`StratifiedKFold`](super::StratifiedKFold) or
    /// [`Folds`] of your own.
    ///
    /// `start` gives the network that the training of a fold (from 0) starts with; `score` sees it afterwards,
    /// with the inputs and targets that were held out. The samples of a fold are copied.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), [`TrainError::Folds`] if the folds are not of as many samples as there are, and
    /// [`TrainError::NoSuchSample`] if one names a sample beyond the last.
    pub fn cross_validate<N>(
        &self,
        folds: &impl Folds,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        start: impl Fn(usize) -> N,
        score: impl FnMut(&N, &[N::Input], &[L::Target<N::Output>]) -> f64,
    ) -> Result<Vec<f64>, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        self.cross_validate_observed(folds, inputs, targets, start, score, |_, _, _| {})
    }

    /// [`cross_validate`](Self::cross_validate), showing each epoch of each fold, from 0, and the network after it to an
    /// observer, such as a progress bar, which may end the run of that fold by `ControlFlow::Break(())`.
    ///
    /// # Errors
    /// As [`cross_validate`](Self::cross_validate).
    pub fn cross_validate_observed<N, A: Answer>(
        &self,
        folds: &impl Folds,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        start: impl Fn(usize) -> N,
        mut score: impl FnMut(&N, &[N::Input], &[L::Target<N::Output>]) -> f64,
        mut observer: impl FnMut(usize, &Epoch, &N) -> A,
    ) -> Result<Vec<f64>, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        LengthMismatch::check(inputs.len(), targets.len()).map_err(TrainError::Lengths)?;
        if folds.samples() != inputs.len() {
            return Err(TrainError::Folds {
                samples: inputs.len(),
                divided: folds.samples(),
            });
        }
        (0..folds.folds())
            .map(|fold| {
                let (x, y) = select(inputs, targets, folds.train(fold))?;
                let mut network = start(fold);
                self.fit_with(&mut network, &x, &y, |epoch, network| {
                    observer(fold, epoch, network)
                })?;
                let (x, y) = select(inputs, targets, folds.test(fold))?;
                Ok(score(&network, &x, &y))
            })
            .collect()
    }
}

fn select<X: Copy, Y: Copy>(
    inputs: &[X],
    targets: &[Y],
    indices: impl Iterator<Item = usize>,
) -> Result<(Vec<X>, Vec<Y>), TrainError> {
    let samples = inputs.len();
    let sample = |index: usize| match (inputs.get(index), targets.get(index)) {
        (Some(&input), Some(&target)) => Ok((input, target)),
        _ => Err(TrainError::NoSuchSample { index, samples }),
    };
    // Pairs are collected by `Result`, which knows no pair of vectors.
    let pairs: Vec<(X, Y)> = indices.map(sample).collect::<Result<_, _>>()?;
    Ok(pairs.into_iter().unzip())
}
