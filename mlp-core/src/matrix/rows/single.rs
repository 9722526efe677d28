//! z = a W + b for one sample: neurons side by side, and their partial sums.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use super::affine::some_biases;
use super::{Layer, Room, check};
use crate::array::generate;
use crate::number::{Real, Scalar};
use crate::order::partial_sums;
use crate::simd::{Lanes, MOST_LANES, Simd, load_some, write_some};

/// As [`affine`](super::affine), for one row.
#[inline(always)]
pub(super) fn affine<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    z: &mut Room<'_, T>,
) {
    match partial_sums(layer.fan_in, layer.fan_out) {
        1 => {
            let mut column = 0;
            if const { S::Native::COUNT > 1 } {
                column = streamed(simd, layer, a, z);
            }
            affine_from::<S, T, 1>(simd, layer, a, z, column);
        }
        2 => affine_in_sums::<S, T, 2>(simd, layer, a, z),
        4 => affine_in_sums::<S, T, 4>(simd, layer, a, z),
        8 => affine_in_sums::<S, T, 8>(simd, layer, a, z),
        _ => affine_in_sums::<S, T, 16>(simd, layer, a, z),
    }
}

/// As [`affine`], for a layer of `SUMS` partial sums.
#[inline(always)]
pub(in crate::matrix) fn affine_in_sums<S: Simd<T>, T: Scalar, const SUMS: usize>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    z: &mut Room<'_, T>,
) {
    affine_from::<S, T, SUMS>(simd, layer, a, z, 0);
}

/// As [`affine_in_sums`], for the neurons from `column` on.
#[inline(always)]
fn affine_from<S: Simd<T>, T: Scalar, const SUMS: usize>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    z: &mut Room<'_, T>,
    mut column: usize,
) {
    check(
        [layer.weights.len(), layer.biases.len()],
        [layer.fan_in, layer.fan_out],
        &[a],
        z.len(),
    );
    // As many registers as keep eight sums in flight.
    if const { SUMS == 1 } {
        column = neurons::<S, T, 8, SUMS>(simd, layer, a, z, column);
    }
    if const { SUMS <= 2 } {
        column = neurons::<S, T, 4, SUMS>(simd, layer, a, z, column);
    }
    if const { SUMS <= 4 } {
        column = neurons::<S, T, 2, SUMS>(simd, layer, a, z, column);
    }
    rest::<S, T, SUMS>(simd, layer, a, z, column);
}

/// The bytes of weights that stay in the nearest cache from call to call.
const NEAREST: usize = 32 * 1024;

/// Inputs taken at once where weights stream by.
const INPUTS: usize = 4;

/// Registers of neurons side by side where weights stream by.
const REGISTERS: usize = 4;

/// The first neurons of a layer whose weights come from a farther cache, as many as fill
/// [`REGISTERS`] registers each time; how many those are.
///
/// Such a layer takes as long as reading its weights does, so it reads them as they lie in memory, a few
/// rows at a time, and keeps the sums in the nearest cache. Columns of registers over all rows would read a
/// line of the cache twice wherever a border between columns is none between lines.
#[inline(always)]
fn streamed<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    z: &mut Room<'_, T>,
) -> usize {
    let group = REGISTERS * S::Native::COUNT;
    let end = layer.fan_out / group * group;
    if end == 0 || size_of_val(layer.weights) <= NEAREST {
        return 0;
    }
    check(
        [layer.weights.len(), layer.biases.len()],
        [layer.fan_in, layer.fan_out],
        &[a],
        z.len(),
    );
    if layer.biases.is_empty() {
        let mut j = 0;
        while j < end {
            z.store(j, S::Native::broadcast(simd, -T::ZERO));
            j += S::Native::COUNT;
        }
    } else {
        z.copy(&layer.biases[..end]);
    }
    let z = z.as_mut_ptr();
    let mut i = 0;
    // SAFETY: the lengths were checked; `i` and the inputs taken are at most `fan_in`.
    unsafe {
        while i + INPUTS <= layer.fan_in {
            strip::<S, T, INPUTS>(simd, layer, a, (z, end), i);
            i += INPUTS;
        }
        while i < layer.fan_in {
            strip::<S, T, 1>(simd, layer, a, (z, end), i);
            i += 1;
        }
    }
    end
}

/// Adds the products of the inputs from `i` on to the first `end` sums in `z`.
///
/// # Safety
/// The lengths must have been checked; there must be `COUNT` inputs, and `z` must hold `end` numbers, no more than
/// `fan_out`, a multiple of [`REGISTERS`] registers.
#[inline(always)]
#[allow(
    clippy::many_single_char_names,
    reason = "a and z of input i; k and v count inputs and registers"
)]
unsafe fn strip<S: Simd<T>, T: Scalar, const COUNT: usize>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    (z, end): (*mut T, usize),
    i: usize,
) {
    let width = S::Native::COUNT;
    let left: [S::Native; COUNT] = generate(
        #[inline(always)]
        |k| S::Native::broadcast(simd, a[i + k]),
    );
    let mut column = 0;
    while column < end {
        // SAFETY: as the caller promises.
        unsafe {
            let mut sums: [S::Native; REGISTERS] = generate(
                #[inline(always)]
                |v| S::Native::read(simd, z.add(column + v * width)),
            );
            let mut row = layer.weights.as_ptr().add(i * layer.fan_out + column);
            let mut k = 0;
            while k < COUNT {
                let mut v = 0;
                while v < REGISTERS {
                    sums[v] = left[k].fused(S::Native::read(simd, row.add(v * width)), sums[v]);
                    v += 1;
                }
                row = row.wrapping_add(layer.fan_out);
                k += 1;
            }
            let mut v = 0;
            while v < REGISTERS {
                sums[v].write(z.add(column + v * width));
                v += 1;
            }
        }
        column += REGISTERS * width;
    }
}

/// The neurons from `column` on that fill no more than one register each time.
#[inline(always)]
fn rest<S: Simd<T>, T: Scalar, const SUMS: usize>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    z: &mut Room<'_, T>,
    column: usize,
) {
    let width = S::Native::COUNT;
    let column = neurons::<S, T, 1, SUMS>(simd, layer, a, z, column);
    if column == layer.fan_out {
        return;
    }
    if let Some(last) = layer.fan_out.checked_sub(width) {
        let mut lanes = [T::ZERO; MOST_LANES];
        let [sums] = registers::<S, T, 1, SUMS>(simd, layer, a, last);
        sums.store(&mut lanes);
        // Only the neurons that are new: who reads the register before finds it in one piece.
        let mut j = column;
        while j < layer.fan_out {
            z.set(j, lanes[j - last]);
            j += 1;
        }
        return;
    }
    padded::<S, T, SUMS>(simd, layer, a, z);
}

/// As many times `VECTORS` registers of neurons as there are from `column` on; the first neuron left.
#[inline(always)]
fn neurons<S: Simd<T>, T: Scalar, const VECTORS: usize, const SUMS: usize>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    z: &mut Room<'_, T>,
    mut column: usize,
) -> usize {
    let width = S::Native::COUNT;
    while column + VECTORS * width <= layer.fan_out {
        let sums = registers::<S, T, VECTORS, SUMS>(simd, layer, a, column);
        let mut v = 0;
        while v < VECTORS {
            z.store(column + v * width, sums[v]);
            v += 1;
        }
        column += VECTORS * width;
    }
    column
}

/// `VECTORS` registers of neurons, which must be there, from `column` on.
#[inline(always)]
fn registers<S: Simd<T>, T: Scalar, const VECTORS: usize, const SUMS: usize>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    column: usize,
) -> [S::Native; VECTORS] {
    let width = S::Native::COUNT;
    let mut sums = [[S::Native::broadcast(simd, -T::ZERO); VECTORS]; SUMS];
    if !layer.biases.is_empty() {
        sums[0] = generate(
            #[inline(always)]
            |v| S::Native::load(simd, &layer.biases[column + v * width..]),
        );
    }
    // SAFETY: the caller has checked the lengths.
    unsafe {
        let weights = layer.weights.as_ptr().add(column);
        accumulate(simd, &mut sums, a, layer.fan_in, (weights, layer.fan_out));
    }
    by_halves(sums)
}

/// All neurons, fewer than a register holds.
#[inline(always)]
fn padded<S: Simd<T>, T: Scalar, const SUMS: usize>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[T],
    z: &mut Room<'_, T>,
) {
    let width = S::Native::COUNT;
    let (fan_in, fan_out) = (layer.fan_in, layer.fan_out);
    let mut sums = [[S::Native::broadcast(simd, -T::ZERO); 1]; SUMS];
    sums[0] = [some_biases::<S, T>(simd, layer.biases)];
    // A register read at a row runs into the next ones; the last rows have no next ones.
    let beyond = (width - fan_out).div_ceil(fan_out).min(fan_in);
    let whole = (fan_in - beyond) / SUMS * SUMS;
    // SAFETY: the caller has checked the lengths.
    unsafe { accumulate(simd, &mut sums, a, whole, (layer.weights.as_ptr(), fan_out)) };
    let mut i = whole;
    while i < fan_in {
        let weights = load_some(simd, &layer.weights[i * fan_out..][..fan_out]);
        let sum = &mut sums[i % SUMS][0];
        *sum = S::Native::broadcast(simd, a[i]).fused(weights, *sum);
        i += 1;
    }
    // SAFETY: there is room for `fan_out` numbers.
    unsafe { write_some::<S, T>(by_halves(sums)[0], z.as_mut_ptr(), fan_out) };
}

/// Adds the products of the first `count` inputs to the partial sums: sum `p` takes the inputs `p`,
/// `p + SUMS`, ….
///
/// # Safety
/// `a` must hold `count` numbers, and `VECTORS` registers be readable at each of as many rows of weights.
#[inline(always)]
unsafe fn accumulate<S, V, T, const VECTORS: usize, const SUMS: usize>(
    simd: S,
    sums: &mut [[V; VECTORS]; SUMS],
    a: &[T],
    count: usize,
    (weights, stride): (*const T, usize),
) where
    S: Copy,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let mut totals = *sums;
    let (mut a, mut row) = (a.as_ptr(), weights);
    let mut i = 0;
    while i + SUMS <= count {
        let mut p = 0;
        while p < SUMS {
            // SAFETY: `i + p` is less than `count`.
            unsafe { product(simd, &mut totals[p], a.add(p), row.add(p * stride)) };
            p += 1;
        }
        a = a.wrapping_add(SUMS);
        row = row.wrapping_add(SUMS * stride);
        i += SUMS;
    }
    let mut p = 0;
    while p < SUMS && i + p < count {
        // SAFETY: as above.
        unsafe { product(simd, &mut totals[p], a.add(p), row.add(p * stride)) };
        p += 1;
    }
    *sums = totals;
}

/// Adds the products of one input to one of the partial sums.
///
/// # Safety
/// The number at `a` and `VECTORS` registers at `row` must be readable.
#[inline(always)]
unsafe fn product<S, V, T, const VECTORS: usize>(
    simd: S,
    sum: &mut [V; VECTORS],
    a: *const T,
    row: *const T,
) where
    S: Copy,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
{
    // SAFETY: as the caller promises.
    unsafe {
        let left = V::broadcast(simd, a.read());
        let mut v = 0;
        while v < VECTORS {
            sum[v] = left.fused(V::read(simd, row.add(v * V::COUNT)), sum[v]);
            v += 1;
        }
    }
}

/// Adds the two halves of the partial sums until one is left.
#[inline(always)]
fn by_halves<V: Real, const VECTORS: usize, const SUMS: usize>(
    mut sums: [[V; VECTORS]; SUMS],
) -> [V; VECTORS] {
    let mut half = SUMS / 2;
    while half > 0 {
        let mut p = 0;
        while p < half {
            sums[p] = generate(
                #[inline(always)]
                |v| sums[p][v] + sums[p + half][v],
            );
            p += 1;
        }
        half /= 2;
    }
    sums[0]
}
