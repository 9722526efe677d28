//! Samples: inputs beside their targets, in the order in which training sees them.

use core::fmt;

mod noise;
mod permutation;

pub use noise::Noise;
pub use permutation::Permutation;
pub(crate) use permutation::mix;

/// Inputs and their targets, borrowed, some or all of them, in order or shuffled.
///
/// ```
/// use mlp_core::samples::Samples;
///
/// let samples = Samples::new(&[[0.0], [1.0]], &[[1.0], [0.0]])?;
/// assert_eq!(samples.len(), 2);
/// # Ok::<(), mlp_core::samples::LengthMismatch>(())
/// ```
#[derive(Debug)]
pub struct Samples<'a, X, Y> {
    inputs: &'a [X],
    targets: &'a [Y],
    order: Option<Permutation>,
    start: usize,
    len: usize,
    noise: Option<Noise>,
}

impl<X, Y> Clone for Samples<'_, X, Y> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<X, Y> Copy for Samples<'_, X, Y> {}

impl<'a, X, Y> Samples<'a, X, Y> {
    /// All samples, in order: input `k` belongs to target `k`.
    ///
    /// # Errors
    /// If there are not as many inputs as targets.
    pub const fn new(inputs: &'a [X], targets: &'a [Y]) -> Result<Self, LengthMismatch> {
        if inputs.len() != targets.len() {
            return Err(LengthMismatch {
                inputs: inputs.len(),
                others: targets.len(),
            });
        }
        Ok(Self {
            inputs,
            targets,
            order: None,
            start: 0,
            len: inputs.len(),
            noise: None,
        })
    }

    /// The same samples with the seed of what a training step leaves to chance, which is the
    /// dropout of its layers: see [`Noise`]. Without it nothing is dropped.
    ///
    /// The trainer gives each step a seed of its own. Parts of these samples keep their places in the
    /// noise, so that it is the same however the work is shared.
    #[must_use]
    pub const fn with_noise(&self, seed: u64) -> Self {
        Self {
            noise: Some(Noise::new(seed)),
            ..*self
        }
    }

    /// The noise of these samples, from the first of them on.
    #[must_use]
    pub const fn noise(&self) -> Option<Noise> {
        self.noise
    }

    /// The number of samples.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no sample.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The same samples in a pseudo-random order that is a function of the seed alone.
    ///
    /// Nothing is moved and no list of indices is kept; see [`Permutation`]. A part of samples that
    /// are shuffled already is in random order, and stays as it is.
    #[must_use]
    pub fn shuffled(&self, seed: u64) -> Self {
        if self.len < self.inputs.len() {
            return *self;
        }
        Self {
            order: Some(Permutation::new(self.len, seed)),
            ..*self
        }
    }

    /// The order in which epoch `epoch` of a training run with this seed sees the samples: another one
    /// for each epoch and seed.
    #[must_use]
    pub fn shuffled_for_epoch(&self, seed: u64, epoch: usize) -> Self {
        self.shuffled(mix(mix(seed) ^ epoch as u64))
    }

    /// The first `count` samples, and the rest; all of them and none if there are not so many.
    #[must_use]
    pub fn split_at(&self, count: usize) -> (Self, Self) {
        let count = count.min(self.len);
        let later = self.noise.map(|noise| noise.skip(count));
        if self.order.is_none() {
            let (inputs, other_inputs) = self.inputs.split_at(count);
            let (targets, other_targets) = self.targets.split_at(count);
            let part = |inputs: &'a [X], targets, noise| Self {
                inputs,
                targets,
                order: None,
                start: 0,
                len: inputs.len(),
                noise,
            };
            return (
                part(inputs, targets, self.noise),
                part(other_inputs, other_targets, later),
            );
        }
        let first = Self {
            len: count,
            ..*self
        };
        let rest = Self {
            start: self.start + count,
            len: self.len - count,
            noise: later,
            ..*self
        };
        (first, rest)
    }

    /// Makes these the `count` samples of `all` from its sample `first` on, or as many as there are.
    ///
    /// What a loop over batches costs less with than with [`split_at`](Self::split_at): a value of its
    /// own for each batch copies the order with it.
    #[inline(always)]
    pub(crate) fn move_to(&mut self, all: &Self, first: usize, count: usize) {
        let first = first.min(all.len);
        self.len = count.min(all.len - first);
        if all.order.is_none() {
            let part = all.start + first..all.start + first + self.len;
            self.inputs = all.inputs.get(part.clone()).unwrap_or_default();
            self.targets = all.targets.get(part).unwrap_or_default();
            self.start = 0;
        } else {
            self.start = all.start + first;
        }
        if let Some(noise) = all.noise {
            self.noise = Some(noise.skip(first));
        }
    }

    /// Consecutive batches of `size` samples; the last may be smaller. No batches if `size` is 0.
    pub fn batches(&self, size: usize) -> impl Iterator<Item = Self> + use<'a, X, Y> {
        let mut rest = *self;
        core::iter::from_fn(move || {
            if rest.is_empty() || size == 0 {
                return None;
            }
            let (batch, others) = rest.split_at(size);
            rest = others;
            Some(batch)
        })
    }

    /// The `count` samples from sample `first` on as they lie in memory, if they lie there in this order.
    #[inline(always)]
    pub(crate) fn in_a_row(&self, first: usize, count: usize) -> Option<(&'a [X], &'a [Y])> {
        if self.order.is_some() || self.len - first < count {
            return None;
        }
        let inputs = self.inputs.get(self.start + first..)?.get(..count)?;
        let targets = self.targets.get(self.start + first..)?.get(..count)?;
        Some((inputs, targets))
    }

    /// The `count` samples from sample `first` on, side by side; behind them the first of them again. None
    /// if there are not so many.
    ///
    /// Where they are in an order, it is asked for all of them at once.
    #[inline(always)]
    pub(crate) fn some<const N: usize>(
        &self,
        first: usize,
        count: usize,
    ) -> Option<[(&'a X, &'a Y); N]> {
        if count > self.len - first {
            return None;
        }
        let mut places = [self.start + first; N];
        let mut k = 0;
        while k < count && k < N {
            places[k] += k;
            k += 1;
        }
        if let Some(permutation) = &self.order {
            permutation.indices(places.get_mut(..count)?);
        }
        let mut samples = [(self.inputs.get(places[0])?, self.targets.get(places[0])?); N];
        let mut k = 1;
        while k < count && k < N {
            samples[k] = (self.inputs.get(places[k])?, self.targets.get(places[k])?);
            k += 1;
        }
        Some(samples)
    }

    /// Sample `k` of these, if there are so many.
    #[must_use]
    #[inline(always)]
    pub fn get(&self, k: usize) -> Option<(&'a X, &'a Y)> {
        if k >= self.len {
            return None;
        }
        let position = self.start + k;
        let index = match &self.order {
            None => position,
            Some(permutation) => permutation.index(position),
        };
        Some((self.inputs.get(index)?, self.targets.get(index)?))
    }

    /// The samples, one after the other.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (&'a X, &'a Y)> + use<'a, X, Y> {
        let samples = *self;
        (0..self.len).filter_map(move |k| samples.get(k))
    }
}

/// Two slices that belong together have different lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthMismatch {
    /// The number of inputs.
    pub inputs: usize,
    /// The number of targets or outputs beside them.
    pub others: usize,
}

impl LengthMismatch {
    /// That there are as many inputs as others.
    pub(crate) const fn check(inputs: usize, others: usize) -> Result<(), Self> {
        if inputs == others {
            Ok(())
        } else {
            Err(Self { inputs, others })
        }
    }
}

impl fmt::Display for LengthMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} inputs cannot go with {} targets or outputs; there must be one for each input",
            self.inputs, self.others
        )
    }
}

impl core::error::Error for LengthMismatch {}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUTS: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

    fn seen<'a>(samples: impl Iterator<Item = (&'a usize, &'a usize)>) -> std::vec::Vec<usize> {
        samples.map(|(&x, _)| x).collect()
    }

    #[test]
    fn batches_cover_every_sample_once_and_the_last_is_smaller() {
        let samples = Samples::new(&INPUTS, &INPUTS).unwrap();
        let sizes: std::vec::Vec<_> = samples.batches(3).map(|batch| batch.len()).collect();
        assert_eq!(sizes, [3, 3, 1]);
        let all: std::vec::Vec<_> = samples
            .batches(3)
            .flat_map(|batch| seen(batch.iter()))
            .collect();
        assert_eq!(all, INPUTS);
    }

    #[test]
    fn shuffled_batches_cover_every_sample_once() {
        let samples = Samples::new(&INPUTS, &INPUTS).unwrap().shuffled(3);
        let mut all: std::vec::Vec<_> = samples
            .batches(2)
            .flat_map(|batch| seen(batch.iter()))
            .collect();
        all.sort_unstable();
        assert_eq!(all, INPUTS);
    }

    #[test]
    fn a_shuffled_part_holds_the_samples_of_the_part() {
        let (first, rest) = Samples::new(&INPUTS, &INPUTS).unwrap().split_at(4);
        for seed in 0..20 {
            for (part, expected) in [(first, &INPUTS[..4]), (rest, &INPUTS[4..])] {
                let mut shuffled = seen(part.shuffled(seed).iter());
                shuffled.sort_unstable();
                assert_eq!(shuffled, expected);
            }
        }
        for seed in 0..20 {
            for batch in first.shuffled(seed).batches(2) {
                assert_eq!(seen(batch.shuffled(seed + 1).iter()), seen(batch.iter()));
            }
        }
    }

    #[test]
    fn a_batch_ends_where_it_ends_though_more_samples_lie_behind() {
        let samples = Samples::new(&INPUTS, &INPUTS).unwrap();
        for samples in [samples, samples.shuffled(3)] {
            for batch in samples.batches(2) {
                assert_eq!(batch.iter().count(), batch.len());
                assert!(batch.get(batch.len() - 1).is_some());
                assert_eq!(batch.get(batch.len()), None);
            }
        }
    }

    #[test]
    fn batches_of_size_zero_are_none() {
        let samples = Samples::new(&INPUTS, &INPUTS).unwrap();
        assert_eq!(samples.batches(0).count(), 0);
    }

    #[test]
    fn every_sample_keeps_its_noise_however_the_samples_are_cut() {
        let samples = Samples::new(&INPUTS, &INPUTS).unwrap();
        for samples in [samples, samples.shuffled(1)] {
            let noisy = samples.with_noise(5);
            let whole = noisy.noise().unwrap();
            for size in 1..8 {
                for (k, batch) in noisy.batches(size).enumerate() {
                    assert_eq!(batch.noise(), Some(whole.skip(k * size)));
                }
            }
            assert_eq!(samples.noise(), None);
        }
    }

    #[test]
    fn different_lengths_are_refused() {
        let error = Samples::new(&INPUTS, &INPUTS[1..]).unwrap_err();
        assert_eq!((error.inputs, error.others), (7, 6));
    }
}
