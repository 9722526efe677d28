//! Functions of every number of a slice, a register at a time.

use super::{Lanes, Simd};
use crate::array::generate;
use crate::number::Scalar;

/// The numbers of the widest register.
const WIDEST: usize = 16;

/// Fewer numbers than this are taken a small register at a time, in which gradients of narrow layers were
/// stored: a wider load would wait for the stores.
pub(crate) const FEW: usize = 64;

/// A register of the first numbers of a slice; behind the last of them, that one again.
#[inline(always)]
pub(crate) fn load_some<S: Simd<T>, T: Scalar>(simd: S, from: &[T]) -> S::Native {
    load_some_in(simd, from)
}

/// [`load_some`] of any width.
#[inline(always)]
fn load_some_in<S: Copy, V: Lanes<S>>(simd: S, from: &[V::Scalar]) -> V {
    if from.len() >= V::COUNT {
        V::load(simd, from)
    } else {
        V::from_fn(
            simd,
            #[inline(always)]
            |k| from[k.min(from.len() - 1)],
        )
    }
}

/// Stores a register, or as many of its numbers as there is room for.
#[inline(always)]
pub(crate) fn store_some<S: Simd<T>, T: Scalar>(value: S::Native, to: &mut [T]) {
    store_some_in::<S, S::Native>(value, to);
}

/// [`store_some`] of any width.
#[inline(always)]
fn store_some_in<S, V: Lanes<S>>(value: V, to: &mut [V::Scalar]) {
    if to.len() >= V::COUNT {
        value.store(to);
    } else {
        let mut all = [V::Scalar::ZERO; WIDEST];
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
    update_in(simd, values, others, f);
}

/// [`update_with`] in registers of any width.
#[inline(always)]
pub(crate) fn update_in<S: Copy, V: Lanes<S>, const OTHERS: usize>(
    simd: S,
    values: &mut [V::Scalar],
    others: [&[V::Scalar]; OTHERS],
    f: impl Fn(V, [V; OTHERS]) -> V,
) {
    let width = V::COUNT;
    let mut k = two_at_a_time(simd, values, others, &f);
    while k + width <= values.len() {
        at(simd, values, others, k, width, &f).store(&mut values[k..]);
        k += width;
    }
    if k < values.len() {
        let count = values.len() - k;
        let x = at(simd, values, others, k, count, &f);
        store_some_in(x, &mut values[k..]);
    }
}

/// [`update_in`] for as many numbers as fill two registers each time; how many those are. Bounds are
/// checked once: checks for each register took more instructions than the work itself.
#[inline(always)]
#[allow(unsafe_code, reason = "bounds are checked once, before the loop")]
fn two_at_a_time<S: Copy, V: Lanes<S>, const OTHERS: usize>(
    simd: S,
    values: &mut [V::Scalar],
    others: [&[V::Scalar]; OTHERS],
    f: &impl Fn(V, [V; OTHERS]) -> V,
) -> usize {
    let width = V::COUNT;
    let end = values.len() / (2 * width) * (2 * width);
    let to = values.as_mut_ptr();
    let others: [*const V::Scalar; OTHERS] = generate(
        #[inline(always)]
        |o| {
            if others[o].is_empty() {
                to.cast_const()
            } else {
                others[o][..end].as_ptr()
            }
        },
    );
    let mut k = 0;
    while k < end {
        // SAFETY: `end` numbers are there in each slice, and `k + 2 * width` is at most that.
        unsafe {
            let values = generate::<V, 2>(
                #[inline(always)]
                |r| V::read(simd, to.add(k + r * width)),
            );
            let others = generate::<[V; OTHERS], 2>(
                #[inline(always)]
                |r| {
                    generate(
                        #[inline(always)]
                        |o| V::read(simd, others[o].add(k + r * width)),
                    )
                },
            );
            (*f)(values[0], others[0]).write(to.add(k));
            (*f)(values[1], others[1]).write(to.add(k + width));
        }
        k += 2 * width;
    }
    end
}

/// `f` of the `count` numbers from `k` on, at most a register.
#[inline(always)]
fn at<S: Copy, V: Lanes<S>, const OTHERS: usize>(
    simd: S,
    values: &[V::Scalar],
    others: [&[V::Scalar]; OTHERS],
    k: usize,
    count: usize,
    f: &impl Fn(V, [V; OTHERS]) -> V,
) -> V {
    let y = generate(
        #[inline(always)]
        |o| {
            let other = if others[o].is_empty() {
                values
            } else {
                others[o]
            };
            load_some_in(simd, &other[k..k + count])
        },
    );
    // By `*f`: the call of a reference goes through a function of std, which the level does not reach.
    (*f)(load_some_in(simd, &values[k..k + count]), y)
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
    if values.len() < FEW {
        all_finite_in::<S, S::Small>(simd, values)
    } else {
        all_finite_in::<S, S::Native>(simd, values)
    }
}

#[inline(always)]
fn all_finite_in<S: Copy, V: Lanes<S>>(simd: S, values: &[V::Scalar]) -> bool {
    // 0 times a finite number is a zero, 0 times any other NaN, which stays in the sum.
    let zero = V::broadcast(simd, V::Scalar::ZERO);
    let mut sums = [zero; 4];
    let width = V::COUNT;
    let mut k = 0;
    while k + 4 * width <= values.len() {
        let mut v = 0;
        while v < 4 {
            let values = V::load(simd, &values[k + v * width..]);
            sums[v] = values.fused(zero, sums[v]);
            v += 1;
        }
        k += 4 * width;
    }
    while k < values.len() {
        let values: V = load_some_in(simd, &values[k..]);
        sums[0] = values.fused(zero, sums[0]);
        k += width;
    }
    let mut all = [V::Scalar::ZERO; WIDEST];
    ((sums[0] + sums[1]) + (sums[2] + sums[3])).store(&mut all);
    let mut k = 0;
    let mut finite = true;
    while k < V::COUNT {
        finite &= all[k] == V::Scalar::ZERO;
        k += 1;
    }
    finite
}
