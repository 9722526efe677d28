//! Functions of every number of a slice, a register at a time.

use super::{Lanes, Simd};
use crate::array::generate;
use crate::number::{Real, Scalar};

/// The numbers of the widest register.
const WIDEST: usize = 16;

/// A register of the first numbers of a slice; behind the last of them, that one again.
#[inline(always)]
pub(crate) fn load_some<S: Simd<T>, T: Scalar>(simd: S, from: &[T]) -> S::Native {
    if from.len() >= S::Native::COUNT {
        S::Native::load(simd, from)
    } else {
        S::Native::from_fn(
            simd,
            #[inline(always)]
            |k| from[k.min(from.len() - 1)],
        )
    }
}

/// Stores a register, or as many of its numbers as there is room for.
#[inline(always)]
pub(crate) fn store_some<S: Simd<T>, T: Scalar>(value: S::Native, to: &mut [T]) {
    if to.len() >= S::Native::COUNT {
        value.store(to);
    } else {
        let mut all = [T::ZERO; WIDEST];
        value.store(&mut all);
        let mut k = 0;
        while k < to.len() && k < WIDEST {
            to[k] = all[k];
            k += 1;
        }
    }
}

/// `x ← f(x)` for each number.
#[inline(always)]
pub(crate) fn update<S: Simd<T>, T: Scalar>(
    simd: S,
    values: &mut [T],
    f: impl Fn(S::Native) -> S::Native,
) {
    update_with(
        simd,
        values,
        [&[]; 1],
        #[inline(always)]
        |x, _| f(x),
    );
}

/// `x ← f(x, [y, z])` for each number and those at its place in other slices; an empty slice is not
/// read.
///
/// # Panics
/// If the others are shorter.
#[inline(always)]
pub(crate) fn update_with<S: Simd<T>, T: Scalar, const OTHERS: usize>(
    simd: S,
    values: &mut [T],
    others: [&[T]; OTHERS],
    f: impl Fn(S::Native, [S::Native; OTHERS]) -> S::Native,
) {
    let width = S::Native::COUNT;
    let mut k = 0;
    while k + width <= values.len() {
        at(simd, values, others, k, width, &f).store(&mut values[k..]);
        k += width;
    }
    if k < values.len() {
        let count = values.len() - k;
        let x = at(simd, values, others, k, count, &f);
        store_some::<S, T>(x, &mut values[k..]);
    }
}

/// `f` of the `count` numbers from `k` on, at most a register.
#[inline(always)]
fn at<S: Simd<T>, T: Scalar, const OTHERS: usize>(
    simd: S,
    values: &[T],
    others: [&[T]; OTHERS],
    k: usize,
    count: usize,
    f: &impl Fn(S::Native, [S::Native; OTHERS]) -> S::Native,
) -> S::Native {
    let y = generate(
        #[inline(always)]
        |o| {
            let other = if others[o].is_empty() {
                values
            } else {
                others[o]
            };
            load_some(simd, &other[k..k + count])
        },
    );
    // By `*f`: the call of a reference goes through a function of std, which the level does not reach.
    (*f)(load_some(simd, &values[k..k + count]), y)
}

/// `[x, y, …] ← f([x, y, …], [p, q, …])` for the numbers at each place of several slices and others.
///
/// # Panics
/// If a slice is shorter than the first.
#[inline(always)]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the slices are borrowed for this call alone"
)]
pub(crate) fn update_all<S: Simd<T>, T: Scalar, const VALUES: usize, const OTHERS: usize>(
    simd: S,
    values: [&mut [T]; VALUES],
    others: [&[T]; OTHERS],
    f: impl Fn([S::Native; VALUES], [S::Native; OTHERS]) -> [S::Native; VALUES],
) {
    let length = values[0].len();
    let mut k = 0;
    while k < length {
        let end = if length - k > S::Native::COUNT {
            k + S::Native::COUNT
        } else {
            length
        };
        let updated = f(
            generate(
                #[inline(always)]
                |v| load_some(simd, &values[v][k..end]),
            ),
            generate(
                #[inline(always)]
                |o| load_some(simd, &others[o][k..end]),
            ),
        );
        let mut v = 0;
        while v < VALUES {
            store_some::<S, T>(updated[v], &mut values[v][k..end]);
            v += 1;
        }
        k = end;
    }
}

/// `value` in every place.
#[inline(always)]
pub(crate) fn fill<S: Simd<T>, T: Scalar>(simd: S, values: &mut [T], value: T) {
    let all = S::Native::broadcast(simd, value);
    let width = S::Native::COUNT;
    let Some(last) = values.len().checked_sub(width) else {
        let mut k = 0;
        while k < values.len() {
            values[k] = value;
            k += 1;
        }
        return;
    };
    let mut k = 0;
    while k < last {
        all.store(&mut values[k..]);
        k += width;
    }
    all.store(&mut values[last..]);
}

/// Whether no number is NaN or infinite.
#[inline(always)]
pub(crate) fn all_finite<S: Simd<T>, T: Scalar>(simd: S, values: &[T]) -> bool {
    // 0 times a finite number is a zero, 0 times any other NaN, which stays in the sum.
    let zero = S::Native::broadcast(simd, T::ZERO);
    let mut sums = [zero; 4];
    let width = S::Native::COUNT;
    let mut k = 0;
    while k + 4 * width <= values.len() {
        let mut v = 0;
        while v < 4 {
            let values = S::Native::load(simd, &values[k + v * width..]);
            sums[v] = values.fused(zero, sums[v]);
            v += 1;
        }
        k += 4 * width;
    }
    while k < values.len() {
        sums[0] = load_some(simd, &values[k..]).fused(zero, sums[0]);
        k += width;
    }
    let mut all = [T::ZERO; WIDEST];
    ((sums[0] + sums[1]) + (sums[2] + sums[3])).store(&mut all);
    let mut k = 0;
    let mut finite = true;
    while k < S::Native::COUNT {
        finite &= all[k] == T::ZERO;
        k += 1;
    }
    finite
}
