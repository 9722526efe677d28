//! What a training step leaves to chance, computed where it is needed.

use super::permutation::mix;
use crate::number::Scalar;

/// Which activations a training step drops: a function of a seed, the place of a sample in the
/// batch, the layer and the neuron.
///
/// No generator has a state that would have to be passed on, so neither threads nor the order in which
/// samples are computed show in it. Each pair of neurons takes one number of 64 bits, a
/// counter through the finalizer of splitmix64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noise {
    seed: u64,
    /// The place of the first sample in the batch.
    position: u64,
}

impl Noise {
    /// The noise of a batch, from its first sample on.
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            seed: mix(seed),
            position: 0,
        }
    }

    /// The noise of the samples behind the first `count`.
    #[must_use]
    pub const fn skip(self, count: usize) -> Self {
        Self {
            seed: self.seed,
            position: self.position.wrapping_add(count as u64),
        }
    }

    /// Multiplies the numbers of one layer of the first sample by 0, a part `rate` of them, and the
    /// others by `1 / (1 − rate)`, so that the mean stays.
    pub(crate) fn drop_out<T: Scalar>(self, layer: usize, rate: f64, row: &mut [T]) {
        let key = mix(mix(self.seed ^ self.position).wrapping_add(layer as u64));
        let limit = threshold(rate);
        let kept = T::from_f64(1.0 / (1.0 - rate));
        let scale = |drawn: u64| if drawn < limit { T::ZERO } else { kept };
        let mut bits = 0;
        for (j, value) in row.iter_mut().enumerate() {
            bits = if j % 2 == 0 {
                mix(key.wrapping_add(j as u64))
            } else {
                bits >> 32
            };
            *value = *value * scale(bits & 0xffff_ffff);
        }
    }
}

/// The part `rate` of all numbers of 32 bits, rounded.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is from 0 to 1"
)]
fn threshold(rate: f64) -> u64 {
    (rate * 4_294_967_296.0 + 0.5) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 000 draws at 0.2 have a standard deviation of 126.
    #[test]
    fn the_part_that_is_dropped_is_the_rate_and_the_mean_stays() {
        let mut dropped = 0_u32;
        let mut sum = 0.0;
        for sample in 0..1000 {
            let mut row = [1.0_f64; 100];
            Noise::new(3).skip(sample).drop_out(1, 0.2, &mut row);
            for value in row {
                assert!(value == 0.0 || value == 1.25);
                dropped += u32::from(value == 0.0);
                sum += value;
            }
        }
        assert!(dropped.abs_diff(20_000) < 500, "{dropped}");
        assert!((sum / 100_000.0 - 1.0).abs() < 0.01, "{sum}");
    }

    #[test]
    fn seeds_samples_and_layers_have_masks_of_their_own_and_the_same_ones_again() {
        let mask = |seed, sample, layer| {
            let mut row = [1.0_f64; 64];
            Noise::new(seed).skip(sample).drop_out(layer, 0.5, &mut row);
            row.map(|value| value > 0.0)
        };
        let first = mask(1, 2, 3);
        assert_eq!(first, mask(1, 2, 3));
        for other in [mask(2, 2, 3), mask(1, 3, 3), mask(1, 2, 4), mask(2, 1, 3)] {
            let common = first.iter().zip(other).filter(|(a, b)| **a == *b).count();
            // 32 of 64 on average, with a standard deviation of 4.
            assert!((12..53).contains(&common), "{common}");
        }
    }
}
