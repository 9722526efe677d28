//! ∂W += aᵀ δ and ∂b += δ for several samples.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use super::tile::{Panel, next_block};
use super::{LayerMut, check, one_by_one};
use crate::array::generate;
use crate::number::Scalar;
use crate::simd::{Lanes, MOST_LANES, Simd, load_some, store_some};

/// Samples taken at once, the neurons of as many deltas, and the inputs of as many activations.
const STRETCH: usize = 64;
const NEURONS: usize = 128;
const INPUTS: usize = 64;

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
    if const { S::Native::COUNT == 1 } {
        one_by_one::add_gradients(simd, gradients, a, delta);
    } else {
        by_panels(simd, gradients, a, delta);
    }
}

/// As [`add_gradients`], whose lengths were checked.
#[inline(always)]
fn by_panels<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
) {
    let fan_out = gradients.fan_out;
    let width = S::Native::COUNT;
    if gradients.fresh && a.is_empty() {
        gradients.weights.fill(T::ZERO);
        gradients.biases.fill(T::ZERO);
        gradients.fresh = false;
    }
    let mut panels = Panels::new();
    let mut row = 0;
    while row < a.len() {
        let count = STRETCH.min(a.len() - row);
        let delta = &delta[row * fan_out..(row + count) * fan_out];
        let a = &a[row..row + count];
        row += count;
        let mut padded = Panel::<T, { STRETCH * MOST_LANES }>::new();
        let (delta, stride) = if fan_out < width {
            (pad(delta, [fan_out, width], &mut padded), width)
        } else {
            (delta.as_ptr(), fan_out)
        };
        // SAFETY: `check` held; a row of deltas holds at least a register.
        unsafe { stretch(simd, gradients, a, (delta, stride), &mut panels) };
        gradients.fresh = false;
    }
}

/// Rows of `fan_out` numbers as rows of `width`, the others 0; at most [`STRETCH`] rows, at most [`MOST_LANES`]
/// numbers.
#[inline(always)]
fn pad<T: Scalar>(
    delta: &[T],
    [fan_out, width]: [usize; 2],
    to: &mut Panel<T, { STRETCH * MOST_LANES }>,
) -> *const T {
    let samples = delta.len() / fan_out;
    assert!(samples <= STRETCH && width <= MOST_LANES, "a stretch");
    let to = to.as_mut_ptr();
    let mut s = 0;
    while s < samples {
        let row = &delta[s * fan_out..][..fan_out];
        let mut j = 0;
        while j < width {
            let number = if j < fan_out { row[j] } else { T::ZERO };
            // SAFETY: there is room for `STRETCH` rows of `MOST_LANES`.
            unsafe { to.add(s * width + j).write(number) };
            j += 1;
        }
        s += 1;
    }
    to
}

/// Copies of what a tile reads, in the order in which it does: rows that lie a power of two apart push each
/// other out of the nearest cache, and an address for each sample is one number more to load.
struct Panels<T> {
    /// `INPUTS` inputs of each sample.
    a: Panel<T, { STRETCH * INPUTS }>,
    /// For each tile of registers, these registers of each sample; the last may be one more.
    delta: Panel<T, { STRETCH * (NEURONS + MOST_LANES) }>,
}

impl<T: Scalar> Panels<T> {
    #[inline(always)]
    const fn new() -> Self {
        Self {
            a: Panel::new(),
            delta: Panel::new(),
        }
    }
}

/// The registers of neurons of a tile: how many, where they start, and where the next tile does.
///
/// Registers that overlap stand in one tile, where both start from the same old sums: those of an odd number
/// in a tile of three.
#[inline(always)]
fn tile_at(width: usize, fan_out: usize, column: usize) -> (usize, [usize; 3], usize) {
    if fan_out <= width {
        return (1, [0; 3], fan_out);
    }
    let last = fan_out - width;
    if column + 3 * width < fan_out || column + 2 * width == fan_out {
        let both = [column, column + width, column];
        (2, both, column + 2 * width)
    } else if column + 2 * width < fan_out {
        (3, [column, column + width, last], fan_out)
    } else {
        (2, [column, last, column], fan_out)
    }
}

/// At most [`STRETCH`] samples; rows of `delta` lie `stride` apart.
///
/// # Safety
/// The lengths must have been checked, and a row of `delta` must hold the neurons or a register.
#[inline(always)]
unsafe fn stretch<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    (delta, stride): (*const T, usize),
    panels: &mut Panels<T>,
) {
    let width = S::Native::COUNT;
    let (fan_in, fan_out) = (gradients.fan_in, gradients.fan_out);
    let left = panels.a.as_mut_ptr();
    let right = panels.delta.as_mut_ptr();
    let mut first = 0;
    while first < fan_out {
        // SAFETY: as the caller promises; the panels have room for `STRETCH` rows, and tiles start
        // within `NEURONS` neurons of the first.
        unsafe {
            let mut input = 0;
            let mut end = first;
            while input < fan_in {
                let count = INPUTS.min(fan_in - input);
                gather_inputs(simd, a, (input, count), left);
                let mut column = first;
                let mut place = right;
                while column < fan_out && column - first < NEURONS {
                    let (vectors, columns, next) = tile_at(width, fan_out, column);
                    if input == 0 {
                        gather(simd, (delta, stride), a.len(), &columns[..vectors], place);
                    }
                    let tile = Part {
                        samples: a.len(),
                        input,
                        count,
                        left,
                        right: place,
                    };
                    match vectors {
                        1 => part(simd, gradients, &tile, [columns[0]]),
                        2 => part(simd, gradients, &tile, [columns[0], columns[1]]),
                        _ => part(simd, gradients, &tile, columns),
                    }
                    place = place.wrapping_add(STRETCH * vectors * width);
                    column = next;
                }
                end = column;
                input += count;
            }
            first = end;
        }
    }
}

/// Copies `count` inputs of each sample.
///
/// # Safety
/// The samples must have them, and there must be room.
#[inline(always)]
unsafe fn gather_inputs<S: Simd<T>, T: Scalar>(
    simd: S,
    a: &[&[T]],
    (input, count): (usize, usize),
    to: *mut T,
) {
    let width = S::Native::COUNT;
    let mut s = 0;
    while s < a.len() {
        // SAFETY: as the caller promises.
        unsafe {
            let (from, to) = (a[s].as_ptr().add(input), to.add(s * INPUTS));
            let mut k = 0;
            if count == INPUTS {
                while k < INPUTS {
                    S::Native::read(simd, from.add(k)).write(to.add(k));
                    k += width;
                }
            }
            while k + width <= count {
                S::Native::read(simd, from.add(k)).write(to.add(k));
                k += width;
            }
            while k < count {
                to.add(k).write(from.add(k).read());
                k += 1;
            }
        }
        s += 1;
    }
}

/// Copies some registers of each row.
///
/// # Safety
/// They must be readable, and there must be room.
#[inline(always)]
unsafe fn gather<S: Simd<T>, T: Scalar>(
    simd: S,
    (delta, stride): (*const T, usize),
    samples: usize,
    columns: &[usize],
    to: *mut T,
) {
    let width = S::Native::COUNT;
    let mut s = 0;
    while s < samples {
        let mut v = 0;
        while v < columns.len() {
            // SAFETY: as the caller promises.
            unsafe {
                let row = S::Native::read(simd, delta.add(s * stride + columns[v]));
                row.write(to.add((s * columns.len() + v) * width));
            }
            v += 1;
        }
        s += 1;
    }
}

/// Some inputs, and panels of them and of deltas.
struct Part<T> {
    samples: usize,
    input: usize,
    count: usize,
    left: *const T,
    right: *const T,
}

/// Some inputs, a tile of neurons.
///
/// # Safety
/// The panels must hold what they say.
#[inline(always)]
unsafe fn part<S: Simd<T>, T: Scalar, const VECTORS: usize>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    part: &Part<T>,
    columns: [usize; VECTORS],
) {
    // SAFETY: as the caller promises.
    unsafe {
        let mut k = 0;
        while k < part.count {
            let left = part.count - k;
            let count = if VECTORS == 3 {
                left.min(4)
            } else {
                next_block(left)
            };
            match count {
                1 => inputs::<S, T, 1, VECTORS>(simd, gradients, part, columns, k),
                2 => inputs::<S, T, 2, VECTORS>(simd, gradients, part, columns, k),
                3 => inputs::<S, T, 3, VECTORS>(simd, gradients, part, columns, k),
                4 => inputs::<S, T, 4, VECTORS>(simd, gradients, part, columns, k),
                _ => inputs::<S, T, 6, VECTORS>(simd, gradients, part, columns, k),
            }
            k += count;
        }
        if part.input > 0 || gradients.biases.is_empty() {
            return;
        }
        let width = S::Native::COUNT;
        let mut sums: [S::Native; VECTORS] = generate(
            #[inline(always)]
            |v| {
                if gradients.fresh {
                    S::Native::broadcast(simd, T::ZERO)
                } else {
                    load_some::<S, T>(simd, &gradients.biases[columns[v]..])
                }
            },
        );
        let mut s = 0;
        while s < part.samples {
            let mut v = 0;
            while v < VECTORS {
                let delta = S::Native::read(simd, part.right.add((s * VECTORS + v) * width));
                sums[v] = sums[v] + delta;
                v += 1;
            }
            s += 1;
        }
        let mut v = 0;
        while v < VECTORS {
            store_some::<S, _>(sums[v], &mut gradients.biases[columns[v]..]);
            v += 1;
        }
    }
}

/// `ROWS` inputs, from number `k` of the part on, and a tile of neurons.
///
/// # Safety
/// As [`part`].
#[inline(always)]
unsafe fn inputs<S: Simd<T>, T: Scalar, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    part: &Part<T>,
    columns: [usize; VECTORS],
    k: usize,
) {
    let fan_out = gradients.fan_out;
    let input = part.input + k;
    let block = &mut gradients.weights[input * fan_out..(input + ROWS) * fan_out];
    // With more than one register there are as many neurons; bounds checked for each of them would cost as
    // much as some samples.
    let whole = VECTORS > 1 || fan_out >= S::Native::COUNT;
    let mut sums = [[S::Native::broadcast(simd, T::ZERO); VECTORS]; ROWS];
    if !gradients.fresh {
        let mut r = 0;
        while r < ROWS {
            let mut v = 0;
            while v < VECTORS {
                let at = r * fan_out + columns[v];
                sums[r][v] = if whole {
                    // SAFETY: the row has a register from each of the columns on.
                    unsafe { S::Native::read(simd, block.as_ptr().add(at)) }
                } else {
                    load_some::<S, T>(simd, &block[at..(r + 1) * fan_out])
                };
                v += 1;
            }
            r += 1;
        }
    }
    let step = VECTORS * S::Native::COUNT;
    let (mut left, mut right) = (part.left.wrapping_add(k), part.right);
    // SAFETY: as the caller promises.
    unsafe {
        // Two at a time, counted down: the loop itself costs a tenth of the products.
        let mut pairs = part.samples / 2;
        while pairs > 0 {
            sample(simd, &mut sums, left, right);
            sample(simd, &mut sums, left.add(INPUTS), right.add(step));
            left = left.wrapping_add(2 * INPUTS);
            right = right.wrapping_add(2 * step);
            pairs -= 1;
        }
        if part.samples % 2 == 1 {
            sample(simd, &mut sums, left, right);
        }
    }
    let mut r = 0;
    while r < ROWS {
        let mut v = 0;
        while v < VECTORS {
            let at = r * fan_out + columns[v];
            if whole {
                // SAFETY: as above.
                unsafe { sums[r][v].write(block.as_mut_ptr().add(at)) };
            } else {
                store_some::<S, _>(sums[r][v], &mut block[at..(r + 1) * fan_out]);
            }
            v += 1;
        }
        r += 1;
    }
}

/// Adds the products of one sample: the inputs from `a` on, the registers of deltas from `delta` on.
///
/// # Safety
/// They must be readable.
#[inline(always)]
unsafe fn sample<S, V, T, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    sums: &mut [[V; VECTORS]; ROWS],
    a: *const T,
    delta: *const T,
) where
    S: Copy,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
{
    // SAFETY: as the caller promises.
    unsafe {
        let right: [V; VECTORS] = generate(
            #[inline(always)]
            |v| V::read(simd, delta.add(v * V::COUNT)),
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
