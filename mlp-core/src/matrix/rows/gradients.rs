//! ∂W += aᵀ δ and ∂b += δ for several samples.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use super::tile::{Panel, next_block};
use super::{LayerMut, check};
use crate::array::generate;
use crate::number::Scalar;
use crate::simd::{Lanes, Simd, load_some, store_some};

/// Samples taken at once where neurons are fewer than a register holds, and the widest register.
const STRETCH: usize = 64;
const WIDEST: usize = 16;

/// `weights[i][j] += Σₛ a[s][i] · delta[s][j]` and `biases[j] += Σₛ delta[s][j]`, over the samples in
/// order.
#[inline(always)]
pub(super) fn add_gradients<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
) {
    let (fan_in, fan_out) = (gradients.fan_in, gradients.fan_out);
    check(
        [gradients.weights.len(), gradients.biases.len()],
        [fan_in, fan_out],
        a,
        delta.len(),
    );
    let width = S::Native::COUNT;
    if fan_out < width {
        let mut padded = [T::ZERO; STRETCH * WIDEST];
        for (a, delta) in a.chunks(STRETCH).zip(delta.chunks(STRETCH * fan_out)) {
            for (padded, row) in padded
                .chunks_exact_mut(width)
                .zip(delta.chunks_exact(fan_out))
            {
                padded[..fan_out].copy_from_slice(row);
            }
            // SAFETY: `check` held; the padded rows are a register wide.
            unsafe { columns(simd, gradients, a, (&padded, width), [0]) };
        }
        return;
    }
    // Registers that overlap stand in one tile, where both start from the same old sums: those of an
    // odd number in a tile of three.
    let last = fan_out - width;
    let mut column = 0;
    // SAFETY: `check` held, and each of the columns is at most `last`.
    unsafe {
        if fan_out <= width {
            return columns(simd, gradients, a, (delta, fan_out), [0]);
        }
        while column + 3 * width < fan_out || column + 2 * width == fan_out {
            let both = [column, column + width];
            columns(simd, gradients, a, (delta, fan_out), both);
            column += 2 * width;
        }
        if column + 2 * width < fan_out {
            let three = [column, column + width, last];
            columns(simd, gradients, a, (delta, fan_out), three);
        } else if column < fan_out {
            let both = [column, last];
            columns(simd, gradients, a, (delta, fan_out), both);
        }
    }
}

/// All inputs, some neurons; rows of `delta` lie `stride` apart.
///
/// # Safety
/// The lengths must have been checked, and a register must be readable at each of the columns of each
/// row of `delta`.
#[inline(always)]
unsafe fn columns<S: Simd<T>, T: Scalar, const VECTORS: usize>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    (delta, stride): (&[T], usize),
    columns: [usize; VECTORS],
) {
    // Gathered, because rows that lie a power of two apart push each other out of the nearest cache.
    let width = S::Native::COUNT;
    let mut panel = Panel::<T, { STRETCH * 3 * WIDEST }>::new();
    let panel = panel.as_mut_ptr();
    let gathered = gradients.fan_in >= 64 && a.len() <= STRETCH;
    let (delta, stride, places) = if gathered {
        let mut s = 0;
        while s < a.len() {
            let mut v = 0;
            while v < VECTORS {
                // SAFETY: as the caller promises; the panel has room for `STRETCH` rows.
                unsafe {
                    let row = S::Native::read(simd, delta.as_ptr().add(s * stride + columns[v]));
                    row.write(panel.add((s * VECTORS + v) * width));
                }
                v += 1;
            }
            s += 1;
        }
        let places = generate(
            #[inline(always)]
            |v| v * width,
        );
        (panel.cast_const(), VECTORS * width, places)
    } else {
        (delta.as_ptr(), stride, columns)
    };
    let delta = (delta, stride);
    // SAFETY: as the caller promises.
    unsafe {
        let mut input = 0;
        while input < gradients.fan_in {
            let left = gradients.fan_in - input;
            let count = if VECTORS == 3 {
                left.min(4)
            } else {
                next_block(left)
            };
            match count {
                1 => {
                    inputs::<S, T, 1, VECTORS>(simd, gradients, a, delta, [columns, places], input);
                }
                2 => {
                    inputs::<S, T, 2, VECTORS>(simd, gradients, a, delta, [columns, places], input);
                }
                3 => {
                    inputs::<S, T, 3, VECTORS>(simd, gradients, a, delta, [columns, places], input);
                }
                4 => {
                    inputs::<S, T, 4, VECTORS>(simd, gradients, a, delta, [columns, places], input);
                }
                _ => {
                    inputs::<S, T, 6, VECTORS>(simd, gradients, a, delta, [columns, places], input);
                }
            }
            input += count;
        }
        if gradients.biases.is_empty() {
            return;
        }
        let mut sums: [S::Native; VECTORS] = generate(
            #[inline(always)]
            |v| load_some::<S, T>(simd, &gradients.biases[columns[v]..]),
        );
        let mut s = 0;
        while s < a.len() {
            let mut v = 0;
            while v < VECTORS {
                let delta = S::Native::read(simd, delta.0.add(s * stride + places[v]));
                sums[v] = sums[v] + delta;
                v += 1;
            }
            s += 1;
        }
        let mut v = 0;
        while v < VECTORS {
            store_some::<S, T>(sums[v], &mut gradients.biases[columns[v]..]);
            v += 1;
        }
    }
}

/// `ROWS` inputs, some neurons.
///
/// # Safety
/// As [`columns`].
#[inline(always)]
unsafe fn inputs<S: Simd<T>, T: Scalar, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    (delta, stride): (*const T, usize),
    [columns, places]: [[usize; VECTORS]; 2],
    input: usize,
) {
    let fan_out = gradients.fan_out;
    {
        let block = &mut gradients.weights[input * fan_out..(input + ROWS) * fan_out];
        let mut sums: [[S::Native; VECTORS]; ROWS] = generate(
            #[inline(always)]
            |r| {
                let row = &block[r * fan_out..][..fan_out];
                generate(
                    #[inline(always)]
                    |v| load_some::<S, T>(simd, &row[columns[v]..]),
                )
            },
        );
        let mut s = 0;
        // SAFETY: as the caller promises.
        unsafe {
            // Two at a time: the loop itself costs a fifth of the products.
            while s + 2 <= a.len() {
                let row = delta.add(s * stride);
                sample(simd, &mut sums, a[s].as_ptr().add(input), row, places);
                let row = row.add(stride);
                sample(simd, &mut sums, a[s + 1].as_ptr().add(input), row, places);
                s += 2;
            }
            if s < a.len() {
                let row = delta.add(s * stride);
                sample(simd, &mut sums, a[s].as_ptr().add(input), row, places);
            }
        }
        let mut r = 0;
        while r < ROWS {
            let row = &mut block[r * fan_out..][..fan_out];
            let mut v = 0;
            while v < VECTORS {
                store_some::<S, T>(sums[r][v], &mut row[columns[v]..]);
                v += 1;
            }
            r += 1;
        }
    }
}

/// Adds the products of one sample: the inputs from `a` on, the deltas of a row.
///
/// # Safety
/// As [`columns`].
#[inline(always)]
unsafe fn sample<S, V, T, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    sums: &mut [[V; VECTORS]; ROWS],
    a: *const T,
    row: *const T,
    columns: [usize; VECTORS],
) where
    S: Copy,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
{
    // SAFETY: as the caller promises.
    unsafe {
        let right: [V; VECTORS] = generate(
            #[inline(always)]
            |v| V::read(simd, row.add(columns[v])),
        );
        let mut r = 0;
        while r < ROWS {
            let left = V::broadcast(simd, a.add(r).read());
            let mut v = 0;
            while v < VECTORS {
                sums[r][v] = left.fused(right[v], sums[r][v]);
                v += 1;
            }
            r += 1;
        }
    }
}
