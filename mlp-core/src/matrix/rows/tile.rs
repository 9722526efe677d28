//! The innermost loop: a tile of sums in registers.
#![allow(
    unsafe_code,
    reason = "bounds are checked once, before the kernels run"
)]

use crate::array::{generate, map};
use crate::number::{Real, Scalar};
use crate::simd::Lanes;
use core::mem::MaybeUninit;

/// `ROWS` × `VECTORS` sums, `V` numbers in each.
pub(super) type Tile<V, const ROWS: usize, const VECTORS: usize> = [[V; VECTORS]; ROWS];

/// Adds the products of the indices `first`, `first + step`, … below `end` to a tile:
/// `sums[r][v] += left[r][k] · right[k · stride + columns[v] ..]`.
///
/// # Safety
/// `left[r]` must hold `end` numbers, and a register's worth must be readable at each place of `right`.
#[inline(always)]
pub(super) unsafe fn accumulate<S, V, T, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    sums: &mut Tile<V, ROWS, VECTORS>,
    left: [*const T; ROWS],
    (right, stride): (*const T, usize),
    columns: [usize; VECTORS],
    (first, end, step): (usize, usize, usize),
) where
    S: Copy,
    V: Lanes<S> + Real<Scalar = T>,
    T: Scalar,
{
    let mut sum = *sums;
    let mut k = first;
    // Two at a time: the loop itself costs a fifth of the products.
    while k + step < end {
        // SAFETY: as the caller promises.
        unsafe {
            products(simd, &mut sum, left, right.add(k * stride), columns, k);
            let next = k + step;
            products(
                simd,
                &mut sum,
                left,
                right.add(next * stride),
                columns,
                next,
            );
        }
        k += 2 * step;
    }
    if k < end {
        // SAFETY: as the caller promises.
        unsafe { products(simd, &mut sum, left, right.add(k * stride), columns, k) };
    }
    *sums = sum;
}

/// Adds the products of index `k`, whose row of the right factor is given.
///
/// # Safety
/// As [`accumulate`].
#[inline(always)]
pub(super) unsafe fn products<S, V, T, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    sums: &mut Tile<V, ROWS, VECTORS>,
    left: [*const T; ROWS],
    row: *const T,
    columns: [usize; VECTORS],
    k: usize,
) where
    S: Copy,
    V: Lanes<S> + Real<Scalar = T>,
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
            let left = V::broadcast(simd, left[r].add(k).read());
            let mut v = 0;
            while v < VECTORS {
                sums[r][v] = left.fused(right[v], sums[r][v]);
                v += 1;
            }
            r += 1;
        }
    }
}

/// Memory for a panel, not initialized, at the border of a line of the cache: a register read from it
/// never touches two.
#[repr(C, align(64))]
pub(super) struct Panel<T, const COUNT: usize>([MaybeUninit<T>; COUNT]);

impl<T: Copy, const COUNT: usize> Panel<T, COUNT> {
    #[inline(always)]
    pub(super) const fn new() -> Self {
        Self([MaybeUninit::uninit(); COUNT])
    }

    #[inline(always)]
    pub(super) const fn as_mut_ptr(&mut self) -> *mut T {
        self.0.as_mut_ptr().cast()
    }
}

/// The sum of two tiles.
#[inline(always)]
pub(super) fn plus<V: Real, const ROWS: usize, const VECTORS: usize>(
    x: &Tile<V, ROWS, VECTORS>,
    y: &Tile<V, ROWS, VECTORS>,
) -> Tile<V, ROWS, VECTORS> {
    generate(
        #[inline(always)]
        |r| {
            generate(
                #[inline(always)]
                |v| x[r][v] + y[r][v],
            )
        },
    )
}

/// A tile of −0: a product added to it is the product, its sign included.
#[inline(always)]
pub(super) fn nothing<S, V, const ROWS: usize, const VECTORS: usize>(
    simd: S,
) -> Tile<V, ROWS, VECTORS>
where
    S: Copy,
    V: Lanes<S>,
    V::Scalar: Scalar,
{
    [[V::broadcast(simd, -V::Scalar::ZERO); VECTORS]; ROWS]
}

/// The addresses of `ROWS` rows from row `first` on.
#[inline(always)]
pub(super) fn pointers<T, const ROWS: usize>(rows: &[&[T]], first: usize) -> [*const T; ROWS] {
    map(
        &generate::<usize, ROWS>(
            #[inline(always)]
            |r| first + r,
        ),
        #[inline(always)]
        |r| rows[r].as_ptr(),
    )
}

/// How many of the rows left to do next, so that no block is much smaller than the others: six, but
/// eight are four and four, and seven are four and three.
#[inline(always)]
pub(super) fn next_block(left: usize) -> usize {
    match left {
        0..=4 => left,
        5 => 3,
        7 | 8 | 11 => 4,
        _ => 6,
    }
}
