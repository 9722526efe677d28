//! ∂W += aᵀ δ and ∂b += δ where samples stand side by side.
//!
//! The sum runs over the samples, across the lanes, in order. So deltas are turned into rows, neurons
//! side by side, and each sample adds its row times each of its inputs.

use crate::array::generate;
use crate::dense::{Biases, Dense};
use crate::number::Scalar;
use crate::simd::{Lanes, Simd};

/// The most samples side by side.
const MOST: usize = 16;

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
    let (a, delta) = (columns(a), columns(delta));
    let weights = gradients.weights.as_flattened_mut();
    let biases = gradients.biases.as_mut_slice();
    if FAN_OUT == 1 {
        // One neuron: inputs stand side by side instead.
        add_products(simd, count, weights, &mut [], &delta, &a);
        if let [bias] = biases {
            let mut s = 0;
            while s < count && s < MOST {
                *bias += delta[0][s];
                s += 1;
            }
        }
    } else {
        add_products(simd, count, weights, biases, &a, &delta);
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

/// The lanes of each number.
#[inline(always)]
fn columns<S, V: Lanes<S>, const N: usize>(values: &[V; N]) -> [[V::Scalar; MOST]; N] {
    let mut columns = [[V::Scalar::ZERO; MOST]; N];
    let mut k = 0;
    while k < N {
        values[k].store(&mut columns[k]);
        k += 1;
    }
    columns
}

/// `sums[i][j] += Σₛ left[i][s] · right[j][s]` and `totals[j] += Σₛ right[j][s]` over the first `count` s
/// in order; `totals` may be empty.
#[inline(always)]
fn add_products<S, T, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    count: usize,
    sums: &mut [T],
    totals: &mut [T],
    left: &[[T; MOST]; ROWS],
    right: &[[T; MOST]; COLUMNS],
) where
    S: Simd<T>,
    T: Scalar,
{
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

/// All rows, the columns of one register.
#[inline(always)]
fn registers<S, W, T, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    count: usize,
    sums: &mut [T],
    totals: &mut [T],
    left: &[[T; MOST]; ROWS],
    right: &[[T; MOST]; COLUMNS],
    j: usize,
) where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let right: [W; MOST] = generate(
        #[inline(always)]
        |s| {
            W::from_fn(
                simd,
                #[inline(always)]
                |w| right[j + w][s],
            )
        },
    );
    let mut i = 0;
    while i + 4 <= ROWS {
        block::<S, W, T, 4, ROWS, COLUMNS>(simd, count, sums, left, &right, i, j);
        i += 4;
    }
    while i + 2 <= ROWS {
        block::<S, W, T, 2, ROWS, COLUMNS>(simd, count, sums, left, &right, i, j);
        i += 2;
    }
    while i < ROWS {
        block::<S, W, T, 1, ROWS, COLUMNS>(simd, count, sums, left, &right, i, j);
        i += 1;
    }
    if !totals.is_empty() {
        let mut total = W::load(simd, &totals[j..]);
        let mut s = 0;
        while s < count && s < MOST {
            total = total + right[s];
            s += 1;
        }
        total.store(&mut totals[j..]);
    }
}

/// Some rows, the columns of one register.
#[inline(always)]
fn block<S, W, T, const BLOCK: usize, const ROWS: usize, const COLUMNS: usize>(
    simd: S,
    count: usize,
    sums: &mut [T],
    left: &[[T; MOST]; ROWS],
    right: &[W; MOST],
    i: usize,
    j: usize,
) where
    S: Simd<T>,
    W: Lanes<S, Scalar = T>,
    T: Scalar,
{
    let mut total: [W; BLOCK] = generate(
        #[inline(always)]
        |r| W::load(simd, &sums[(i + r) * COLUMNS + j..]),
    );
    let mut s = 0;
    while s < count && s < MOST {
        let mut r = 0;
        while r < BLOCK {
            total[r] = W::broadcast(simd, left[i + r][s]).fused(right[s], total[r]);
            r += 1;
        }
        s += 1;
    }
    let mut r = 0;
    while r < BLOCK {
        total[r].store(&mut sums[(i + r) * COLUMNS + j..]);
        r += 1;
    }
}
