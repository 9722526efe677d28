//! Functions of every number of a slice, a register at a time.

use super::{Lanes, MOST_LANES, Simd, compiled};
use crate::array::generate;
use crate::number::{Real, Scalar};

/// Fewer numbers than this are taken a small register at a time, in which gradients of narrow layers were
/// stored: a wider load would wait for the stores.
pub(crate) const FEW: usize = 64;

compiled! {
    /// `x ← value`.
    pub(crate) Fill = |simd: S, (values, value): (&'a mut [T], T)| {
        fill(simd, values, value);
    }

    /// `x ← weight · x`.
    pub(crate) Scale = |simd: S, (values, weight): (&'a mut [T], T)| {
        if values.len() < FEW {
            update_in(simd, values, [&[]; 1], #[inline(always)] |x: S::Small, _| x * x.splat(weight));
        } else {
            update(simd, values, #[inline(always)] |x: S::Native| x * x.splat(weight));
        }
    }

    /// `x ← x + y`.
    pub(crate) Add = |simd: S, (sums, values): (&'a mut [T], &'a [T])| {
        update_with(simd, sums, [values], #[inline(always)] |sum: S::Native, [value]| sum + value);
    }

    /// `x ← x + factor · y`, fused.
    pub(crate) AddTimes = |simd: S, (sums, factor, values): (&'a mut [T], T, &'a [T])| {
        update_with(simd, sums, [values], #[inline(always)] |sum: S::Native, [value]| {
            sum.splat(factor).fused(value, sum)
        });
    }

    /// Whether no number is NaN or infinite.
    pub(crate) AllFinite = |simd: S, values: &'a [T]| -> bool { all_finite(simd, values) }
}

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
pub(crate) fn store_some<S, V: Lanes<S>>(value: V, to: &mut [V::Scalar]) {
    if to.len() >= V::COUNT {
        value.store(to);
    } else {
        let mut all = [V::Scalar::ZERO; MOST_LANES];
        value.store(&mut all);
        let mut k = 0;
        while k < to.len() && k < MOST_LANES {
            to[k] = all[k];
            k += 1;
        }
    }
}

/// Writes a register, or as many of its numbers as there is room for.
///
/// # Safety
/// There must be room for `room` numbers.
#[inline(always)]
#[allow(unsafe_code, reason = "for kernels whose bounds are checked outside")]
pub(crate) unsafe fn write_some<S: Simd<T>, T: Scalar>(value: S::Native, to: *mut T, room: usize) {
    if room >= S::Native::COUNT {
        // SAFETY: as the caller promises.
        unsafe { value.write(to) };
    } else {
        let mut all = [T::ZERO; MOST_LANES];
        value.store(&mut all);
        let mut k = 0;
        while k < room && k < MOST_LANES {
            // SAFETY: as the caller promises.
            unsafe { to.add(k).write(all[k]) };
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
    let k = whole_registers(simd, values, others, &f);
    if k < values.len() {
        let x = load_some(simd, &values[k..]);
        let others = generate(
            #[inline(always)]
            |o| load_some(simd, &or(others[o], values)[k..values.len()]),
        );
        store_some::<S, _>(f(x, others), &mut values[k..]);
    }
}

/// [`update_with`] in registers of any width, for functions of few instructions: what fills no register is done
/// number by number, which takes less than putting a register together.
#[inline(always)]
pub(crate) fn update_in<S: Copy, V: Lanes<S>, const OTHERS: usize>(
    simd: S,
    values: &mut [V::Scalar],
    others: [&[V::Scalar]; OTHERS],
    f: impl Fn(V, [V; OTHERS]) -> V,
) {
    let mut k = whole_registers(simd, values, others, &f);
    while k < values.len() {
        let others = generate(
            #[inline(always)]
            |o| V::broadcast(simd, or(others[o], values)[k]),
        );
        values[k] = f(V::broadcast(simd, values[k]), others).lane(0);
        k += 1;
    }
}

/// [`update_in`] for as many numbers as fill registers; how many those are.
#[inline(always)]
fn whole_registers<S: Copy, V: Lanes<S>, const OTHERS: usize>(
    simd: S,
    values: &mut [V::Scalar],
    others: [&[V::Scalar]; OTHERS],
    f: &impl Fn(V, [V; OTHERS]) -> V,
) -> usize {
    let width = V::COUNT;
    let k = two_at_a_time(simd, values, others, f);
    if k + width > values.len() {
        return k;
    }
    let beside = generate(
        #[inline(always)]
        |o| V::load(simd, &or(others[o], values)[k..k + width]),
    );
    // By `*f`: the call of a reference goes through a function of std, which the level does not reach.
    (*f)(V::load(simd, &values[k..]), beside).store(&mut values[k..]);
    k + width
}

/// A slice, or another if it is empty.
#[inline(always)]
fn or<'a, T>(slice: &'a [T], other: &'a [T]) -> &'a [T] {
    if slice.is_empty() { other } else { slice }
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

/// `[x, y, …] ← f([x, y, …], [p, q, …])` for the numbers at each place of several slices and others.
///
/// # Panics
/// If a slice is shorter than the first.
#[inline(always)]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the slices are borrowed for this call alone"
)]
#[allow(unsafe_code, reason = "bounds are checked once, before the loop")]
pub(crate) fn update_all<S: Simd<T>, T: Scalar, const VALUES: usize, const OTHERS: usize>(
    simd: S,
    mut values: [&mut [T]; VALUES],
    others: [&[T]; OTHERS],
    mut f: impl FnMut([S::Native; VALUES], [S::Native; OTHERS]) -> [S::Native; VALUES],
) {
    let length = values[0].len();
    let width = S::Native::COUNT;
    let end = length / width * width;
    let to = generate::<_, VALUES>(
        #[inline(always)]
        |v| values[v][..length].as_mut_ptr(),
    );
    let from = generate::<_, OTHERS>(
        #[inline(always)]
        |o| others[o][..length].as_ptr(),
    );
    let mut k = 0;
    while k < end {
        // SAFETY: `length` numbers are there in each slice, and `k + width` is at most that.
        unsafe {
            let updated = f(
                generate(
                    #[inline(always)]
                    |v| S::Native::read(simd, to[v].add(k)),
                ),
                generate(
                    #[inline(always)]
                    |o| S::Native::read(simd, from[o].add(k)),
                ),
            );
            let mut v = 0;
            while v < VALUES {
                updated[v].write(to[v].add(k));
                v += 1;
            }
        }
        k += width;
    }
    if k < length {
        let updated = f(
            generate(
                #[inline(always)]
                |v| load_some(simd, &values[v][k..length]),
            ),
            generate(
                #[inline(always)]
                |o| load_some(simd, &others[o][k..length]),
            ),
        );
        let mut v = 0;
        while v < VALUES {
            store_some::<S, _>(updated[v], &mut values[v][k..length]);
            v += 1;
        }
    }
}

/// [`update_all`] of values of which the first are multiplied by `scale` before; whether all that comes of those is
/// finite.
///
/// # Panics
/// As [`update_all`].
#[inline(always)]
pub(crate) fn step_all<S: Simd<T>, T: Scalar, const VALUES: usize, const OTHERS: usize>(
    simd: S,
    scale: T,
    values: [&mut [T]; VALUES],
    others: [&[T]; OTHERS],
    f: impl Fn([S::Native; VALUES], [S::Native; OTHERS]) -> [S::Native; VALUES],
) -> bool {
    let mut check = Check::<S::Native>::new(simd);
    let scale = S::Native::broadcast(simd, scale);
    update_all(
        simd,
        values,
        others,
        #[inline(always)]
        |mut values, others| {
            values[0] = values[0] * scale;
            let updated = f(values, others);
            check.add(0, updated[0]);
            updated
        },
    );
    check.all_finite()
}

/// `value` in every place.
#[inline(always)]
#[allow(unsafe_code, reason = "bounds are checked once, before the loop")]
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
    let to = values.as_mut_ptr();
    // SAFETY: there are `last + width` numbers, and `k` is below `last`.
    unsafe {
        let mut k = 0;
        while k + width < last {
            all.write(to.add(k));
            all.write(to.add(k + width));
            k += 2 * width;
        }
        if k < last {
            all.write(to.add(k));
        }
        all.write(to.add(last));
    }
}

/// Whether no number is NaN or infinite.
#[inline(always)]
fn all_finite<S: Simd<T>, T: Scalar>(simd: S, values: &[T]) -> bool {
    if values.len() < FEW {
        all_finite_in::<S, S::Small>(simd, values)
    } else {
        all_finite_in::<S, S::Native>(simd, values)
    }
}

/// `x ← f(x, y)` for the numbers at each place of two slices; whether all that comes of it is finite.
///
/// # Panics
/// If the second is shorter.
#[inline(always)]
#[allow(unsafe_code, reason = "bounds are checked once, before the loop")]
pub(crate) fn update_and_check<S: Simd<T>, T: Scalar>(
    simd: S,
    values: &mut [T],
    others: &[T],
    f: impl Fn(S::Native, S::Native) -> S::Native,
) -> bool {
    const AT_ONCE: usize = 4;
    let mut check = Check::<S::Native>::new(simd);
    let width = S::Native::COUNT;
    let others = &others[..values.len()];
    let end = values.len() / (AT_ONCE * width) * (AT_ONCE * width);
    let (to, from) = (values.as_mut_ptr(), others.as_ptr());
    let mut k = 0;
    while k < end {
        let mut v = 0;
        while v < AT_ONCE {
            let at = k + v * width;
            // SAFETY: `end` numbers are there in both, and `k + AT_ONCE * width` is at most that.
            unsafe {
                let updated = f(
                    S::Native::read(simd, to.add(at)),
                    S::Native::read(simd, from.add(at)),
                );
                updated.write(to.add(at));
                check.add(v, updated);
            }
            v += 1;
        }
        k += AT_ONCE * width;
    }
    while k + width <= values.len() {
        let updated = f(
            S::Native::load(simd, &values[k..]),
            S::Native::load(simd, &others[k..]),
        );
        updated.store(&mut values[k..]);
        check.add(0, updated);
        k += width;
    }
    while k < values.len() {
        let [x, y] = [values[k], others[k]].map(
            #[inline(always)]
            |number| S::Native::broadcast(simd, number),
        );
        let updated = f(x, y);
        values[k] = updated.lane(0);
        check.add(1, updated);
        k += 1;
    }
    check.all_finite()
}

/// Looks whether numbers are finite, several registers at a time.
struct Check<V> {
    zero: V,
    sums: [V; 4],
}

impl<V: Real> Check<V> {
    #[inline(always)]
    fn new<S: Copy>(simd: S) -> Self
    where
        V: Lanes<S>,
    {
        let zero = V::broadcast(simd, V::Scalar::ZERO);
        Self {
            zero,
            sums: [zero; 4],
        }
    }

    /// 0 times a finite number is a zero, 0 times any other NaN, which stays in the sum.
    #[inline(always)]
    fn add(&mut self, sum: usize, values: V) {
        self.sums[sum] = values.fused(self.zero, self.sums[sum]);
    }

    #[inline(always)]
    fn all_finite<S>(self) -> bool
    where
        V: Lanes<S>,
        V::Scalar: Scalar,
    {
        let sums = self.sums;
        let mut all = [V::Scalar::ZERO; MOST_LANES];
        ((sums[0] + sums[1]) + (sums[2] + sums[3])).store(&mut all);
        let mut k = 0;
        let mut finite = true;
        while k < V::COUNT {
            finite &= all[k] == V::Scalar::ZERO;
            k += 1;
        }
        finite
    }
}

#[inline(always)]
#[allow(unsafe_code, reason = "bounds are checked once, before the loop")]
fn all_finite_in<S: Copy, V: Lanes<S>>(simd: S, values: &[V::Scalar]) -> bool {
    let mut check = Check::<V>::new(simd);
    let width = V::COUNT;
    let from = values.as_ptr();
    let end = values.len() / (4 * width) * (4 * width);
    let mut k = 0;
    while k < end {
        let mut v = 0;
        while v < 4 {
            // SAFETY: `end` numbers are there, and `k + 4 * width` is at most that.
            check.add(v, unsafe { V::read(simd, from.add(k + v * width)) });
            v += 1;
        }
        k += 4 * width;
    }
    while k + width <= values.len() {
        check.add(0, V::load(simd, &values[k..]));
        k += width;
    }
    while k < values.len() {
        check.add(1, V::broadcast(simd, values[k]));
        k += 1;
    }
    check.all_finite()
}
