//! Every sample held out once.

use crate::samples::Permutation;

/// A division of samples into folds, each of which is held out once: what
/// [`Trainer::cross_validate`](super::Trainer::cross_validate) goes through.
///
/// A division of your own, such as one that keeps the samples of a patient together, implements this.
pub trait Folds {
    /// The number of samples.
    fn samples(&self) -> usize;

    /// The number of folds.
    fn folds(&self) -> usize;

    /// The numbers of the samples that fold `fold`, from 0, holds out.
    fn test(&self, fold: usize) -> impl Iterator<Item = usize>;

    /// The numbers of all other samples.
    fn train(&self, fold: usize) -> impl Iterator<Item = usize>;
}

/// A division of samples into `k` folds of nearly the same size, each of which is held out once, as
/// scikit-learn's `KFold`: the first `len % k` folds have one sample more. No list of indices is kept.
///
/// ```
/// use mlp_core::train::{Folds, KFold};
///
/// let folds = KFold::new(5, 2);
/// assert!(folds.test(0).eq([0, 1, 2]) && folds.train(0).eq([3, 4]));
/// assert!(folds.test(1).eq([3, 4]) && folds.train(1).eq([0, 1, 2]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KFold {
    len: usize,
    folds: usize,
    order: Option<Permutation>,
}

impl KFold {
    /// So many samples in their order, divided into `folds`, at least 2 of them, as a rule 5 or 10. There
    /// are no more folds than samples.
    #[must_use]
    pub fn new(len: usize, folds: usize) -> Self {
        Self {
            len,
            folds: folds.max(2).min(len.max(1)),
            order: None,
        }
    }

    /// In a pseudo-random order that is a function of the seed.
    #[must_use]
    pub fn shuffle(self, seed: u64) -> Self {
        Self {
            order: Some(Permutation::new(self.len, seed)),
            ..self
        }
    }

    /// Where a fold, from 0, starts.
    fn start(&self, fold: usize) -> usize {
        let fold = fold.min(self.folds);
        fold * (self.len / self.folds) + fold.min(self.len % self.folds)
    }

    fn indices(&self, range: core::ops::Range<usize>) -> impl Iterator<Item = usize> + use<> {
        let order = self.order;
        range.map(move |k| order.map_or(k, |order| order.index(k)))
    }
}

impl Folds for KFold {
    fn samples(&self) -> usize {
        self.len
    }

    fn folds(&self) -> usize {
        self.folds
    }

    fn test(&self, fold: usize) -> impl Iterator<Item = usize> {
        self.indices(self.start(fold)..self.start(fold.saturating_add(1)))
    }

    fn train(&self, fold: usize) -> impl Iterator<Item = usize> {
        let (start, end) = (self.start(fold), self.start(fold.saturating_add(1)));
        self.indices(0..start).chain(self.indices(end..self.len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn every_sample_is_held_out_once_and_learned_from_in_all_other_folds() {
        for (len, k) in [(10, 5), (11, 3), (7, 7), (5, 9), (2, 2), (100, 10)] {
            for folds in [KFold::new(len, k), KFold::new(len, k).shuffle(3)] {
                let mut held_out = Vec::new();
                for fold in 0..folds.folds() {
                    let test: Vec<_> = folds.test(fold).collect();
                    let mut all: Vec<_> = folds.train(fold).chain(test.iter().copied()).collect();
                    all.sort_unstable();
                    assert!(all.into_iter().eq(0..len), "fold {fold}");
                    assert!(test.len().abs_diff(len / folds.folds()) <= 1);
                    held_out.extend(test);
                }
                held_out.sort_unstable();
                assert!(held_out.into_iter().eq(0..len), "{len} in {k}");
            }
        }
        assert_eq!(KFold::new(0, 5).test(0).count(), 0);
    }
}
