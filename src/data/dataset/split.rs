//! The ways to divide a data set: in order, at random, class by class.

use super::Dataset;
use crate::data::DataError;
use crate::data::shuffle::permutation;
use core::cmp::Reverse;
use std::collections::BTreeMap;

impl<const INPUTS: usize, const OUTPUTS: usize, T> Dataset<INPUTS, OUTPUTS, T> {
    /// Divides the samples in their order: the first `count`, and the rest. For time series, whose
    /// test part must lie after the training part.
    ///
    /// # Errors
    ///
    /// [`DataError::SplitBeyondEnd`] if there are fewer than `count` samples.
    pub fn split_at(mut self, count: usize) -> Result<(Self, Self), DataError> {
        if count > self.len() {
            return Err(DataError::SplitBeyondEnd {
                count,
                samples: self.len(),
            });
        }
        let rest = Self {
            inputs: self.inputs.split_off(count),
            targets: self.targets.split_off(count),
        };
        Ok((self, rest))
    }
}

impl<const INPUTS: usize, const OUTPUTS: usize, T: Copy> Dataset<INPUTS, OUTPUTS, T> {
    /// Shuffles the samples and divides them into a training and a test part, in this order.
    ///
    /// The test part has ⌈`test_fraction` · [`len`](Self::len)⌉ samples, as in scikit-learn. The same
    /// seed gives the same parts, on every machine and in every version of this crate.
    ///
    /// # Errors
    ///
    /// - [`DataError::TestFraction`] unless 0 < `test_fraction` < 1.
    /// - [`DataError::TooFewSamples`] if one of the parts would be empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use mlp::data::Dataset;
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let data = Dataset::new(vec![[1.0], [2.0], [3.0], [4.0]], vec![[1.0], [4.0], [9.0], [16.0_f32]])?;
    /// let (train, test) = data.train_test_split(0.25, 42)?;
    /// assert_eq!((train.len(), test.len()), (3, 1));
    /// assert_eq!(test.targets()[0][0], test.inputs()[0][0].powi(2));
    /// # Ok(())
    /// # }
    /// ```
    pub fn train_test_split(
        &self,
        test_fraction: f64,
        seed: u64,
    ) -> Result<(Self, Self), DataError> {
        let test_len = self.test_len(test_fraction)?;
        let order = permutation(self.len(), seed);
        let (test, train) = order.split_at(test_len);
        Ok((self.gather(train), self.gather(test)))
    }

    /// [`train_test_split`](Self::train_test_split) within each class, so that both parts hold the
    /// classes in the proportion of the whole: scikit-learn's `stratify`.
    ///
    /// `class` says which class a target belongs to; for one-hot targets that is
    /// `|target| argmax(target)`, for labels in one column `|target| target[0] as usize`, and any other value
    /// that can be ordered will do. Of a class with n samples ⌊n · `test_fraction`⌋ or one more go to the test
    /// part, which has ⌈`test_fraction` · [`len`](Self::len)⌉ in all: the samples that are over go
    /// to the classes with the largest remainders. Both parts are shuffled.
    ///
    /// # Errors
    ///
    /// As [`train_test_split`](Self::train_test_split).
    ///
    /// # Examples
    ///
    /// ```
    /// use mlp::data::Dataset;
    /// use mlp::metrics::argmax;
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let targets = [[[1.0, 0.0]; 6], [[0.0, 1.0]; 6]].concat();
    /// let data = Dataset::new((0..12_u8).map(|i| [f32::from(i)]).collect(), targets)?;
    /// let (_, test) = data.stratified_train_test_split(0.33, 42, |target| argmax(target))?;
    /// assert_eq!(test.iter().filter(|(_, target)| target[1] == 1.0).count(), 2);
    /// assert_eq!(test.len(), 4);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "stratify")]
    pub fn stratified_train_test_split<C: Ord>(
        &self,
        test_fraction: f64,
        seed: u64,
        class: impl Fn(&[T; OUTPUTS]) -> C,
    ) -> Result<(Self, Self), DataError> {
        let test_len = self.test_len(test_fraction)?;
        let mut classes: BTreeMap<C, Vec<usize>> = BTreeMap::new();
        for index in permutation(self.len(), seed) {
            let members = classes.entry(class(&self.targets[index])).or_default();
            members.push(index);
        }
        // Whole numbers, so that no rounding decides: class c is owed len(c) · test_len / len samples.
        let owed = |members: &Vec<usize>| members.len() as u128 * test_len as u128;
        let mut classes: Vec<(Vec<usize>, usize)> = classes
            .into_values()
            .map(|members| {
                let whole = owed(&members) / self.len() as u128;
                let whole = usize::try_from(whole).unwrap_or(members.len());
                (members, whole)
            })
            .collect();
        let given: usize = classes.iter().map(|(_, test)| test).sum();
        classes.sort_by_key(|(members, _)| Reverse(owed(members) % self.len() as u128));
        for (_, test) in classes.iter_mut().take(test_len - given) {
            *test += 1;
        }
        let mut is_test = vec![false; self.len()];
        for (members, test) in &classes {
            for &index in &members[..*test] {
                is_test[index] = true;
            }
        }
        // Classes would stand one after the other: in the order of the permutation they do not.
        let order = permutation(self.len(), seed);
        let (test, train): (Vec<usize>, Vec<usize>) =
            order.into_iter().partition(|&index| is_test[index]);
        Ok((self.gather(&train), self.gather(&test)))
    }

    /// The number of samples in the test part.
    fn test_len(&self, test_fraction: f64) -> Result<usize, DataError> {
        if !(test_fraction > 0.0 && test_fraction < 1.0) {
            return Err(DataError::TestFraction { test_fraction });
        }
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the product lies between 0 and the number of samples, far below 2^53"
        )]
        let test_len = (self.len() as f64 * test_fraction).ceil() as usize;
        if test_len == 0 || test_len >= self.len() {
            return Err(DataError::TooFewSamples {
                samples: self.len(),
                test_fraction,
            });
        }
        Ok(test_len)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::numbered;

    #[test]
    fn a_split_keeps_every_sample_once_and_its_pair_together() {
        let data = numbered(100);
        let (train, test) = data.train_test_split(0.3, 7).unwrap();
        assert_eq!((train.len(), test.len()), (70, 30));

        let mut seen: Vec<f64> = train
            .iter()
            .chain(&test)
            .map(|(input, _)| input[0])
            .collect();
        assert!(!seen.is_sorted(), "a shuffled split shuffles");
        seen.sort_by(f64::total_cmp);
        assert_eq!(
            seen,
            data.iter().map(|(input, _)| input[0]).collect::<Vec<_>>()
        );
        assert!(
            train
                .iter()
                .chain(&test)
                .all(|([input], [target])| *target == -*input)
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_split_and_another_seed_another() {
        let data = numbered(100);
        let split = |seed| data.train_test_split(0.3, seed).unwrap();
        assert_eq!(split(1), split(1));
        assert_ne!(split(1), split(2));
    }

    #[test]
    fn the_test_part_is_rounded_up() {
        let sizes = |samples, fraction| {
            let (train, test) = numbered(samples).train_test_split(fraction, 0).unwrap();
            (train.len(), test.len())
        };
        // ⌈2.5⌉, ⌈60⌉ (the size of the golden circles split, made by scikit-learn) and ⌈0.02⌉.
        assert_eq!(sizes(10, 0.25), (7, 3));
        assert_eq!(sizes(200, 0.3), (140, 60));
        assert_eq!(sizes(2, 0.01), (1, 1));
    }

    #[test]
    fn a_split_that_leaves_a_part_empty_is_refused() {
        for fraction in [0.0, 1.0, -0.5, f64::NAN, f64::INFINITY] {
            let error = numbered(10).train_test_split(fraction, 0).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "the test fraction is {fraction}, but must lie between 0 and 1, both excluded"
                )
            );
        }
        let error = numbered(1).train_test_split(0.5, 0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "1 sample cannot be split with test fraction 0.5: one part would be empty"
        );
        assert!(numbered(0).train_test_split(0.5, 0).is_err());
        assert!(numbered(10).train_test_split(0.99, 0).is_err());
    }

    #[test]
    fn an_ordered_split_keeps_the_order() {
        let (first, rest) = numbered(5).split_at(3).unwrap();
        assert_eq!(first.inputs(), [[0.0], [1.0], [2.0]]);
        assert_eq!(rest.targets(), [[-3.0], [-4.0]]);
        assert!(numbered(5).split_at(5).unwrap().1.is_empty());

        let error = numbered(5).split_at(6).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot split after 6 samples: there are only 5"
        );
    }
}
