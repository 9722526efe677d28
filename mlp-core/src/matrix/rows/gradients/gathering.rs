//! What a tile of gradients reads, copied in the order in which it does.
#![allow(unsafe_code, reason = "bounds are checked once, before the loops")]

use crate::matrix::rows::tile::Panel;
use crate::number::Scalar;
use crate::simd::{Lanes, MOST_LANES, Simd};

/// Samples taken at once, the neurons of as many deltas, and the inputs of as many activations.
pub(super) const STRETCH: usize = 64;
pub(super) const NEURONS: usize = 128;
pub(super) const INPUTS: usize = 64;

/// Copies of what a tile reads, in the order in which it does: rows that lie a power of two apart push each
/// other out of the nearest cache, and an address for each sample is one number more to load.
///
/// They are made by the caller, in a function of its own: a stack of so many pages takes its time.
pub(in crate::matrix::rows) struct Panels<T> {
    /// `INPUTS` inputs of each sample.
    pub(super) a: Panel<T, { STRETCH * INPUTS }>,
    /// For each tile of registers, these registers of each sample; the last may be one more.
    pub(super) delta: Panel<T, { STRETCH * (NEURONS + MOST_LANES) }>,
}

impl<T: Scalar> Panels<T> {
    #[inline(always)]
    pub(in crate::matrix::rows) const fn new() -> Self {
        Self {
            a: Panel::new(),
            delta: Panel::new(),
        }
    }
}

/// Rows of `fan_out` numbers as rows of `width`, the others 0; at most [`STRETCH`] rows, at most [`MOST_LANES`]
/// numbers.
#[inline(always)]
pub(super) fn pad<T: Scalar>(
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

/// Copies `count` inputs of each sample.
///
/// # Safety
/// The samples must have them, and there must be room.
#[inline(always)]
pub(super) unsafe fn gather_inputs<S: Simd<T>, T: Scalar>(
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
pub(super) unsafe fn gather<S: Simd<T>, T: Scalar>(
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
