//! z = a W + b for several samples.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use super::tile::{Tile, accumulate, next_block, nothing, plus, pointers, products};
use super::{Layer, Room, check};
use crate::array::generate;
use crate::number::Scalar;
use crate::order::{MOST_PARTIAL_SUMS, partial_sums};
use crate::simd::{Lanes, MOST_LANES, Simd, write_some};
use core::mem::MaybeUninit;

/// `z[s][j] = biases[j] + Σᵢ weights[i][j] · a[s][i]`, summed as [`partial_sums`] says.
#[inline(always)]
pub(super) fn affine<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
) {
    let &Layer {
        fan_in, fan_out, ..
    } = layer;
    check(
        [layer.weights.len(), layer.biases.len()],
        [fan_in, fan_out],
        a,
        z.len(),
    );
    // What `rows_in_pairs` rests on.
    assert!(a.len() != 1, "one row has a kernel of its own");
    let width = S::Native::COUNT;
    if fan_out < width {
        return narrow(simd, layer, a, z);
    }
    let sums = partial_sums(fan_in, fan_out);
    let last = fan_out - width;
    let mut column = 0;
    while column + width < fan_out {
        let columns = [column, last.min(column + width)];
        let task = Task {
            layer,
            weights: &Weights::whole(layer),
            biases: [
                bias::<S, T>(simd, layer.biases, columns[0]),
                bias::<S, T>(simd, layer.biases, columns[1]),
            ],
            columns,
            sums,
        };
        // SAFETY: `check` held, each of the columns is at most `last`, and there are several rows, or none.
        unsafe {
            match sums {
                1 => rows::<S, T, 2, false>(simd, &task, a, z),
                2 => rows_in_pairs::<S, T, 2>(simd, &task, a, z),
                4 => rows_in_pairs::<S, T, 4>(simd, &task, a, z),
                _ => {
                    // More sums than four have only layers of fewer neurons than wide registers hold.
                    if const { partial_sums(1 << 16, S::Native::COUNT + 1) > 4 } {
                        rows::<S, T, 2, true>(simd, &task, a, z);
                    } else {
                        unreachable!("{sums} partial sums of a layer of {fan_out} neurons")
                    }
                }
            }
        }
        column += 2 * width;
    }
    if column < fan_out {
        let columns = [last.min(column)];
        let task = Task {
            layer,
            weights: &Weights::whole(layer),
            biases: [bias::<S, T>(simd, layer.biases, columns[0])],
            columns,
            sums,
        };
        // SAFETY: as above.
        unsafe { rows::<S, T, 1, true>(simd, &task, a, z) };
    }
}

/// Fewer neurons than a register holds: the numbers behind the last of them count for nothing.
#[inline(always)]
fn narrow<S: Simd<T>, T: Scalar>(simd: S, layer: &Layer<'_, T>, a: &[&[T]], z: &mut Room<'_, T>) {
    let &Layer {
        fan_in, fan_out, ..
    } = layer;
    let width = S::Native::COUNT;
    // A register read at a row runs into the next ones; the last rows have no next ones.
    let beyond = (width - fan_out).div_ceil(fan_out).min(fan_in);
    let mut rest = [T::ZERO; MOST_LANES * MOST_LANES];
    let (whole, last) = layer.weights.split_at((fan_in - beyond) * fan_out);
    for (padded, row) in rest.chunks_exact_mut(width).zip(last.chunks_exact(fan_out)) {
        padded[..fan_out].copy_from_slice(row);
    }
    let task = Task {
        layer,
        weights: &Weights {
            rows: whole,
            stride: fan_out,
            rest: &rest,
        },
        biases: [some_biases::<S, T>(simd, layer.biases)],
        columns: [0],
        sums: partial_sums(fan_in, fan_out),
    };
    // SAFETY: `check` held; a register at each row of `rows` ends inside of the weights, one at each
    // padded row inside of `rest`.
    unsafe { rows::<S, T, 1, true>(simd, &task, a, z) };
}

/// The biases of a register's neurons; −0 where there are none.
#[inline(always)]
pub(super) fn bias<S: Simd<T>, T: Scalar>(simd: S, biases: &[T], column: usize) -> S::Native {
    if biases.is_empty() {
        S::Native::broadcast(simd, -T::ZERO)
    } else {
        S::Native::load(simd, &biases[column..])
    }
}

/// The biases of fewer neurons than a register holds; −0 where there are none.
#[inline(always)]
pub(super) fn some_biases<S: Simd<T>, T: Scalar>(simd: S, biases: &[T]) -> S::Native {
    S::Native::from_fn(
        simd,
        #[inline(always)]
        |j| {
            if j < biases.len() {
                biases[j]
            } else {
                -T::ZERO
            }
        },
    )
}

/// The rows of weights from which registers can be read, and copies of the others, padded.
struct Weights<'a, T> {
    rows: &'a [T],
    stride: usize,
    rest: &'a [T],
}

impl<'a, T> Weights<'a, T> {
    /// All rows as they are.
    #[inline(always)]
    fn whole(layer: &Layer<'a, T>) -> Self {
        Self {
            rows: layer.weights,
            stride: layer.fan_out,
            rest: &[],
        }
    }
}

/// Some neurons of a layer.
struct Task<'a, T, V, const VECTORS: usize> {
    layer: &'a Layer<'a, T>,
    weights: &'a Weights<'a, T>,
    biases: [V; VECTORS],
    columns: [usize; VECTORS],
    sums: usize,
}

/// All rows, some neurons, whose sums are `SPLIT` or not.
///
/// # Safety
/// The lengths must have been checked, and a register must be readable at each of the columns of each
/// row of weights; with several registers, all weights must be those of the layer.
#[inline(always)]
unsafe fn rows<S: Simd<T>, T: Scalar, const VECTORS: usize, const SPLIT: bool>(
    simd: S,
    task: &Task<'_, T, S::Native, VECTORS>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
) {
    let mut row = 0;
    while row < a.len() {
        let count = next_block(a.len() - row);
        // SAFETY: as the caller promises.
        unsafe {
            match count {
                1 => block::<S, T, 1, VECTORS, SPLIT>(simd, task, a, z, row),
                2 => block::<S, T, 2, VECTORS, SPLIT>(simd, task, a, z, row),
                3 => block::<S, T, 3, VECTORS, SPLIT>(simd, task, a, z, row),
                4 => block::<S, T, 4, VECTORS, SPLIT>(simd, task, a, z, row),
                _ => block::<S, T, 6, VECTORS, SPLIT>(simd, task, a, z, row),
            }
        }
        row += count;
    }
}

/// All rows, of which there are several, two registers of neurons of a layer of 2 or 4 partial sums, two of which are
/// taken at once. Two rows at a time at the end, which have as many sums in flight as are needed; one row has not.
///
/// # Safety
/// As [`rows`]; all weights must be those of the layer, and it must not be one row alone.
#[inline(always)]
unsafe fn rows_in_pairs<S: Simd<T>, T: Scalar, const SUMS: usize>(
    simd: S,
    task: &Task<'_, T, S::Native, 2>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
) {
    let mut row = 0;
    while row < a.len() {
        // SAFETY: as the caller promises.
        unsafe {
            if matches!(a.len() - row, 2 | 4) {
                pairs::<S, T, 2, SUMS>(simd, task, a, z, row);
                row += 2;
            } else {
                pairs::<S, T, 3, SUMS>(simd, task, a, z, row);
                row += 3;
            }
        }
    }
}

/// Some rows, two registers of neurons.
///
/// # Safety
/// As [`rows_in_pairs`].
#[inline(always)]
unsafe fn pairs<S: Simd<T>, T: Scalar, const ROWS: usize, const SUMS: usize>(
    simd: S,
    task: &Task<'_, T, S::Native, 2>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
    row: usize,
) {
    let fan_out = task.layer.fan_out;
    let left = pointers::<T, ROWS>(a, row);
    let none = nothing(simd);
    // SAFETY: as the caller promises.
    let sums = unsafe {
        let first = pair::<S, T, ROWS, SUMS>(simd, task, left, 0, [task.biases; ROWS]);
        if const { SUMS == 2 } {
            first
        } else {
            plus(&first, &pair::<S, T, ROWS, SUMS>(simd, task, left, 1, none))
        }
    };
    let z = z.as_mut_ptr();
    let mut r = 0;
    while r < ROWS {
        let mut v = 0;
        while v < 2 {
            // SAFETY: a row has a register from each of the columns on.
            unsafe { sums[r][v].write(z.add((row + r) * fan_out + task.columns[v])) };
            v += 1;
        }
        r += 1;
    }
}

/// The partial sums `p`, which starts from `first`, and `p + SUMS / 2`, added.
///
/// The distance of their terms is known to the compiler, and a loop takes both, so that addresses stay in
/// registers.
///
/// # Safety
/// As [`rows_in_pairs`]; `p` must be less than half of `SUMS`.
#[inline(always)]
unsafe fn pair<S: Simd<T>, T: Scalar, const ROWS: usize, const SUMS: usize>(
    simd: S,
    task: &Task<'_, T, S::Native, 2>,
    left: [*const T; ROWS],
    p: usize,
    first: Tile<S::Native, ROWS, 2>,
) -> Tile<S::Native, ROWS, 2> {
    let (fan_in, fan_out) = (task.layer.fan_in, task.layer.fan_out);
    let columns = task.columns;
    let (mut sums, mut others) = (first, nothing(simd));
    let mut weights = task.layer.weights.as_ptr().wrapping_add(p * fan_out);
    let mut i = p;
    // SAFETY: as the caller promises.
    unsafe {
        while i + SUMS / 2 < fan_in {
            products(simd, &mut sums, left, weights, columns, i);
            let other = weights.add(SUMS / 2 * fan_out);
            products(simd, &mut others, left, other, columns, i + SUMS / 2);
            weights = weights.wrapping_add(SUMS * fan_out);
            i += SUMS;
        }
        if i < fan_in {
            products(simd, &mut sums, left, weights, columns, i);
        }
    }
    plus(&sums, &others)
}

/// Some rows, some neurons.
///
/// # Safety
/// As [`rows`].
#[inline(always)]
unsafe fn block<
    S: Simd<T>,
    T: Scalar,
    const ROWS: usize,
    const VECTORS: usize,
    const SPLIT: bool,
>(
    simd: S,
    task: &Task<'_, T, S::Native, VECTORS>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
    row: usize,
) {
    let fan_out = task.layer.fan_out;
    // SAFETY: as the caller promises.
    let sums = unsafe {
        let left = pointers::<T, ROWS>(a, row);
        if const { SPLIT } {
            total(simd, task, left)
        } else {
            partial(simd, task, left, 0, 1, [task.biases; ROWS])
        }
    };
    let z = z.as_mut_ptr();
    let mut r = 0;
    while r < ROWS {
        let mut v = 0;
        while v < VECTORS {
            let column = task.columns[v];
            // SAFETY: a row of `z` has `fan_out` numbers.
            unsafe {
                let to = z.add((row + r) * fan_out + column);
                write_some::<S, T>(sums[r][v], to, fan_out - column);
            }
            v += 1;
        }
        r += 1;
    }
}

/// The numbers below [`MOST_PARTIAL_SUMS`], their bits reversed. With fewer sums, numbers have fewer bits, and as many zeros
/// at the end of these.
static REVERSED: [usize; MOST_PARTIAL_SUMS] = {
    let mut reversed = [0; MOST_PARTIAL_SUMS];
    let mut k = 0;
    while k < MOST_PARTIAL_SUMS {
        reversed[k] = k.reverse_bits() >> (usize::BITS - MOST_PARTIAL_SUMS.ilog2());
        k += 1;
    }
    reversed
};

/// All sums of a tile: the partial sums, added by halves.
///
/// In the order of bit-reversed numbers each partial sum is added as soon as its other half is there,
/// as the carry of a binary counter.
///
/// # Safety
/// As [`rows`].
#[inline(always)]
unsafe fn total<S: Simd<T>, T: Scalar, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    task: &Task<'_, T, S::Native, VECTORS>,
    left: [*const T; ROWS],
) -> Tile<S::Native, ROWS, VECTORS> {
    let sums = task.sums;
    // SAFETY: as the caller promises.
    let first = unsafe { partial(simd, task, left, 0, sums, [task.biases; ROWS]) };
    if sums == 1 {
        return first;
    }
    // Not initialized, because filling it would cost as much as many products.
    let mut waiting = [MaybeUninit::uninit(); MOST_PARTIAL_SUMS.ilog2() as usize];
    waiting[0].write(first);
    let mut count = 1;
    let fewer = MOST_PARTIAL_SUMS.ilog2() - sums.ilog2();
    let mut k: usize = 1;
    loop {
        let p = REVERSED[k] >> fewer;
        // SAFETY: as the caller promises.
        let mut sum = unsafe { partial(simd, task, left, p, sums, nothing(simd)) };
        let mut carry = k;
        while carry & 1 == 1 {
            count -= 1;
            // SAFETY: the first `count` were written.
            sum = plus(unsafe { waiting[count].assume_init_ref() }, &sum);
            carry >>= 1;
        }
        k += 1;
        if k == sums {
            return sum;
        }
        waiting[count].write(sum);
        count += 1;
    }
}

/// Partial sum `p`: the inputs `p`, `p + step`, ….
///
/// # Safety
/// As [`rows`].
#[inline(always)]
unsafe fn partial<S: Simd<T>, T: Scalar, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    task: &Task<'_, T, S::Native, VECTORS>,
    left: [*const T; ROWS],
    p: usize,
    step: usize,
    mut sums: Tile<S::Native, ROWS, VECTORS>,
) -> Tile<S::Native, ROWS, VECTORS> {
    let Weights { rows, stride, rest } = task.weights;
    let fan_in = task.layer.fan_in;
    let whole = rows.len() / stride;
    // SAFETY: as the caller promises; `left` holds `fan_in` numbers.
    unsafe {
        let right = (rows.as_ptr(), *stride);
        accumulate(simd, &mut sums, left, right, task.columns, (p, whole, step));
        // Only fewer neurons than a register holds have a rest.
        if const { VECTORS == 1 } && whole < fan_in {
            let first = whole + (p + step - whole % step) % step;
            let left = generate(
                #[inline(always)]
                |r: usize| left[r].add(whole),
            );
            let right = (rest.as_ptr(), S::Native::COUNT);
            let range = (first - whole, fan_in - whole, step);
            accumulate(simd, &mut sums, left, right, task.columns, range);
        }
    }
    sums
}
