//! ∂loss/∂a = δ Wᵀ for several samples.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use super::tile::{Panel, accumulate, next_block, nothing};
use super::{Layer, Room, one_by_one};
use crate::array::generate;
use crate::number::Scalar;
use crate::simd::{Lanes, MOST_LANES, Simd, columns_of_rows, load_some, write_some};
use core::slice;

/// Neurons whose weights are transposed at once, for the inputs of two registers: a panel that stays in the nearest
/// cache.
const STRETCH: usize = 128;

/// `gradient[s][i] = Σⱼ weights[i][j] · delta[s][j]`, summed over `j` in order.
#[inline(always)]
pub(super) fn back_propagate<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    samples: usize,
    delta: &[T],
    gradient: &mut Room<'_, T>,
) {
    let &Layer {
        weights,
        fan_in,
        fan_out,
        ..
    } = layer;
    assert!(fan_out > 0, "a layer has neurons");
    assert_eq!(Some(weights.len()), fan_in.checked_mul(fan_out), "weights");
    assert_eq!(Some(delta.len()), samples.checked_mul(fan_out), "deltas");
    assert_eq!(
        Some(gradient.len()),
        samples.checked_mul(fan_in),
        "gradients"
    );
    if const { S::Native::COUNT == 1 } {
        one_by_one::back_propagate(simd, layer, delta, gradient);
    } else {
        by_panels(simd, layer, samples, delta, gradient);
    }
}

/// As [`back_propagate`], whose lengths were checked.
#[inline(always)]
fn by_panels<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    samples: usize,
    delta: &[T],
    gradient: &mut Room<'_, T>,
) {
    let &Layer {
        weights,
        fan_in,
        fan_out,
        ..
    } = layer;
    let width = 2 * S::Native::COUNT;
    let mut panel = Panel::<T, { STRETCH * 2 * MOST_LANES }>::new();
    let panel = panel.as_mut_ptr();
    let mut input = 0;
    while input < fan_in {
        let inputs = width.min(fan_in - input);
        let mut from = 0;
        while from < fan_out {
            let neurons = STRETCH.min(fan_out - from);
            // SAFETY: the panel has room for `STRETCH` rows of `width`.
            unsafe {
                let weights = &weights[input * fan_out..];
                let size = [inputs, from, neurons];
                transpose(simd, weights, fan_out, size, (panel, width));
            }
            let part = Part {
                panel,
                input,
                inputs,
                from,
                neurons,
                fan_in,
                fan_out,
            };
            // SAFETY: the lengths were checked, and the panel holds `neurons` rows of `width`.
            unsafe {
                let mut row = 0;
                while row < samples {
                    let count = next_block(samples - row);
                    match count {
                        1 => rows::<S, T, 1>(simd, &part, delta, gradient, row),
                        2 => rows::<S, T, 2>(simd, &part, delta, gradient, row),
                        3 => rows::<S, T, 3>(simd, &part, delta, gradient, row),
                        4 => rows::<S, T, 4>(simd, &part, delta, gradient, row),
                        _ => rows::<S, T, 6>(simd, &part, delta, gradient, row),
                    }
                    row += count;
                }
            }
            from += neurons;
        }
        input += inputs;
    }
}

/// `panel[j][i] = weights[i][from + j]`; 0 where there are fewer inputs than `width`.
///
/// # Safety
/// The panel must have room for as many rows of `width` as there are neurons; `inputs` is at most `width`.
#[inline(always)]
unsafe fn transpose<S: Simd<T>, T: Scalar>(
    simd: S,
    weights: &[T],
    fan_out: usize,
    [inputs, from, neurons]: [usize; 3],
    (panel, width): (*mut T, usize),
) {
    let rows = &weights[from..(inputs - 1) * fan_out + from + neurons];
    // SAFETY: the last of the rows ends where `rows` does; the panel has room, as the caller promises.
    unsafe {
        columns_of_rows(
            simd,
            [inputs, neurons],
            (rows.as_ptr(), fan_out),
            (panel, width),
        );
    };
    let mut i = inputs;
    while i < width {
        let mut j = 0;
        while j < neurons {
            // SAFETY: as the caller promises.
            unsafe { panel.add(j * width + i).write(T::ZERO) };
            j += 1;
        }
        i += 1;
    }
}

/// A panel of transposed weights, and where it came from.
struct Part<T> {
    panel: *const T,
    input: usize,
    inputs: usize,
    from: usize,
    neurons: usize,
    fan_in: usize,
    fan_out: usize,
}

/// `ROWS` rows, one panel.
///
/// # Safety
/// The lengths must have been checked, and the panel must hold its rows.
#[inline(always)]
unsafe fn rows<S: Simd<T>, T: Scalar, const ROWS: usize>(
    simd: S,
    part: &Part<T>,
    delta: &[T],
    gradient: &mut Room<'_, T>,
    row: usize,
) {
    let width = S::Native::COUNT;
    let columns = [0, width];
    let left = generate(
        #[inline(always)]
        |r| delta[(row + r) * part.fan_out + part.from..].as_ptr(),
    );
    let gradient = gradient.as_mut_ptr();
    let start = |r| gradient.wrapping_add((row + r) * part.fan_in + part.input);
    // Bounds checked for each register would cost as much as some neurons.
    let whole = part.inputs == 2 * width;
    let mut sums = nothing::<S, S::Native, ROWS, 2>(simd);
    if part.from > 0 {
        let mut r = 0;
        while r < ROWS {
            // SAFETY: the neurons before wrote them.
            let row = unsafe { slice::from_raw_parts(start(r), part.inputs) };
            let mut v = 0;
            while v < 2 && columns[v] < part.inputs {
                sums[r][v] = load_some::<S, T>(simd, &row[columns[v]..]);
                v += 1;
            }
            r += 1;
        }
    }
    let right = (part.panel, 2 * width);
    // SAFETY: as the caller promises.
    unsafe { accumulate(simd, &mut sums, left, right, columns, (0, part.neurons, 1)) };
    let mut r = 0;
    while r < ROWS {
        let mut v = 0;
        if whole {
            while v < 2 {
                // SAFETY: the row has two registers from `input` on.
                unsafe { sums[r][v].write(start(r).add(columns[v])) };
                v += 1;
            }
        } else {
            while v < 2 && columns[v] < part.inputs {
                // SAFETY: the row has `inputs` numbers from `input` on.
                unsafe {
                    let to = start(r).add(columns[v]);
                    write_some::<S, T>(sums[r][v], to, part.inputs - columns[v]);
                }
                v += 1;
            }
        }
        r += 1;
    }
}
