//! A shuffle without a list of indices.

use crate::dispatch;
use crate::simd::MOST_LANES;

/// A pseudo-random order of `0..len`, computed index by index from a seed.
///
/// A list of shuffled indices takes as many words as there are samples, which a microcontroller may
/// not have. A keyed bijection takes 16 words of 32 bits, whatever `len`. With n, the bits of the largest
/// index, each of eight rounds takes a number x of n bits to another one, with an odd a and any b of
/// its own:
///
/// ```text
/// x ← (a x + b) mod 2ⁿ      low bits reach high ones
/// x ← x ⊕ ⌊x / 2^⌊n/2⌋⌋     high bits reach low ones
/// ```
///
/// An index that lands at `len` or behind is sent through again until it lands inside ("cycle
/// walking"): from three samples on less than two passes on average, since 2ⁿ is less than two times `len`.
///
/// Every order of up to six samples is as likely as any other, so far as χ² over a hundred seeds for each
/// can tell. Of 21 and more samples there are more than 2⁶⁴ orders, so most have no seed; how often an index is
/// followed by a larger one, and how many samples of a class come to one batch, varies as in a
/// shuffle by Fisher and Yates.
///
/// Kensler, *Correlated Multi-Jittered Sampling*, Pixar 2013, section 5, has such a bijection with fixed
/// a; Black and Rogaway, *Ciphers with Arbitrary Finite Domains*, 2002, the walk.
///
/// ```
/// use mlp_core::samples::Permutation;
///
/// let permutation = Permutation::new(5, 7);
/// let mut seen = [0; 5];
/// for position in 0..5 {
///     seen[permutation.index(position)] += 1;
/// }
/// assert_eq!(seen, [1; 5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permutation {
    len: usize,
    /// 2ⁿ − 1.
    mask: usize,
    /// ⌊n/2⌋.
    shift: u32,
    /// a and b of each round. Bits above the n lowest of a product do not reach those, so the order is the
    /// same on machines of any word.
    keys: [[u32; 2]; ROUNDS],
}

/// Rounds of the bijection. With six, the orders of seven samples were eight times as far from equally likely
/// (χ² over 300 seeds for each), and the number of rises among 16 to 64 varied by 2 to 7 % more than
/// among those of Fisher and Yates.
const ROUNDS: usize = 8;

/// Indices that go through the rounds side by side: as many as samples, whatever the length of a vector.
const SIDE_BY_SIDE: usize = MOST_LANES;

impl Permutation {
    /// The order of `len` indices that belongs to `seed`.
    #[must_use]
    pub const fn new(len: usize, seed: u64) -> Self {
        // Of one bit, half would be none.
        let bits = match usize::BITS - len.saturating_sub(1).leading_zeros() {
            0 | 1 => 2,
            bits => bits,
        };
        // The seed is spread before the rounds are counted, so that neighbouring seeds share no key.
        let start = mix(seed);
        let mut keys = [[0; 2]; ROUNDS];
        let mut round = 0;
        while round < ROUNDS {
            let key = mix(start.wrapping_add(round as u64));
            #[allow(clippy::cast_possible_truncation, reason = "one half each")]
            {
                keys[round] = [key as u32 | 1, (key >> 32) as u32];
            }
            round += 1;
        }
        Self {
            len,
            mask: usize::MAX >> (usize::BITS - bits),
            shift: bits / 2,
            keys,
        }
    }

    /// The index at `position`: a different one for each position below `len`.
    ///
    /// A position of `len` or more is returned as it is.
    #[must_use]
    #[inline(never)]
    pub fn index(&self, position: usize) -> usize {
        if position >= self.len {
            return position;
        }
        let mut index = position;
        loop {
            [index] = self.permute([index]);
            if index < self.len {
                return index;
            }
        }
    }

    /// [`index`](Self::index) of the positions of a slice, written over them. All must be below `len`: a walk
    /// that begins outside may never come in.
    ///
    /// The first pass is made by [`SIDE_BY_SIDE`] at once in vectors; those that land outside walk on by themselves.
    #[inline(never)]
    pub(crate) fn indices(&self, positions: &mut [usize]) {
        debug_assert!(positions.iter().all(|&position| position < self.len));
        if u32::try_from(self.mask).is_ok() {
            dispatch!(_simd => self.pass(positions));
        } else {
            for index in &mut *positions {
                [*index] = self.permute([*index]);
            }
        }
        for index in positions {
            while *index >= self.len {
                [*index] = self.permute([*index]);
            }
        }
    }

    /// One pass of positions that 32 bits hold, with the instructions of the caller.
    #[inline(always)]
    fn pass(&self, positions: &mut [usize]) {
        for positions in positions.chunks_mut(SIDE_BY_SIDE) {
            let mut indices = [0; SIDE_BY_SIDE];
            #[allow(clippy::cast_possible_truncation, reason = "32 bits hold them")]
            for (index, &position) in indices.iter_mut().zip(&*positions) {
                *index = position as u32;
            }
            let indices = self.permute_short(indices);
            for (position, index) in positions.iter_mut().zip(indices) {
                *position = index as usize;
            }
        }
    }
}

/// One pass of some indices through the rounds, a bijection of the numbers of n bits, in words that hold so many.
macro_rules! permute {
    ($name:ident: $word:ty) => {
        impl Permutation {
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "words hold n bits")]
            fn $name<const N: usize>(&self, mut indices: [$word; N]) -> [$word; N] {
                let mask = self.mask as $word;
                for [a, b] in self.keys {
                    for x in &mut indices {
                        *x = x.wrapping_mul(a as $word).wrapping_add(b as $word) & mask;
                        *x ^= *x >> self.shift;
                    }
                }
                indices
            }
        }
    };
}

permute!(permute: usize);
permute!(permute_short: u32);

/// Spreads each bit of `x` over all bits: the finalizer of splitmix64.
///
/// Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, 2014.
#[inline]
pub(crate) const fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;
    use std::vec::Vec;

    #[test]
    fn every_length_up_to_300_is_permuted_without_repeats() {
        for len in 0..300 {
            let permutation = Permutation::new(len, 42);
            let mut order: Vec<_> = (0..len).map(|k| permutation.index(k)).collect();
            order.sort_unstable();
            assert!(order.into_iter().eq(0..len), "length {len}");
        }
    }

    #[test]
    fn many_indices_at_once_are_those_of_each() {
        for len in [1, 2, 5, 16, 17, 65, 300] {
            let permutation = Permutation::new(len, 42);
            for count in [0, 1, 3, 4, 9, 16, 310] {
                let positions = (0..count).map(|k| (k * 7 + 3) % len);
                let mut found: Vec<_> = positions.clone().collect();
                permutation.indices(&mut found);
                let expected: Vec<_> = positions.map(|k| permutation.index(k)).collect();
                assert_eq!(found, expected, "{count} of {len}");
            }
        }
    }

    #[test]
    fn the_largest_sets_of_this_machine_have_an_order_too() {
        for len in [usize::MAX, usize::MAX / 2 + 2] {
            let permutation = Permutation::new(len, 9);
            let order: Vec<_> = (0..100).map(|k| permutation.index(len - 1 - k)).collect();
            let mut distinct = order.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), 100);
            assert!(order.iter().all(|&index| index < len));
        }
    }

    #[test]
    fn a_position_outside_stays_where_it_is() {
        assert_eq!(Permutation::new(3, 1).index(3), 3);
        assert_eq!(Permutation::new(0, 1).index(0), 0);
    }

    /// χ² over 6000 seeds of where each of 5 samples goes: 4 degrees of freedom for each row, and
    /// 23.5 is the 99.99th percentile.
    #[test]
    fn each_sample_goes_everywhere_equally_often() {
        let mut counts = [[0_u32; 5]; 5];
        for seed in 0..6000 {
            let permutation = Permutation::new(5, seed);
            for (position, row) in counts.iter_mut().enumerate() {
                row[permutation.index(position)] += 1;
            }
        }
        for row in counts {
            let chi_squared: f64 = row
                .map(|n| (f64::from(n) - 1200.0).powi(2) / 1200.0)
                .iter()
                .sum();
            assert!(chi_squared < 23.5, "{counts:?}");
        }
    }

    /// What follows what, over the 36 pairs of orders of 3 samples and 36000 pairs of neighbouring
    /// seeds: 35 degrees of freedom, 99.99th percentile 77.
    #[test]
    fn neighbouring_seeds_give_unrelated_orders() {
        let order = |seed| {
            let permutation = Permutation::new(3, seed);
            permutation.index(0) * 3 + permutation.index(1)
        };
        let mut counts = vec![0_u32; 81];
        for seed in 0..36_000 {
            counts[order(seed) * 9 + order(seed + 1)] += 1;
        }
        let seen: Vec<f64> = counts
            .into_iter()
            .filter(|&n| n > 0)
            .map(f64::from)
            .collect();
        assert_eq!(seen.len(), 36);
        let chi_squared: f64 = seen.iter().map(|n| (n - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi_squared < 77.0, "{chi_squared}");
    }

    /// Of `len` samples, all orders, 100 seeds for each: n! − 1 degrees of freedom d. χ² has the mean d
    /// and the variance 2d; five standard deviations are beyond chance.
    #[test]
    fn every_order_of_up_to_six_is_equally_likely() {
        for (len, orders) in [(2_usize, 2_u32), (3, 6), (4, 24), (5, 120), (6, 720)] {
            let mut counts = std::collections::BTreeMap::<Vec<usize>, u32>::new();
            for seed in 0..u64::from(orders * 100) {
                let permutation = Permutation::new(len, seed);
                let order = (0..len).map(|k| permutation.index(k)).collect();
                *counts.entry(order).or_default() += 1;
            }
            assert_eq!(counts.len(), orders as usize, "{len} samples");
            let chi_squared: f64 = counts
                .values()
                .map(|&n| (f64::from(n) - 100.0).powi(2) / 100.0)
                .sum();
            let freedom = f64::from(orders - 1);
            let deviations = (chi_squared - freedom) / (2.0 * freedom).sqrt();
            assert!(deviations < 5.0, "{len} samples: {deviations}");
        }
    }

    /// Of 1000 samples, the classes one after the other or in turn: the number of one class in a batch of 32 has
    /// the hypergeometric distribution's variance, 32 ½ ½ 968/999, and as many of the 999 steps go up
    /// as down, with the variance 1001/12 (Eulerian numbers). 2000 orders; a tenth is far beyond chance.
    #[test]
    fn batches_of_many_samples_hold_what_chance_gives() {
        let (mut halves, mut parities, mut rises) = (vec![], vec![], vec![]);
        for seed in 0..2000 {
            let permutation = Permutation::new(1000, seed);
            let order: Vec<_> = (0..1000).map(|k| permutation.index(k)).collect();
            let number = |holds: &dyn Fn(usize) -> bool, batch: &[usize]| {
                f64::from(u16::try_from(batch.iter().filter(|&&k| holds(k)).count()).unwrap())
            };
            for batch in order.chunks_exact(32) {
                halves.push(number(&|k| k < 500, batch) - 16.0);
                parities.push(number(&|k| k % 2 == 0, batch) - 16.0);
            }
            let up = order.windows(2).filter(|pair| pair[0] < pair[1]).count();
            rises.push(f64::from(u16::try_from(up).unwrap()) - 499.5);
        }
        let mean_square = |numbers: &[f64]| {
            let (sum, count) = numbers
                .iter()
                .fold((0.0, 0.0), |(sum, count), x| (sum + x * x, count + 1.0));
            sum / count
        };
        let hypergeometric = 32.0 * 0.25 * 968.0 / 999.0;
        for (what, ratio) in [
            ("halves", mean_square(&halves) / hypergeometric),
            ("parities", mean_square(&parities) / hypergeometric),
            ("rises", mean_square(&rises) / (1001.0 / 12.0)),
        ] {
            assert!((0.9..1.1).contains(&ratio), "{what}: {ratio}");
        }
    }
}
