//! ∂W += aᵀ δ and ∂b += δ of a small network, whose gradients are sums of lanes: see [`order`](crate::order).
//!
//! Where samples stand side by side, no number leaves its lane: a gradient is a sum in each of [`GRADIENT_LANES`] lanes, side
//! by side in a register, so that a and δ are multiplied as they stand, and nothing is turned into rows until the samples
//! are through. Where they stand in rows, [`WriteInLanes`] gives the same bits.

use super::columns::{Columns, columns};
use super::rows::{LayerMut, Space};
use crate::array::generate;
use crate::dense::{Biases, Dense};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::order::{GRADIENT_LANES, HALF_OF_LANES, SMALL_NETWORK};
use crate::simd::{Lanes, Simd, compiled, store_some};
use core::cell::Cell;

/// Room for the lanes of the gradients of a small network.
pub(crate) struct RoomForLanes<T>(Space<[T; GRADIENT_LANES], SMALL_NETWORK>);

impl<T: Scalar> RoomForLanes<T> {
    /// Nothing is cleared: few samples have no lanes.
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self(Space::new())
    }

    /// The sums of no sample, to be added to layer by layer: those of a layer are where its parameters are in `network`.
    #[inline(always)]
    pub(crate) fn cleared<N: Network<Scalar = T>>(&mut self, network: &N) -> LaneSums<'_, T> {
        // Whole registers of sums, since they are added up in registers.
        let count = const { N::PARAMETERS.next_multiple_of(HALF_OF_LANES) };
        // −0 is what nothing sums to; of zeros, the compiler would have them cleared by a call.
        self.0.write(
            count,
            #[inline(always)]
            |room| room.fill(-T::ZERO),
        );
        LaneSums {
            sums: Cell::from_mut(&mut self.0[..]).as_slice_of_cells(),
            start: core::ptr::from_ref(network).addr(),
        }
    }
}

compiled! {
    /// `gradients[k]` becomes the sum of the lanes of sum `k`: lane l and lane l + 4, and what comes of these in order.
    pub(crate) AddLanes = |
        simd: S,
        (sums, gradients): (LaneSums<'a, T>, &'a mut [T])
    | {
        let width = S::Small::COUNT;
        let mut k = 0;
        while k < gradients.len() {
            let sums = &sums.sums[k..k + width];
            let mut total = S::Small::broadcast(simd, T::ZERO);
            let mut l = 0;
            while l < HALF_OF_LANES {
                let mut square = [total; HALF_OF_LANES];
                let mut r = 0;
                while r < width {
                    let lanes = sums[r].get();
                    square[r] = S::Small::load(simd, &lanes[l..])
                        + S::Small::load(simd, &lanes[l + HALF_OF_LANES..]);
                    r += 1;
                }
                let lanes = S::Small::turned(square);
                let mut r = 0;
                while r < width {
                    total = total + lanes[r];
                    r += 1;
                }
                l += width;
            }
            store_some::<S, _>(total, &mut gradients[k..]);
            k += width;
        }
    }
}

compiled! {
    /// The gradients of a layer, of all samples of a part, which stand in rows: the first of them run in lanes.
    pub(crate) WriteInLanes = |
        simd: S,
        (gradients, a, delta, in_lanes): (LayerMut<'a, T>, &'a [&'a [T]], &'a [T], usize)
    | {
        let LayerMut { weights, biases, fan_in, fan_out, .. } = gradients;
        let samples = [in_lanes, a.len()];
        let delta = |s, j| S::One::broadcast(simd, delta[s * fan_out + j]);
        let mut j = 0;
        while j < fan_out {
            let mut i = 0;
            while i < fan_in {
                weights[i * fan_out + j] = sum_in_lanes(
                    simd,
                    samples,
                    #[inline(always)]
                    |sum, s| S::One::broadcast(simd, a[s][i]).fused(delta(s, j), sum),
                );
                i += 1;
            }
            if j < biases.len() {
                biases[j] = sum_in_lanes(
                    simd,
                    samples,
                    #[inline(always)]
                    |sum, s| sum + delta(s, j),
                );
            }
            j += 1;
        }
    }
}

/// What `add` makes of the samples: of the first of them in lanes, which are added up, of the others in order.
#[inline(always)]
fn sum_in_lanes<S: Simd<T>, T: Scalar>(
    simd: S,
    [in_lanes, samples]: [usize; 2],
    add: impl Fn(S::One, usize) -> S::One,
) -> T {
    let mut total = S::One::broadcast(simd, T::ZERO);
    let mut lanes = [total; GRADIENT_LANES];
    let mut s = 0;
    while s < in_lanes {
        lanes[s % GRADIENT_LANES] = add(lanes[s % GRADIENT_LANES], s);
        s += 1;
    }
    let mut l = 0;
    while l < HALF_OF_LANES {
        total = total + (lanes[l] + lanes[l + HALF_OF_LANES]);
        l += 1;
    }
    while s < samples {
        total = add(total, s);
        s += 1;
    }
    total.lane(0)
}

/// The lanes of all gradients of a network, one gradient after the other.
#[derive(Clone, Copy)]
pub(crate) struct LaneSums<'a, T> {
    sums: &'a [Cell<[T; GRADIENT_LANES]>],
    /// The address of the network whose layers say where their sums are.
    start: usize,
}

impl<T: Scalar> LaneSums<'_, T> {
    /// `sums[i][j] += a[i] · delta[j]` and `sums[j] += delta[j]` for the weights and biases of a layer of the network: in lane `l`
    /// the samples `l`, `l + 8`, … of those side by side.
    #[inline(always)]
    pub(crate) fn add<S, V, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        simd: S,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[V; FAN_IN],
        delta: &[V; FAN_OUT],
    ) where
        S: Simd<T>,
        V: Lanes<S, Scalar = T>,
        B: Biases<T, FAN_OUT>,
    {
        // A difference of constants, after inlining.
        let place = (core::ptr::from_ref(layer).addr() - self.start) / size_of::<T>();
        let a = halves::<S, V, FAN_IN>(simd, a);
        let delta = halves::<S, V, FAN_OUT>(simd, delta);
        let mut j = 0;
        while j < FAN_OUT {
            let [first, second] = delta[j];
            let mut i = 0;
            while i < FAN_IN {
                self.update(
                    simd,
                    place + i * FAN_OUT + j,
                    #[inline(always)]
                    |sum: S::Eight| a[i][1].fused(second, a[i][0].fused(first, sum)),
                );
                i += 1;
            }
            if j < B::COUNT {
                self.update(
                    simd,
                    place + FAN_IN * FAN_OUT + j,
                    #[inline(always)]
                    |sum: S::Eight| sum + first + second,
                );
            }
            j += 1;
        }
    }

    /// Sum `k` becomes what `add` makes of it.
    #[inline(always)]
    fn update<S: Simd<T>>(self, simd: S, k: usize, add: impl Fn(S::Eight) -> S::Eight) {
        let sums = &self.sums[k];
        let mut lanes = sums.get();
        add(S::Eight::load(simd, &lanes)).store(&mut lanes);
        sums.set(lanes);
    }
}

/// The numbers of the first eight of sixteen samples, and of the others.
#[inline(always)]
fn halves<S, V, const N: usize>(simd: S, values: &[V; N]) -> [[S::Eight; 2]; N]
where
    S: Simd<V::Scalar>,
    V: Lanes<S>,
{
    let Columns(values) = &columns(values);
    generate(
        #[inline(always)]
        |i| {
            let (first, second) = values[i].split_at(GRADIENT_LANES);
            [S::Eight::load(simd, first), S::Eight::load(simd, second)]
        },
    )
}
