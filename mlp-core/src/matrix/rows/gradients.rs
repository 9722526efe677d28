//! ∂W += aᵀ δ and ∂b += δ for several samples.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

mod gathering;

pub(super) use self::gathering::Panels;
use self::gathering::{INPUTS, NEURONS, STRETCH, gather, gather_inputs, pad};
use super::tile::{Panel, next_block};
use super::{LayerMut, check, one_by_one};
use crate::array::generate;
use crate::number::{Real, Scalar};
use crate::simd::{Lanes, MOST_LANES, Simd, load_some, store_some};
use core::ptr;

/// Rows of at most as many numbers are read where they lie: they take no more of the nearest cache than a panel.
const SHORT: usize = INPUTS;

/// `weights[i][j] += Σₛ a[s][i] · delta[s][j]` and `biases[j] += Σₛ delta[s][j]`, over the samples in
/// order. Without panels only where no row is [too long](SHORT) and the samples lie [in a row](in_a_row); otherwise nothing is
/// done, and `false` says so.
#[inline(always)]
#[must_use]
pub(super) fn add_gradients<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
    panels: Option<&mut Panels<T>>,
) -> bool {
    let (fan_in, fan_out) = (gradients.fan_in, gradients.fan_out);
    check(
        [gradients.weights.len(), gradients.biases.len()],
        [fan_in, fan_out],
        a,
        delta.len(),
    );
    if const { S::Native::COUNT == 1 } {
        one_by_one::add_gradients(simd, gradients, a, delta);
        true
    } else {
        in_tiles(simd, gradients, a, delta, panels)
    }
}

/// Whether rows of at most [`SHORT`] numbers lie one behind the other, so that all can be read from the address of the first
/// one on.
#[inline(always)]
fn in_a_row<T>(rows: &[&[T]], length: usize) -> bool {
    let Some(first) = rows.first() else {
        return true;
    };
    if length > SHORT {
        return false;
    }
    let mut next = first.as_ptr();
    let mut in_a_row = true;
    for row in rows {
        in_a_row &= row.as_ptr().expose_provenance() == next.addr();
        next = next.wrapping_add(length);
    }
    in_a_row
}

/// As [`add_gradients`], whose lengths were checked.
#[inline(always)]
fn in_tiles<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
    panels: Option<&mut Panels<T>>,
) -> bool {
    let fan_out = gradients.fan_out;
    let width = S::Native::COUNT;
    let in_place = [in_a_row(a, gradients.fan_in), fan_out.max(width) <= SHORT];
    let panels = match panels {
        Some(panels) => [panels.a.as_mut_ptr(), panels.delta.as_mut_ptr()],
        None if in_place == [true, true] => [ptr::null_mut(); 2],
        None => return false,
    };
    if gradients.fresh && a.is_empty() {
        gradients.weights.fill(T::ZERO);
        gradients.biases.fill(T::ZERO);
        gradients.fresh = false;
    }
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
        // SAFETY: `check` held; a row of deltas holds at least a register; there are panels but where both are in place.
        unsafe { stretch(simd, gradients, a, (delta, stride), in_place, panels) };
        gradients.fresh = false;
    }
    true
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

/// At most [`STRETCH`] samples; rows of `delta` lie `stride` apart. Inputs and deltas are read in place, or gathered in the
/// panels of [`Panels`].
///
/// # Safety
/// The lengths must have been checked, and a row of `delta` must hold the neurons or a register. Inputs in place must lie in a
/// row; what is not in place must have its panel.
#[inline(always)]
unsafe fn stretch<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    (delta, stride): (*const T, usize),
    [inputs_in_place, deltas_in_place]: [bool; 2],
    [panel_of_inputs, panel_of_deltas]: [*mut T; 2],
) {
    let width = S::Native::COUNT;
    let (fan_in, fan_out) = (gradients.fan_in, gradients.fan_out);
    let mut first = 0;
    while first < fan_out {
        // SAFETY: as the caller promises; the panels have room for `STRETCH` rows, and tiles start
        // within `NEURONS` neurons of the first.
        unsafe {
            let mut input = 0;
            let mut end = first;
            while input < fan_in {
                let count = INPUTS.min(fan_in - input);
                let left = if inputs_in_place {
                    // All inputs at once. The address may be that of any row, each of which was exposed.
                    (ptr::with_exposed_provenance(a[0].as_ptr().addr()), fan_in)
                } else {
                    gather_inputs(simd, a, (input, count), panel_of_inputs);
                    (panel_of_inputs.cast_const(), INPUTS)
                };
                let mut column = first;
                let mut place = panel_of_deltas;
                while column < fan_out && column - first < NEURONS {
                    let (vectors, columns, next) = tile_at(width, fan_out, column);
                    let right = if deltas_in_place {
                        Deltas {
                            start: delta,
                            stride,
                            places: columns,
                        }
                    } else {
                        if input == 0 {
                            gather(simd, (delta, stride), a.len(), &columns[..vectors], place);
                        }
                        Deltas {
                            start: place.cast_const(),
                            stride: vectors * width,
                            places: [0, width, 2 * width],
                        }
                    };
                    let tile = Part {
                        samples: a.len(),
                        input,
                        count,
                        left,
                        right,
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

/// Some inputs, and where they and the deltas are.
struct Part<T> {
    samples: usize,
    input: usize,
    count: usize,
    /// The inputs of the first sample, and how far behind those of the next are.
    left: (*const T, usize),
    right: Deltas<T>,
}

/// The deltas of a tile.
#[derive(Clone, Copy)]
struct Deltas<T> {
    /// The row of the first sample.
    start: *const T,
    /// How far behind the next row is.
    stride: usize,
    /// Where in a row the registers are.
    places: [usize; 3],
}

impl<T> Deltas<T> {
    /// The addresses of the registers of the first sample.
    #[inline(always)]
    fn registers<const VECTORS: usize>(&self) -> [*const T; VECTORS] {
        generate(
            #[inline(always)]
            |v| self.start.wrapping_add(self.places[v]),
        )
    }
}

/// Some inputs, a tile of neurons.
///
/// # Safety
/// The inputs and the deltas must be where it says.
#[inline(always)]
unsafe fn part<S: Simd<T>, T: Scalar, const VECTORS: usize>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    part: &Part<T>,
    columns: [usize; VECTORS],
) {
    // The biases of the tile are as the weights of one more input, which is 1: the last block takes them along.
    let biases = part.input == 0 && !gradients.biases.is_empty();
    // SAFETY: as the caller promises.
    unsafe {
        let mut k = 0;
        while k < part.count {
            let left = part.count - k;
            let mut count = if VECTORS == 3 {
                left.min(4)
            } else {
                next_block(left)
            };
            if biases && count == left {
                match count {
                    1 => inputs::<S, T, 1, VECTORS, true>(simd, gradients, part, columns, k),
                    2 => inputs::<S, T, 2, VECTORS, true>(simd, gradients, part, columns, k),
                    3 => inputs::<S, T, 3, VECTORS, true>(simd, gradients, part, columns, k),
                    4 if VECTORS < 3 => {
                        inputs::<S, T, 4, VECTORS, true>(simd, gradients, part, columns, k);
                    }
                    // More sums than there are registers.
                    _ => count /= 2,
                }
                if count == left {
                    return;
                }
            }
            match count {
                1 => inputs::<S, T, 1, VECTORS, false>(simd, gradients, part, columns, k),
                2 => inputs::<S, T, 2, VECTORS, false>(simd, gradients, part, columns, k),
                3 => inputs::<S, T, 3, VECTORS, false>(simd, gradients, part, columns, k),
                4 => inputs::<S, T, 4, VECTORS, false>(simd, gradients, part, columns, k),
                _ => inputs::<S, T, 6, VECTORS, false>(simd, gradients, part, columns, k),
            }
            k += count;
        }
    }
}

/// `ROWS` inputs, from number `k` of the part on, and a tile of neurons; with `BIASES` those, too.
///
/// # Safety
/// As [`part`].
#[inline(always)]
unsafe fn inputs<
    S: Simd<T>,
    T: Scalar,
    const ROWS: usize,
    const VECTORS: usize,
    const BIASES: bool,
>(
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
    let mut biases: [S::Native; VECTORS] = generate(
        #[inline(always)]
        |v| {
            if !BIASES || gradients.fresh {
                S::Native::broadcast(simd, T::ZERO)
            } else {
                load_some::<S, T>(simd, &gradients.biases[columns[v]..])
            }
        },
    );
    let (left, step) = part.left;
    let left = left.wrapping_add(k);
    let registers = part.right.registers::<VECTORS>();
    let stride = part.right.stride;
    let (mut from, mut row) = (0, 0);
    // SAFETY: as the caller promises.
    unsafe {
        // Two at a time, counted down: the loop itself costs a tenth of the products.
        let mut pairs = part.samples / 2;
        while pairs > 0 {
            let deltas = sample(simd, &mut sums, (left, from), (registers, row));
            if BIASES {
                add(&mut biases, deltas);
            }
            let deltas = sample(
                simd,
                &mut sums,
                (left, from + step),
                (registers, row + stride),
            );
            if BIASES {
                add(&mut biases, deltas);
            }
            from += 2 * step;
            row += 2 * stride;
            pairs -= 1;
        }
        if part.samples % 2 == 1 {
            let deltas = sample(simd, &mut sums, (left, from), (registers, row));
            if BIASES {
                add(&mut biases, deltas);
            }
        }
    }
    if BIASES {
        let mut v = 0;
        while v < VECTORS {
            store_some::<S, _>(biases[v], &mut gradients.biases[columns[v]..]);
            v += 1;
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

/// `sums[v] += numbers[v]`.
#[inline(always)]
fn add<V: Real, const VECTORS: usize>(sums: &mut [V; VECTORS], numbers: [V; VECTORS]) {
    let mut v = 0;
    while v < VECTORS {
        sums[v] = sums[v] + numbers[v];
        v += 1;
    }
}

/// Adds the products of one sample: the inputs `from` numbers behind those of the first sample, the deltas `row` numbers behind
/// those; the deltas are given back.
///
/// # Safety
/// They must be readable.
#[inline(always)]
unsafe fn sample<S, V, T, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    sums: &mut [[V; VECTORS]; ROWS],
    (a, from): (*const T, usize),
    (delta, row): ([*const T; VECTORS], usize),
) -> [V; VECTORS]
where
    S: Copy,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
{
    // SAFETY: as the caller promises.
    unsafe {
        let right: [V; VECTORS] = generate(
            #[inline(always)]
            |v| V::read(simd, delta[v].add(row)),
        );
        let mut r = 0;
        while r < ROWS {
            let left = V::broadcast(simd, a.add(from + r).read());
            let mut v = 0;
            while v < VECTORS {
                sums[r][v] = left.fused(right[v], sums[r][v]);
                v += 1;
            }
            r += 1;
        }
        right
    }
}
