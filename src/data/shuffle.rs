//! Random orders that stay the same for ever: part of what a seed promises.
//!
//! The generator is named, and the bounded draw is written out here, because `rand` may change how
//! it shuffles from one version to the next.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// The numbers 0 to `len` − 1 in an order drawn with `seed`; every order is equally likely.
///
/// # Reference
///
/// Durstenfeld, *Algorithm 235: Random permutation*, Communications of the ACM 7 (1964), 420:
/// the shuffle of Fisher and Yates, in place and from the end.
pub(super) fn permutation(len: usize, seed: u64) -> Vec<usize> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut order: Vec<usize> = (0..len).collect();
    for last in (1..len).rev() {
        order.swap(last, below(&mut rng, last + 1));
    }
    order
}

/// A number from 0 to `bound` − 1, each equally likely. `bound` is at least 1.
///
/// # Reference
///
/// Lemire, *Fast random integer generation in an interval*, ACM Transactions on Modeling and
/// Computer Simulation 29 (2019), algorithm 5 — <https://arxiv.org/abs/1805.10941>
#[allow(
    clippy::cast_possible_truncation,
    reason = "the low half is taken on purpose; the high half is below `bound`, which is a usize"
)]
fn below(rng: &mut impl Rng, bound: usize) -> usize {
    // 64 bits on every target, or a 32-bit machine would draw another order.
    let bound = bound as u64;
    // 2⁶⁴ mod bound: so many values of the low half are surplus, and drawn anew.
    let surplus = bound.wrapping_neg() % bound;
    loop {
        let product = u128::from(rng.next_u64()) * u128::from(bound);
        if product as u64 >= surplus {
            return (product >> 64) as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_for_a_seed_never_changes() {
        // From a Python implementation of SplitMix64, xoshiro256++ and the shuffle above (see the
        // comment in the last test for the generator's own test vector).
        assert_eq!(permutation(10, 0), [1, 4, 5, 8, 6, 7, 0, 2, 9, 3]);
        assert_eq!(permutation(10, 42), [5, 3, 1, 0, 9, 6, 4, 7, 2, 8]);
        assert_eq!(permutation(7, u64::MAX), [6, 0, 3, 1, 4, 5, 2]);
    }

    #[test]
    fn a_permutation_of_none_or_one_needs_no_draw() {
        assert_eq!(permutation(0, 1), []);
        assert_eq!(permutation(1, 1), [0]);
    }

    #[test]
    fn every_order_of_three_is_about_equally_likely() {
        let mut counts = [0_u32; 27];
        for seed in 0..6000 {
            let order = permutation(3, seed);
            counts[order[0] * 9 + order[1] * 3 + order[2]] += 1;
        }
        let drawn: Vec<u32> = counts.into_iter().filter(|&count| count > 0).collect();
        assert_eq!(drawn.len(), 6);
        // 1000 expected each; the deviation is √(6000 · 1/6 · 5/6) = 29, and 150 is five of them.
        assert!(
            drawn.iter().all(|count| count.abs_diff(1000) < 150),
            "{drawn:?}"
        );
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // First outputs for the state 1, 2, 3, 4, from the reference implementation in C
        // (Blackman and Vigna, https://prng.di.unimi.it/xoshiro256plusplus.c).
        let mut state = [0_u8; 32];
        for word in 0..4 {
            state[word * 8] = [1, 2, 3, 4][word];
        }
        let mut rng = Xoshiro256PlusPlus::from_seed(state);
        let drawn: [u64; 3] = core::array::from_fn(|_| rng.next_u64());
        assert_eq!(drawn, [41_943_041, 58_720_359, 3_588_806_011_781_223]);
    }
}
