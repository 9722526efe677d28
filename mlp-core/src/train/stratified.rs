//! Every sample held out once, and every class in every fold.

use super::Folds;
use crate::samples::Permutation;
use std::vec;
use std::vec::Vec;

/// A division of samples into folds that hold the classes in the proportion of the whole, as scikit-learn's
/// `StratifiedKFold`.
///
/// Of each class a fold has the floor or the ceiling of its share, and folds differ in size by at most one. A
/// class of fewer samples than there are folds is missing in some of them.
///
/// ```
/// use mlp_core::train::{Folds, StratifiedKFold};
///
/// let folds = StratifiedKFold::new(["rose", "rose", "daisy", "rose", "daisy", "rose"], 2);
/// assert!(folds.test(0).eq([0, 1, 2]) && folds.train(0).eq([3, 4, 5]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratifiedKFold {
    folds: usize,
    /// The number of each sample's class, in the order they came up.
    classes: Vec<usize>,
    /// The fold that holds out each sample.
    fold_of: Vec<usize>,
}

impl StratifiedKFold {
    /// Samples of these classes, one for each sample, divided into `folds`, at least 2 of them, as a rule 5 or
    /// 10. There are no more folds than samples. A class is whatever can be compared: a label, a name, `true`.
    #[must_use]
    pub fn new<C: PartialEq>(classes: impl IntoIterator<Item = C>, folds: usize) -> Self {
        let mut seen: Vec<C> = Vec::new();
        let classes: Vec<usize> = classes
            .into_iter()
            .map(|class| {
                let known = seen.iter().position(|other| *other == class);
                known.unwrap_or_else(|| {
                    seen.push(class);
                    seen.len() - 1
                })
            })
            .collect();
        let folds = folds.max(2).min(classes.len().max(1));
        let fold_of = divide(&classes, seen.len(), folds, |k| k);
        Self {
            folds,
            classes,
            fold_of,
        }
    }

    /// Which samples of a class go to which fold in a pseudo-random order that is a function of the seed.
    #[must_use]
    pub fn shuffle(self, seed: u64) -> Self {
        let order = Permutation::new(self.classes.len(), seed);
        let classes = self.classes.iter().max().map_or(0, |last| last + 1);
        let fold_of = divide(&self.classes, classes, self.folds, |k| order.index(k));
        Self { fold_of, ..self }
    }
}

/// The fold of each sample. If all samples stood class after class and were dealt out like cards, fold f would get
/// so many of each class; it gets so many of the first that are left, in the order of `sample`.
fn divide(
    classes: &[usize],
    count: usize,
    folds: usize,
    sample: impl Fn(usize) -> usize,
) -> Vec<usize> {
    let mut sizes = vec![0; count];
    for &class in classes {
        sizes[class] += 1;
    }
    // What each fold has left to take of each class, and the fold that takes.
    let mut shares = vec![vec![0; folds]; count];
    let mut dealt = 0;
    for (share, size) in shares.iter_mut().zip(&sizes) {
        for card in dealt..dealt + size {
            share[card % folds] += 1;
        }
        dealt += size;
    }
    let mut taking = vec![0; count];
    let mut fold_of = vec![0; classes.len()];
    for sample in (0..classes.len()).map(sample) {
        let class = classes[sample];
        while shares[class][taking[class]] == 0 {
            taking[class] += 1;
        }
        shares[class][taking[class]] -= 1;
        fold_of[sample] = taking[class];
    }
    fold_of
}

impl Folds for StratifiedKFold {
    fn samples(&self) -> usize {
        self.classes.len()
    }

    fn folds(&self) -> usize {
        self.folds
    }

    fn test(&self, fold: usize) -> impl Iterator<Item = usize> {
        self.where_fold(move |of| of == fold)
    }

    fn train(&self, fold: usize) -> impl Iterator<Item = usize> {
        self.where_fold(move |of| of != fold)
    }
}

impl StratifiedKFold {
    fn where_fold(&self, is: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
        let folds = self.fold_of.iter().enumerate();
        folds.filter_map(move |(sample, &of)| is(of).then_some(sample))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_go_to_the_folds_that_scikit_learn_puts_them_in() {
        // scikit-learn 1.9.1: `for fold, (_, test) in enumerate(StratifiedKFold(k).split(y, y))`.
        let cases: [(&[usize], usize, &[usize]); 3] = [
            (
                &[
                    1, 1, 1, 1, 0, 1, 0, 2, 2, 0, 1, 1, 1, 2, 0, 0, 0, 2, 1, 2, 2, 1, 0,
                ],
                5,
                &[
                    0, 0, 1, 1, 0, 2, 0, 0, 1, 1, 2, 3, 3, 2, 1, 2, 3, 2, 4, 3, 4, 4, 4,
                ],
            ),
            (
                &[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
                3,
                &[0, 0, 0, 0, 2, 1, 1, 1, 1, 2, 2, 2],
            ),
            (
                &[
                    1, 1, 2, 0, 0, 1, 3, 0, 1, 2, 2, 3, 0, 1, 1, 3, 1, 1, 3, 2, 3, 3, 2, 2, 3, 0,
                    2, 3, 1, 0,
                ],
                4,
                &[
                    0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 2, 1, 2, 3, 1, 2, 2, 2, 2, 3, 3, 2,
                    3, 3, 3, 3,
                ],
            ),
        ];
        for (classes, folds, expected) in cases {
            let folds = StratifiedKFold::new(classes, folds);
            assert_eq!(folds.fold_of, expected);
        }
    }

    #[test]
    fn every_fold_has_its_share_of_every_class_shuffled_or_not() {
        let classes: Vec<i32> = (0..103).map(|k| (k % 7).min(k % 5)).collect();
        for folds in [2, 3, 5, 10] {
            let plain = StratifiedKFold::new(&classes, folds);
            let shuffled = plain.clone().shuffle(5);
            assert_ne!(plain, shuffled);
            for division in [plain, shuffled] {
                for fold in 0..folds {
                    let test: Vec<usize> = division.test(fold).collect();
                    assert!(test.len().abs_diff(103 / folds) <= 1);
                    let mut all: Vec<usize> = division.train(fold).chain(test.clone()).collect();
                    all.sort_unstable();
                    assert!(all.into_iter().eq(0..103));
                    for class in 0..5 {
                        let of = |k: &&usize| classes[**k] == class;
                        let here = test.iter().filter(of).count();
                        let whole = classes.iter().filter(|&&other| other == class).count();
                        assert!([whole / folds, whole.div_ceil(folds)].contains(&here));
                    }
                }
            }
        }
    }

    #[test]
    fn no_samples_and_one_have_folds_too() {
        let none = StratifiedKFold::new([0_u8; 0], 5);
        assert_eq!((none.folds(), none.test(0).count()), (1, 0));
        let one = StratifiedKFold::new(["a"], 5).shuffle(1);
        assert_eq!(
            (one.folds(), one.test(0).count(), one.test(1).count()),
            (1, 1, 0)
        );
        assert_eq!(one.test(99).count(), 0);
    }
}
