//! A loss over rows of samples, for wide networks: the samples stand side by side for it, as in a narrow network.

use super::Loss;
use crate::activation::LayerActivation;
use crate::array::generate;
use crate::number::Scalar;
use crate::simd::{Columns, Lanes, Level, MOST_LANES, Simd, dispatch};

/// z and y of some samples.
pub(crate) type Of<'a, T, const N: usize> = [&'a [[T; N]]; 2];

/// Where the losses and δ of the same samples go.
pub(crate) type Out<'a, T, const N: usize> = (&'a mut [T], &'a mut [[T; N]]);

/// Losses and deltas at a level, compiled where this is called: for each loss, not for each number of samples.
pub(super) fn losses_and_deltas<A, T, L, const N: usize>(
    level: Level,
    loss: &L,
    activation: A,
    of: Of<'_, T, N>,
    (losses, delta): Out<'_, T, N>,
) where
    A: LayerActivation,
    T: Scalar,
    L: Loss<A> + ?Sized,
{
    dispatch!(level, simd => losses_and_deltas_at(simd, loss, activation, of, (&mut *losses, &mut *delta)));
}

/// Losses and deltas at one level.
#[inline(always)]
pub(crate) fn losses_and_deltas_at<S, A, T, L, const N: usize>(
    simd: S,
    loss: &L,
    activation: A,
    [z, y]: Of<'_, T, N>,
    (losses, delta): Out<'_, T, N>,
) where
    S: Simd<T>,
    A: LayerActivation,
    T: Scalar,
    L: Loss<A> + ?Sized,
{
    let mut first = 0;
    while first < z.len() {
        first += side_by_side(
            simd,
            loss,
            activation,
            [&z[first..], &y[first..]],
            &mut losses[first..],
            &mut delta[first..],
        );
    }
}

/// Losses and deltas of as many samples as stand side by side; how many they are.
#[inline(always)]
#[allow(
    clippy::many_single_char_names,
    reason = "z, a and y of samples s and neurons j"
)]
fn side_by_side<S, A, T, L, const N: usize>(
    simd: S,
    loss: &L,
    activation: A,
    [z, y]: [&[[T; N]]; 2],
    losses: &mut [T],
    delta: &mut [[T; N]],
) -> usize
where
    S: Simd<T>,
    A: LayerActivation,
    T: Scalar,
    L: Loss<A> + ?Sized,
{
    let count = S::Samples::COUNT.min(z.len());
    let mut columns = Columns::<T, N>::new();
    let z = side_by_side_of(simd, z, &mut columns);
    let y = side_by_side_of(simd, y, &mut columns);
    let a = activation.forward(&z);
    let mut lanes = [T::ZERO; MOST_LANES];
    loss.loss(activation, &z, &a, &y).store(&mut lanes);
    losses[..count].copy_from_slice(&lanes[..count]);
    let deltas = loss.delta(activation, &z, &a, &y);
    if whole::<S, T>(count) {
        let mut j = 0;
        while j < N {
            columns.set(simd, j, deltas[j]);
            j += 1;
        }
        columns.write_rows(simd, delta.as_flattened_mut());
        return count;
    }
    let mut j = 0;
    while j < N {
        deltas[j].store(&mut lanes);
        let mut s = 0;
        while s < count {
            delta[s][j] = lanes[s];
            s += 1;
        }
        j += 1;
    }
    count
}

/// Whether so many samples fill all lanes.
#[inline(always)]
const fn whole<S: Simd<T>, T: Scalar>(count: usize) -> bool {
    S::Samples::COUNT > 1 && count == S::Samples::COUNT
}

/// The rows of as many samples as there are lanes, or of fewer, side by side.
#[inline(always)]
fn side_by_side_of<S: Simd<T>, T: Scalar, const N: usize>(
    simd: S,
    rows: &[[T; N]],
    columns: &mut Columns<T, N>,
) -> [S::Samples; N] {
    if !whole::<S, T>(S::Samples::COUNT.min(rows.len())) {
        return column(simd, rows);
    }
    columns.read_rows(simd, N, rows.as_flattened());
    generate(
        #[inline(always)]
        |j| columns.get(simd, j),
    )
}

/// Rows side by side; lanes without a row repeat the last.
#[inline(always)]
fn column<S, V, const N: usize>(simd: S, rows: &[[V::Scalar; N]]) -> [V; N]
where
    S: Copy,
    V: Lanes<S>,
{
    let last = rows.len() - 1;
    generate(
        #[inline(always)]
        |j| {
            V::from_fn(
                simd,
                #[inline(always)]
                |s| rows[s.min(last)][j],
            )
        },
    )
}
