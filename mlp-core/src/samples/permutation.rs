//! A shuffle without a list of indices.

/// A pseudo-random order of `0..len`, computed index by index from a seed.
///
/// A list of shuffled indices takes as many words as there are samples, which a microcontroller may
/// not have. A keyed bijection takes ten words: a Feistel network permutes the smallest power of
/// four that holds `len`, and an index that lands outside is sent through again until it lands
/// inside ("cycle walking"), fewer than four times on average.
///
/// Luby and Rackoff, *How to Construct Pseudorandom Permutations from Pseudorandom Functions*, 1988;
/// Black and Rogaway, *Ciphers with Arbitrary Finite Domains*, 2002.
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
    len: u64,
    /// One key for each round.
    keys: [u64; ROUNDS],
    /// Bits of each half of an index.
    half_bits: u32,
}

/// Rounds of the network. Three make it pseudo-random, four hold against a stronger adversary; the
/// halves of a small data set are a few bits wide, so there are some to spare.
const ROUNDS: usize = 8;

/// Indices that go through the rounds side by side.
const SIDE_BY_SIDE: usize = 4;

impl Permutation {
    /// The order of `len` indices that belongs to `seed`.
    #[must_use]
    pub const fn new(len: usize, seed: u64) -> Self {
        let bits = u64::BITS - (len as u64).saturating_sub(1).leading_zeros();
        let half_bits = if bits < 2 { 1 } else { bits.div_ceil(2) };
        // The seed is spread before the rounds are counted, so that neighbouring seeds share no key.
        let start = mix(seed);
        let mut keys = [0; ROUNDS];
        let mut round = 0;
        while round < ROUNDS {
            keys[round] = mix(start.wrapping_add(round as u64));
            round += 1;
        }
        Self {
            len: len as u64,
            keys,
            half_bits,
        }
    }

    /// The index at `position`: a different one for each position below `len`.
    ///
    /// A position of `len` or more is returned as it is.
    #[must_use]
    #[inline(never)]
    pub fn index(&self, position: usize) -> usize {
        if position as u64 >= self.len {
            return position;
        }
        let mut index = position as u64;
        loop {
            [index] = self.permute([index]);
            if index < self.len {
                // It is less than `len`, which came from a `usize`.
                #[allow(clippy::cast_possible_truncation, reason = "less than a usize")]
                return index as usize;
            }
        }
    }

    /// [`index`](Self::index) of the positions of a slice, written over them.
    ///
    /// Some at a time: a round waits for the one before, so those of several indices side by side take
    /// little longer than those of one.
    #[inline(never)]
    pub(crate) fn indices(&self, positions: &mut [usize]) {
        let mut chunks = positions.chunks_exact_mut(SIDE_BY_SIDE);
        for chunk in &mut chunks {
            let mut indices = [0; SIDE_BY_SIDE];
            for (index, &position) in indices.iter_mut().zip(&*chunk) {
                *index = position as u64;
            }
            // Positions of no sample stay where they are.
            let mut walks = indices.map(|index| index < self.len);
            while walks.contains(&true) {
                let next = self.permute(indices);
                for ((index, walks), next) in indices.iter_mut().zip(&mut walks).zip(next) {
                    *index = if *walks { next } else { *index };
                    *walks &= next >= self.len;
                }
            }
            for (position, index) in chunk.iter_mut().zip(indices) {
                // It is less than `len`, or what it was.
                #[allow(clippy::cast_possible_truncation, reason = "less than a usize")]
                {
                    *position = index as usize;
                }
            }
        }
        for position in chunks.into_remainder() {
            *position = self.index(*position);
        }
    }

    /// One pass of some indices through the network: a bijection of the numbers of twice `half_bits` bits.
    #[inline]
    fn permute<const N: usize>(&self, indices: [u64; N]) -> [u64; N] {
        let mask = (1 << self.half_bits) - 1;
        let mut left = indices.map(|index| index >> self.half_bits);
        let mut right = indices.map(|index| index & mask);
        for key in self.keys {
            let mut k = 0;
            while k < N {
                let mixed = mix(right[k] ^ key) & mask;
                (left[k], right[k]) = (right[k], left[k] ^ mixed);
                k += 1;
            }
        }
        core::array::from_fn(|k| (left[k] << self.half_bits) | right[k])
    }
}

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
        for len in [0, 1, 2, 5, 16, 17, 65, 300] {
            let permutation = Permutation::new(len, 42);
            for count in [0, 1, 3, 4, 9, 16, 310] {
                let positions = (0..count).map(|k| (k * 7 + 3) % 310);
                let mut found: Vec<_> = positions.clone().collect();
                permutation.indices(&mut found);
                let expected: Vec<_> = positions.map(|k| permutation.index(k)).collect();
                assert_eq!(found, expected, "{count} of {len}");
            }
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

    /// All 24 orders of 4 samples, 24000 seeds: 23 degrees of freedom, 99.99th percentile 58.
    #[test]
    fn every_order_of_four_is_equally_likely() {
        let mut counts = vec![0_u32; 256];
        for seed in 0..24_000 {
            let permutation = Permutation::new(4, seed);
            let code = (0..4).fold(0, |code, k| code * 4 + permutation.index(k));
            counts[code] += 1;
        }
        let seen: Vec<f64> = counts
            .into_iter()
            .filter(|&n| n > 0)
            .map(f64::from)
            .collect();
        assert_eq!(seen.len(), 24);
        let chi_squared: f64 = seen.iter().map(|n| (n - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi_squared < 58.0, "{chi_squared}");
    }
}
