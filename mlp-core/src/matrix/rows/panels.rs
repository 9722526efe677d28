//! z = a W + b for many samples, the weights of a stretch of inputs gathered in a panel that all samples read.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use super::affine::bias;
use super::tile::{Panel, accumulate, next_block};
use super::{Layer, Room, check};
use crate::array::generate;
use crate::number::Scalar;
use crate::order::partial_sums;
use crate::simd::{Lanes, MOST_LANES, Simd};

/// The bytes of a panel of weights: what leaves room in a nearest cache of 32 KiB for the inputs of six rows, and holds
/// half of 784 inputs.
const PANEL_BYTES: usize = 392 * 2 * 32;

/// The numbers of a panel, of which `f32` has the most.
const PANEL: usize = PANEL_BYTES / size_of::<f32>();

/// Rows from which on a panel pays.
const ROWS_FOR_A_PANEL: usize = 16;

/// Whether a layer's weights are gathered in panels.
pub(super) fn in_panels<T>(layer: &Layer<'_, T>, rows: usize) -> bool {
    partial_sums(layer.fan_in, layer.fan_out) == 1
        && rows >= ROWS_FOR_A_PANEL
        && layer.fan_out >= MOST_LANES
}

/// As [`affine`](super::affine::affine), by panels; for layers of at least the neurons of a register whose sums are not split.
#[inline(always)]
pub(super) fn affine<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
) {
    check(
        [layer.weights.len(), layer.biases.len()],
        [layer.fan_in, layer.fan_out],
        a,
        z.len(),
    );
    assert!(layer.fan_out >= S::Native::COUNT, "neurons for a register");
    if const { S::Native::COUNT == 1 } {
        // No room for a panel.
        super::affine::affine(simd, layer, a, z);
    } else {
        in_panel(simd, layer, a, z);
    }
}

/// As [`affine`], whose lengths were checked.
///
/// A stretch of inputs at a time, so that those of all rows stay in the second cache while the columns pass.
#[inline(always)]
fn in_panel<S: Simd<T>, T: Scalar>(simd: S, layer: &Layer<'_, T>, a: &[&[T]], z: &mut Room<'_, T>) {
    let width = S::Native::COUNT;
    let last = layer.fan_out - width;
    let mut panel = Panel::<T, PANEL>::new();
    // The sums are written and read once more for each stretch, so there are few, of about one length.
    let longest = PANEL_BYTES / size_of::<T>() / (2 * width);
    let length = layer.fan_in.div_ceil(layer.fan_in.div_ceil(longest));
    // What overlaps the columns before comes after all stretches of these: their sums, half done, are not its own.
    let whole = layer.fan_out / (2 * width) * (2 * width);
    let mut first = 0;
    while first < layer.fan_out {
        let end = if first < whole { whole } else { layer.fan_out };
        let mut from = 0;
        while from < layer.fan_in {
            let count = length.min(layer.fan_in - from);
            let mut column = first;
            while column < end {
                let columns = [last.min(column), last.min(column + width)];
                // SAFETY: `check` held, each of the columns is at most `last`, and the panel has room for `longest` rows.
                unsafe { by_panels(simd, layer, &mut panel, (from, count), columns, a, z) };
                column += 2 * width;
            }
            from += count;
        }
        first = end;
    }
}

/// Two registers of neurons and `count` inputs, their weights gathered in a panel.
///
/// Where rows of weights lie a power of two apart, as those of 128 neurons do, few of them fit in the
/// nearest cache together, and half of the registers read cross a border of its lines.
///
/// # Safety
/// As `rows` in `affine.rs`; the panel must have room for `count` rows, and there must be as many inputs from `from` on.
#[inline(always)]
unsafe fn by_panels<S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    panel: &mut Panel<T, PANEL>,
    (from, count): (usize, usize),
    columns: [usize; 2],
    a: &[&[T]],
    z: &mut Room<'_, T>,
) {
    let width = S::Native::COUNT;
    let panel = panel.as_mut_ptr();
    let mut k = 0;
    while k < count {
        let row = (from + k) * layer.fan_out;
        let mut v = 0;
        while v < 2 {
            // SAFETY: as the caller promises.
            unsafe {
                let weights = layer.weights.as_ptr().add(row + columns[v]);
                S::Native::read(simd, weights).write(panel.add((2 * k + v) * width));
            }
            v += 1;
        }
        k += 1;
    }
    let stretch = Stretch {
        panel,
        from,
        count,
        fan_out: layer.fan_out,
        biases: [
            bias::<S, T>(simd, layer.biases, columns[0]),
            bias::<S, T>(simd, layer.biases, columns[1]),
        ],
        columns,
    };
    let mut row = 0;
    while row < a.len() {
        let block = next_block(a.len() - row);
        // SAFETY: as the caller promises; the panel was filled.
        unsafe {
            match block {
                1 => stretch_block::<S, T, 1>(simd, &stretch, a, z, row),
                2 => stretch_block::<S, T, 2>(simd, &stretch, a, z, row),
                3 => stretch_block::<S, T, 3>(simd, &stretch, a, z, row),
                4 => stretch_block::<S, T, 4>(simd, &stretch, a, z, row),
                _ => stretch_block::<S, T, 6>(simd, &stretch, a, z, row),
            }
        }
        row += block;
    }
}

/// A panel of weights, and where it came from.
struct Stretch<T, V> {
    panel: *const T,
    from: usize,
    count: usize,
    fan_out: usize,
    biases: [V; 2],
    columns: [usize; 2],
}

/// Some rows, one panel: the sums start from the biases, then from where the last panel left them.
///
/// # Safety
/// As `rows` in `affine.rs`; the panel must hold `count` rows.
#[inline(always)]
unsafe fn stretch_block<S: Simd<T>, T: Scalar, const ROWS: usize>(
    simd: S,
    stretch: &Stretch<T, S::Native>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
    row: usize,
) {
    let width = S::Native::COUNT;
    let left = generate(
        #[inline(always)]
        // SAFETY: each row holds `fan_in` numbers.
        |r: usize| unsafe { a[row + r].as_ptr().add(stretch.from) },
    );
    let z = z.as_mut_ptr().wrapping_add(row * stretch.fan_out);
    let mut sums = [stretch.biases; ROWS];
    if stretch.from > 0 {
        let mut r = 0;
        while r < ROWS {
            let mut v = 0;
            while v < 2 {
                let from = r * stretch.fan_out + stretch.columns[v];
                // SAFETY: a row has a register from each of the columns on, which the stretch before wrote.
                unsafe { sums[r][v] = S::Native::read(simd, z.add(from)) };
                v += 1;
            }
            r += 1;
        }
    }
    let right = (stretch.panel, 2 * width);
    let range = (0, stretch.count, 1);
    // SAFETY: as the caller promises.
    unsafe { accumulate(simd, &mut sums, left, right, [0, width], range) };
    let mut r = 0;
    while r < ROWS {
        let mut v = 0;
        while v < 2 {
            let to = r * stretch.fan_out + stretch.columns[v];
            // SAFETY: as above.
            unsafe { sums[r][v].write(z.add(to)) };
            v += 1;
        }
        r += 1;
    }
}
