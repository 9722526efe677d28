//! ∂loss/∂a = δ Wᵀ for several samples.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use super::Layer;
use super::tile::{accumulate, next_block, nothing};
use crate::array::generate;
use crate::number::Scalar;
use crate::simd::{Lanes, Simd, load_some, store_some};

/// Neurons whose weights are transposed at once, and the inputs of two of the widest registers: a panel
/// that stays in the nearest cache.
const STRETCH: usize = 128;
const WIDEST: usize = 32;

/// `gradient[s][i] = Σⱼ weights[i][j] · delta[s][j]`, summed over `j` in order.
#[inline(always)]
pub(super) fn back_propagate<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    samples: usize,
    delta: &[T],
    gradient: &mut [T],
) {
    let &Layer {
        weights,
        fan_in,
        fan_out,
        ..
    } = layer;
    assert_eq!(Some(weights.len()), fan_in.checked_mul(fan_out), "weights");
    assert_eq!(Some(delta.len()), samples.checked_mul(fan_out), "deltas");
    assert_eq!(
        Some(gradient.len()),
        samples.checked_mul(fan_in),
        "gradients"
    );
    let width = 2 * S::Native::COUNT;
    let mut panel = [T::ZERO; STRETCH * WIDEST];
    let mut input = 0;
    while input < fan_in {
        let inputs = width.min(fan_in - input);
        let mut from = 0;
        while from < fan_out {
            let neurons = STRETCH.min(fan_out - from);
            transpose(
                &weights[input * fan_out..],
                fan_out,
                [inputs, from, neurons],
                &mut panel,
                width,
            );
            let part = Part {
                panel: &panel,
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

/// `panel[j][i] = weights[i][from + j]`.
#[inline(always)]
fn transpose<T: Scalar>(
    weights: &[T],
    fan_out: usize,
    [inputs, from, neurons]: [usize; 3],
    panel: &mut [T],
    width: usize,
) {
    let mut i = 0;
    // Four rows at a time, so that the compiler can exchange them in registers.
    while i + 4 <= inputs {
        let rows: [&[T]; 4] = generate(
            #[inline(always)]
            |r| &weights[(i + r) * fan_out + from..][..neurons],
        );
        let mut j = 0;
        while j + 4 <= neurons {
            let block: [[T; 4]; 4] = generate(
                #[inline(always)]
                |r| [rows[r][j], rows[r][j + 1], rows[r][j + 2], rows[r][j + 3]],
            );
            let mut c = 0;
            while c < 4 {
                let column = [block[0][c], block[1][c], block[2][c], block[3][c]];
                panel[(j + c) * width + i..][..4].copy_from_slice(&column);
                c += 1;
            }
            j += 4;
        }
        while j < neurons {
            let column = [rows[0][j], rows[1][j], rows[2][j], rows[3][j]];
            panel[j * width + i..][..4].copy_from_slice(&column);
            j += 1;
        }
        i += 4;
    }
    while i < inputs {
        let row = &weights[i * fan_out + from..][..neurons];
        let mut j = 0;
        while j < neurons {
            panel[j * width + i] = row[j];
            j += 1;
        }
        i += 1;
    }
}

/// A panel of transposed weights, and where it came from.
struct Part<'a, T> {
    panel: &'a [T],
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
/// The lengths must have been checked.
#[inline(always)]
unsafe fn rows<S: Simd<T>, T: Scalar, const ROWS: usize>(
    simd: S,
    part: &Part<'_, T>,
    delta: &[T],
    gradient: &mut [T],
    row: usize,
) {
    let width = S::Native::COUNT;
    let columns = [0, width];
    {
        let left = generate(
            #[inline(always)]
            |r| delta[(row + r) * part.fan_out + part.from..].as_ptr(),
        );
        let mut sums = nothing::<S, S::Native, ROWS, 2>(simd);
        let mut r = 0;
        while r < ROWS {
            let gradient = &mut gradient[(row + r) * part.fan_in + part.input..][..part.inputs];
            let mut v = 0;
            while v < 2 && part.from > 0 && columns[v] < part.inputs {
                sums[r][v] = load_some::<S, T>(simd, &gradient[columns[v]..]);
                v += 1;
            }
            r += 1;
        }
        let right = (part.panel.as_ptr(), 2 * width);
        // SAFETY: as the caller promises.
        unsafe { accumulate(simd, &mut sums, left, right, columns, (0, part.neurons, 1)) };
        let mut r = 0;
        while r < ROWS {
            let gradient = &mut gradient[(row + r) * part.fan_in + part.input..][..part.inputs];
            let mut v = 0;
            while v < 2 && columns[v] < part.inputs {
                store_some::<S, T>(sums[r][v], &mut gradient[columns[v]..]);
                v += 1;
            }
            r += 1;
        }
    }
}
