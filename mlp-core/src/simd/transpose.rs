//! Samples side by side, from rows of numbers and back, a block of registers at a time.
#![allow(
    unsafe_code,
    reason = "bounds are checked once, before the loops; what was not written is not read"
)]

#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod avx2;

use super::{Lanes, MOST_LANES, Simd};
use crate::array::generate;
use crate::number::Scalar;
use core::mem::MaybeUninit;

/// At most `MOST` numbers of each of as many samples as stand side by side.
///
/// In memory that is not cleared: for ten numbers, that took as long as all else.
#[repr(C, align(64))]
pub(crate) struct Columns<T, const MOST: usize> {
    numbers: [[MaybeUninit<T>; MOST_LANES]; MOST],
    /// How many of them were written.
    width: usize,
}

impl<T: Scalar, const MOST: usize> Columns<T, MOST> {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self {
            numbers: [[MaybeUninit::uninit(); MOST_LANES]; MOST],
            width: 0,
        }
    }

    /// Takes rows of `width` numbers, one for each sample.
    ///
    /// # Panics
    /// If there are not as many rows as stand side by side, or more than `MOST` numbers.
    #[inline(always)]
    pub(crate) fn read_rows<S: Simd<T>>(&mut self, simd: S, width: usize, rows: &[T]) {
        let count = S::Samples::COUNT;
        assert!(width <= MOST && rows.len() >= count * width, "rows");
        let to = self.numbers.as_mut_ptr().cast::<T>();
        if width >= S::Small::COUNT {
            // SAFETY: there are `count` rows of `width` numbers, and as many columns.
            unsafe {
                let from = (rows.as_ptr(), width);
                transpose::<S, T, true>(simd, [count, width], from, (to, MOST_LANES));
            }
        } else {
            // Too few for a register of a row: the lanes meet in registers all the same.
            let mut j = 0;
            while j < width {
                let column = S::Samples::from_fn(
                    simd,
                    #[inline(always)]
                    |s| rows[s * width + j],
                );
                // SAFETY: a column is there.
                unsafe { column.write(to.add(j * MOST_LANES)) };
                j += 1;
            }
        }
        self.width = width;
    }

    /// Takes the rows of as many samples as stand side by side, or of fewer: lanes without a row repeat the last.
    ///
    /// # Panics
    /// If there are more than `MOST` numbers of a sample, or no sample.
    #[inline(always)]
    pub(crate) fn read_some_rows<S: Simd<T>>(&mut self, simd: S, width: usize, rows: &[T]) {
        if S::Samples::COUNT > 1 && rows.len() >= S::Samples::COUNT * width {
            return self.read_rows(simd, width, rows);
        }
        assert!(rows.len() >= width, "rows");
        self.width = 0;
        let last = rows.len() - width;
        let mut j = 0;
        while j < width {
            let column = S::Samples::from_fn(
                simd,
                #[inline(always)]
                |s| rows[(s * width).min(last) + j],
            );
            self.push(simd, column);
            j += 1;
        }
    }

    /// Writes the numbers back as rows, of as many samples as there is room for: no more than stand side by side.
    ///
    /// # Panics
    /// If the room ends within a row; with debug assertions, also if there is room for more samples.
    #[inline(always)]
    pub(crate) fn write_some_rows<S: Simd<T>>(&self, simd: S, rows: &mut [T]) {
        let width = self.width;
        debug_assert!(rows.len() <= S::Samples::COUNT * width, "rows");
        if S::Samples::COUNT > 1 && rows.len() >= S::Samples::COUNT * width {
            return self.write_rows(simd, rows);
        }
        let mut lanes = [T::ZERO; MOST_LANES];
        let mut j = 0;
        while j < width {
            self.get(simd, j).store(&mut lanes);
            let mut s = 0;
            while s * width < rows.len() {
                rows[s * width + j] = lanes[s];
                s += 1;
            }
            j += 1;
        }
    }

    /// Adds a number of each sample.
    ///
    /// # Panics
    /// If there are `MOST` already.
    #[inline(always)]
    pub(crate) fn push<S: Simd<T>>(&mut self, simd: S, value: S::Samples) {
        assert!(self.width < MOST, "numbers of a sample");
        self.width += 1;
        self.set(simd, self.width - 1, value);
    }

    /// Writes the numbers back as rows.
    ///
    /// # Panics
    /// If there are not as many rows.
    #[inline(always)]
    pub(crate) fn write_rows<S: Simd<T>>(&self, simd: S, rows: &mut [T]) {
        let (count, width) = (S::Samples::COUNT, self.width);
        assert!(rows.len() >= count * width, "rows");
        let from = self.numbers.as_ptr().cast::<T>();
        // SAFETY: `width` columns were written, and there are `count` rows of as many numbers.
        unsafe {
            let to = (rows.as_mut_ptr(), width);
            transpose::<S, T, false>(simd, [width, count], (from, MOST_LANES), to);
        }
    }

    /// Number `j` of each sample.
    ///
    /// # Panics
    /// If it was not read.
    #[inline(always)]
    pub(crate) fn get<S: Simd<T>>(&self, simd: S, j: usize) -> S::Samples {
        assert!(j < self.width, "a number of a sample");
        let from = self.numbers.as_ptr().cast::<T>();
        // SAFETY: the first `width` columns were written.
        unsafe { S::Samples::read(simd, from.add(j * MOST_LANES)) }
    }

    /// Changes number `j` of each sample.
    ///
    /// # Panics
    /// If it was not read.
    #[inline(always)]
    pub(crate) fn set<S: Simd<T>>(&mut self, _: S, j: usize, value: S::Samples) {
        assert!(j < self.width, "a number of a sample");
        let to = self.numbers.as_mut_ptr().cast::<T>();
        // SAFETY: there is room for `MOST` columns, and `width` is no more.
        unsafe { value.write(to.add(j * MOST_LANES)) };
    }
}

/// `to[j * to_stride + i] = from[i * from_stride + j]` for some rows of some numbers.
///
/// # Safety
/// All of them must be readable, and their places writable and apart from them.
#[inline(always)]
pub(crate) unsafe fn columns_of_rows<S: Simd<T>, T: Scalar>(
    simd: S,
    [rows, numbers]: [usize; 2],
    from: (*const T, usize),
    to: (*mut T, usize),
) {
    // SAFETY: as the caller promises.
    unsafe { transpose::<S, T, true>(simd, [rows, numbers], from, to) };
}

/// `to[j * to_stride + i] = from[i * from_stride + j]` for `height` rows of `width` numbers. Samples are the rows, or numbers in
/// the rows, as many as stand side by side.
///
/// # Safety
/// All of them must be readable, and their places writable and apart from them.
#[inline(always)]
unsafe fn transpose<S: Simd<T>, T: Scalar, const SAMPLES_ARE_ROWS: bool>(
    simd: S,
    size: [usize; 2],
    from: (*const T, usize),
    to: (*mut T, usize),
) {
    let least = size[0].min(size[1]);
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    if const { S::Native::COUNT == 8 && size_of::<T>() == size_of::<f32>() }
        && least >= 4
        && size[usize::from(!SAMPLES_ARE_ROWS)] >= 8
    {
        let (from, to) = ((from.0.cast(), from.1), (to.0.cast(), to.1));
        // SAFETY: as the caller promises; eight `f32` to a register has the level of AVX2 alone.
        unsafe {
            if const { SAMPLES_ARE_ROWS } {
                avx2::to_columns(size, from, to);
            } else {
                avx2::to_rows(size, from, to);
            }
        }
        return;
    }
    // SAFETY: as the caller promises.
    unsafe {
        if least >= S::Native::COUNT {
            in_registers::<S, S::Native, T>(simd, size, from, to);
        } else if least >= S::Small::COUNT {
            in_registers::<S, S::Small, T>(simd, size, from, to);
        } else {
            in_registers::<S, S::One, T>(simd, size, from, to);
        }
    }
}

/// [`transpose`] where a register is no longer than either side.
///
/// # Safety
/// As [`transpose`].
#[inline(always)]
unsafe fn in_registers<S: Simd<T>, V: Lanes<S, Scalar = T>, T: Scalar>(
    simd: S,
    size: [usize; 2],
    from: (*const T, usize),
    to: (*mut T, usize),
) {
    // SAFETY: as the caller promises; a block is as high as it is wide.
    unsafe {
        match const { V::COUNT } {
            1 => blocks::<S, V, T, 1>(simd, size, from, to),
            2 => blocks::<S, V, T, 2>(simd, size, from, to),
            4 => blocks::<S, V, T, 4>(simd, size, from, to),
            8 => blocks::<S, V, T, 8>(simd, size, from, to),
            16 => blocks::<S, V, T, 16>(simd, size, from, to),
            _ => const { assert!(V::COUNT <= 16, "a register of at most sixteen numbers") },
        }
    }
}

/// [`transpose`] by blocks of `N` rows and columns, where `N` is the numbers of a register; the last of
/// them overlap.
///
/// # Safety
/// As [`transpose`], and neither side may be shorter than `N`.
#[inline(always)]
unsafe fn blocks<S: Copy, V: Lanes<S, Scalar = T>, T: Scalar, const N: usize>(
    simd: S,
    [height, width]: [usize; 2],
    (from, from_stride): (*const T, usize),
    (to, to_stride): (*mut T, usize),
) {
    let mut row = 0;
    while row < height {
        let i = row.min(height - N);
        let mut column = 0;
        while column < width {
            let j = column.min(width - N);
            // SAFETY: as the caller promises; the block ends inside of both.
            unsafe {
                let from = from.add(i * from_stride + j);
                let block = V::turned(generate::<V, N>(
                    #[inline(always)]
                    |r| V::read(simd, from.add(r * from_stride)),
                ));
                let to = to.add(j * to_stride + i);
                let mut c = 0;
                while c < N {
                    block[c].write(to.add(c * to_stride));
                    c += 1;
                }
            }
            column += N;
        }
        row += N;
    }
}
