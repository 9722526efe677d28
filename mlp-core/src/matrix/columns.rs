//! ∂W += aᵀ δ and ∂b += δ where samples stand side by side.
//!
//! The sum runs over the samples, across the lanes, in order. So one of the two, δ or a, is turned into
//! rows, neurons side by side, and each sample adds its row times each number of the other.

use crate::array::generate;
use crate::dense::{Biases, Dense};
use crate::number::Scalar;
use crate::simd::{Lanes, MOST_LANES, Simd};

/// The most rows of sums that stay in registers while the samples stream by.
const AT_ONCE: usize = 8;

/// As [`add_gradients`](super::add_gradients), for each of the first `count` lanes in order.
#[inline(always)]
pub(crate) fn add_gradients_of_columns<S, V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    count: usize,
    gradients: &mut Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
    delta: &[V; FAN_OUT],
) where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let (Columns(a), Columns(delta)) = (&columns(a), &columns(delta));
    let weights = gradients.weights.as_flattened_mut();
    let biases = gradients.biases.as_mut_slice();
    if const { FAN_OUT == 1 || FAN_OUT < S::Small::COUNT && FAN_IN >= S::Small::COUNT } {
        // Too few neurons for a register: inputs stand side by side instead.
        let sums = Sums {
            values: weights,
            row: 1,
            column: FAN_OUT,
        };
        add_products(simd, count, sums, &mut [], delta, a);
        let mut j = 0;
        while j < biases.len() {
            let mut s = 0;
            while s < count && s < MOST_LANES {
                biases[j] += delta[j][s];
                s += 1;
            }
            j += 1;
        }
    } else {
        let sums = Sums {
            values: weights,
            row: FAN_OUT,
            column: 1,
        };
        add_products(simd, count, sums, biases, a, delta);
    }
}

/// `∂W = aᵀ δ` and `∂b = δ` of a single sample, over whatever was there: sums of one term, from zero.
///
/// In the registers that the step will read them in: it would have to wait for numbers that were
/// stored one by one.
#[inline(always)]
pub(crate) fn write_gradients<S, V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    gradients: &mut Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[V; FAN_IN],
    delta: &[V; FAN_OUT],
) where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let weights = gradients.weights.as_flattened_mut();
    let biases = gradients.biases.as_mut_slice();
    if FAN_OUT == 1 {
        write_products(simd, weights, &mut [], delta, a);
        if let [bias] = biases {
            *bias = T::ZERO + delta[0].lane(0);
        }
    } else {
        write_products(simd, weights, biases, a, delta);
    }
}

/// `products[i][j] = left[i] · right[j]` and `totals[j] = right[j]`; `totals` may be empty.
#[inline(always)]
fn write_products<S, V, T, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    products: &mut [T],
    totals: &mut [T],
    left: &[V; ROWS],
    right: &[V; COLUMNS],
) where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let mut j = 0;
    while j + S::Native::COUNT <= COLUMNS {
        write_register::<S, S::Native, V, T, ROWS, COLUMNS>(simd, products, totals, left, right, j);
        j += S::Native::COUNT;
    }
    while j + S::Small::COUNT <= COLUMNS {
        write_register::<S, S::Small, V, T, ROWS, COLUMNS>(simd, products, totals, left, right, j);
        j += S::Small::COUNT;
    }
    while j < COLUMNS {
        write_register::<S, S::One, V, T, ROWS, COLUMNS>(simd, products, totals, left, right, j);
        j += 1;
    }
}

/// All rows, the columns of one register.
#[inline(always)]
fn write_register<S, W, V, T, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    products: &mut [T],
    totals: &mut [T],
    left: &[V; ROWS],
    right: &[V; COLUMNS],
    j: usize,
) where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let zero = W::broadcast(simd, T::ZERO);
    let right = W::from_fn(
        simd,
        #[inline(always)]
        |w| right[j + w].lane(0),
    );
    let mut i = 0;
    while i < ROWS {
        let left = W::broadcast(simd, left[i].lane(0));
        left.fused(right, zero)
            .store(&mut products[i * COLUMNS + j..]);
        i += 1;
    }
    if !totals.is_empty() {
        (zero + right).store(&mut totals[j..]);
    }
}

/// The lanes of each number, on the first byte of a line of the cache: a register that is stored or read never
/// touches two.
#[repr(align(64))]
pub(super) struct Columns<T, const N: usize>(pub(super) [[T; MOST_LANES]; N]);

#[inline(always)]
pub(super) fn columns<S, V: Lanes<S>, const N: usize>(values: &[V; N]) -> Columns<V::Scalar, N> {
    let mut columns = Columns([[V::Scalar::ZERO; MOST_LANES]; N]);
    let mut k = 0;
    while k < N {
        values[k].store(&mut columns.0[k]);
        k += 1;
    }
    columns
}

/// Sums in memory, one for each row and column, and how far apart those of two rows and of two
/// columns are.
struct Sums<'a, T> {
    values: &'a mut [T],
    row: usize,
    column: usize,
}

impl<T: Scalar> Sums<'_, T> {
    /// The sums of row `i`, a register of columns from `j` on.
    #[inline(always)]
    fn load<S, W>(&self, simd: S, i: usize, j: usize) -> W
    where
        S: Simd<T>,
        W: Lanes<S, Scalar = T>,
    {
        let values = &self.values[i * self.row + j * self.column..];
        if self.column == 1 {
            return W::load(simd, values);
        }
        W::from_fn(
            simd,
            #[inline(always)]
            |w| values[w * self.column],
        )
    }

    #[inline(always)]
    fn store<S, W>(&mut self, sums: W, i: usize, j: usize)
    where
        S: Simd<T>,
        W: Lanes<S, Scalar = T>,
    {
        let values = &mut self.values[i * self.row + j * self.column..];
        if self.column == 1 {
            sums.store(values);
            return;
        }
        let mut lanes = [T::ZERO; MOST_LANES];
        sums.store(&mut lanes);
        let mut w = 0;
        while w < W::COUNT {
            values[w * self.column] = lanes[w];
            w += 1;
        }
    }
}

/// `sums[i][j] += Σₛ left[i][s] · right[j][s]` and `totals[j] += Σₛ right[j][s]` over the first `count` s
/// in order; `totals` may be empty.
#[inline(always)]
fn add_products<S, T, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    count: usize,
    mut sums: Sums<'_, T>,
    totals: &mut [T],
    left: &[[T; MOST_LANES]; ROWS],
    right: &[[T; MOST_LANES]; COLUMNS],
) where
    S: Simd<T>,
    T: Scalar,
{
    let sums = &mut sums;
    let mut j = 0;
    while j + S::Native::COUNT <= COLUMNS {
        registers::<S, S::Native, T, ROWS, COLUMNS>(simd, count, sums, totals, left, right, j);
        j += S::Native::COUNT;
    }
    while j + S::Small::COUNT <= COLUMNS {
        registers::<S, S::Small, T, ROWS, COLUMNS>(simd, count, sums, totals, left, right, j);
        j += S::Small::COUNT;
    }
    while j < COLUMNS {
        registers::<S, S::One, T, ROWS, COLUMNS>(simd, count, sums, totals, left, right, j);
        j += 1;
    }
}

/// All rows, a register of columns from `j` on.
#[inline(always)]
fn registers<S, W, T, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    count: usize,
    sums: &mut Sums<'_, T>,
    totals: &mut [T],
    left: &[[T; MOST_LANES]; ROWS],
    right: &[[T; MOST_LANES]; COLUMNS],
    j: usize,
) where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let count = if count < MOST_LANES {
        count
    } else {
        MOST_LANES
    };
    let mut total = W::broadcast(simd, T::ZERO);
    if !totals.is_empty() {
        total = W::load(simd, &totals[j..]);
    }
    if const { ROWS <= AT_ONCE } {
        let mut block: [W; ROWS] = load(simd, sums, 0, j);
        let mut s = 0;
        while s + W::COUNT <= count {
            let rows = turned::<S, W, T, COLUMNS>(simd, right, j, s);
            let mut k = 0;
            while k < W::COUNT {
                add_sample(simd, &mut block, left, 0, s + k, rows[k]);
                total = total + rows[k];
                k += 1;
            }
            s += W::COUNT;
        }
        while s < count {
            let row = row(simd, right, j, s);
            add_sample(simd, &mut block, left, 0, s, row);
            total = total + row;
            s += 1;
        }
        store(block, sums, 0, j);
    } else {
        // The rows wait in memory for one block of sums after the other.
        let mut rows = [W::broadcast(simd, T::ZERO); MOST_LANES];
        let mut s = 0;
        while s + W::COUNT <= count {
            let some = turned::<S, W, T, COLUMNS>(simd, right, j, s);
            let mut k = 0;
            while k < W::COUNT {
                rows[s + k] = some[k];
                total = total + some[k];
                k += 1;
            }
            s += W::COUNT;
        }
        while s < count {
            rows[s] = row(simd, right, j, s);
            total = total + rows[s];
            s += 1;
        }
        let rows = &rows[..count];
        let mut i = 0;
        while i + 4 <= ROWS {
            block::<S, W, T, 4, ROWS>(simd, sums, left, rows, i, j);
            i += 4;
        }
        while i + 2 <= ROWS {
            block::<S, W, T, 2, ROWS>(simd, sums, left, rows, i, j);
            i += 2;
        }
        while i < ROWS {
            block::<S, W, T, 1, ROWS>(simd, sums, left, rows, i, j);
            i += 1;
        }
    }
    if !totals.is_empty() {
        total.store(&mut totals[j..]);
    }
}

/// Some rows from `i` on, a register of columns from `j` on.
#[inline(always)]
fn block<S, W, T, const BLOCK: usize, const ROWS: usize>(
    simd: S,
    sums: &mut Sums<'_, T>,
    left: &[[T; MOST_LANES]; ROWS],
    rows: &[W],
    i: usize,
    j: usize,
) where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let mut block: [W; BLOCK] = load(simd, sums, i, j);
    let mut s = 0;
    while s < rows.len() && s < MOST_LANES {
        add_sample(simd, &mut block, left, i, s, rows[s]);
        s += 1;
    }
    store(block, sums, i, j);
}

/// The columns from `j` on of as many samples from `s` on, each in a register.
#[inline(always)]
fn turned<S, W, T, const COLUMNS: usize>(
    simd: S,
    columns: &[[T; MOST_LANES]; COLUMNS],
    j: usize,
    s: usize,
) -> [W; MOST_LANES]
where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let mut square = [W::broadcast(simd, T::ZERO); MOST_LANES];
    let mut k = 0;
    while k < W::COUNT {
        square[k] = W::load(simd, &columns[j + k][s..]);
        k += 1;
    }
    W::turned(square)
}

/// The columns from `j` on of sample `s`.
#[inline(always)]
fn row<S, W, T, const COLUMNS: usize>(
    simd: S,
    columns: &[[T; MOST_LANES]; COLUMNS],
    j: usize,
    s: usize,
) -> W
where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    W::from_fn(
        simd,
        #[inline(always)]
        |w| columns[j + w][s],
    )
}

/// Adds `left[i + r][s] · row` to sum `r`.
#[inline(always)]
fn add_sample<S, W, T, const BLOCK: usize, const ROWS: usize>(
    simd: S,
    block: &mut [W; BLOCK],
    left: &[[T; MOST_LANES]; ROWS],
    i: usize,
    s: usize,
    row: W,
) where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let mut r = 0;
    while r < BLOCK {
        block[r] = W::broadcast(simd, left[i + r][s]).fused(row, block[r]);
        r += 1;
    }
}

#[inline(always)]
fn load<S, W, T, const BLOCK: usize>(simd: S, sums: &Sums<'_, T>, i: usize, j: usize) -> [W; BLOCK]
where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    generate(
        #[inline(always)]
        |r| sums.load(simd, i + r, j),
    )
}

#[inline(always)]
fn store<S, W, T, const BLOCK: usize>(block: [W; BLOCK], sums: &mut Sums<'_, T>, i: usize, j: usize)
where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let mut r = 0;
    while r < BLOCK {
        sums.store::<S, W>(block[r], i + r, j);
        r += 1;
    }
}
