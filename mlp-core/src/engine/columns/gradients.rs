//! Gradients of a part of a batch of a narrow network.

use super::{Equations, Tile, broadcast, gather};
use crate::activation::LayerActivation;
use crate::array::map;
use crate::dense::{Biases, Dense};
use crate::engine::parts;
use crate::loss::Loss;
use crate::matrix::{self, AddLanes, LaneSums, RoomForLanes};
use crate::network::SamplesFor;
use crate::number::{Real, Scalar};
use crate::simd::{self, Lanes, MOST_LANES, Simd, perform};

/// As many samples as `V` has lanes, of which the first `count` are there.
///
/// `ALONE` says that it is the only sample of a batch, whose gradients are written over whatever was there.
#[derive(Clone, Copy)]
struct Columns<'a, S, V: Real, const ALONE: bool> {
    simd: S,
    count: usize,
    /// The weight of each sample, where the targets carry one.
    weights: V,
    /// Where the gradients are added up instead, if they run in lanes.
    lanes: Option<LaneSums<'a, V::Scalar>>,
}

impl<T: Scalar, S: Simd<T>, V: Lanes<S, Scalar = T>, const ALONE: bool> Tile<V>
    for Columns<'_, S, V, ALONE>
{
    #[inline(always)]
    fn loss<A: LayerActivation, L: Loss<A>, const N: usize>(
        self,
        loss: &L,
        activation: A,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> (V, [V; N]) {
        // First, because the way back waits for it.
        let delta = loss.delta(activation, z, a, y);
        let value = loss.loss(activation, z, a, y);
        if const { !L::WEIGHTED } {
            return (value, delta);
        }
        let delta = map(
            &delta,
            #[inline(always)]
            |delta| delta * self.weights,
        );
        (value * self.weights, delta)
    }

    #[inline(always)]
    fn add_gradients<B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        gradients: &mut Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[V; FAN_IN],
        delta: &[V; FAN_OUT],
    ) where
        B: Biases<T, FAN_OUT>,
    {
        if const { ALONE } {
            matrix::write_gradients(self.simd, gradients, a, delta);
        } else if const { V::COUNT == 1 } {
            matrix::add_gradients(gradients, a, delta);
        } else if let Some(lanes) = self.lanes {
            lanes.add(self.simd, gradients, a, delta);
        } else {
            matrix::add_gradients_of_columns(self.simd, self.count, gradients, a, delta);
        }
    }
}

/// Writes the gradients of a part; the sum of its losses.
#[inline(always)]
pub fn gradients_of_part<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    S: Simd<N::Scalar>,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let part = Part {
        simd,
        network,
        samples,
        loss,
    };
    // One sample is done sooner by itself than beside empty lanes, and writes every gradient.
    if const { S::Samples::COUNT > 1 }
        && samples.len() == 1
        && let Some((input, target)) = samples.get(0)
    {
        return part.write_alone(input, target, gradients);
    }
    part.write_several(gradients)
}

/// A part of a batch, and what its gradients are taken of.
struct Part<'a, S, N, L, const INPUTS: usize, const OUTPUTS: usize>
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    simd: S,
    network: &'a N,
    samples: &'a SamplesFor<'a, N, L>,
    loss: &'a L,
}

impl<S, N, L, const INPUTS: usize, const OUTPUTS: usize> Part<'_, S, N, L, INPUTS, OUTPUTS>
where
    S: Simd<N::Scalar>,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    /// The gradients of the only sample there is; its loss.
    #[inline(always)]
    fn write_alone(
        self,
        input: &N::Input,
        target: &L::Target<N::Output>,
        gradients: &mut N,
    ) -> N::Scalar {
        let simd = self.simd;
        let tile = Columns::<_, _, true> {
            simd,
            count: 1,
            weights: S::One::broadcast(simd, L::weight(target)),
            lanes: None,
        };
        let a0: [S::One; INPUTS] = broadcast(simd, input);
        let y = broadcast(simd, &L::values(target));
        let value = (self.network).back_propagate(tile, self.loss, &a0, &y, gradients);
        // As a sum that starts from zero.
        N::Scalar::ZERO + value.lane(0)
    }

    /// The gradients of more than one sample: a function of its own, whose registers and room on the stack a single
    /// sample does not pay for.
    #[inline(never)]
    fn write_several(self, gradients: &mut N) -> N::Scalar {
        self.simd.run(
            #[inline(always)]
            move |_| self.write_tiles(gradients),
        )
    }

    #[inline(always)]
    fn write_tiles(self, gradients: &mut N) -> N::Scalar {
        let count = self.samples.len();
        let mut sum = parts::LossSum::new();
        if const { S::Samples::COUNT == 1 && N::SUMMARY.sums_in_lanes() } {
            parts::one_by_one(count, gradients, |k, gradients| {
                if let Some((losses, _)) = self.add_tile(k, None, gradients) {
                    sum.add_sample(k, losses.lane(0));
                }
            });
            return sum.total();
        }
        let in_lanes = parts::in_lanes::<N>(count);
        let mut room = RoomForLanes::new();
        let mut lanes = None;
        if in_lanes > 0 {
            lanes = Some(room.cleared(gradients));
        } else {
            simd::fill(self.simd, gradients.parameters_mut(), N::Scalar::ZERO);
        }
        let mut k = 0;
        while k < count
            && let Some((value, count)) = self.add_tile(k, lanes, gradients)
        {
            let mut losses = [N::Scalar::ZERO; MOST_LANES];
            value.store(&mut losses);
            sum.add(&losses[..count]);
            k += count;
            if k == in_lanes
                && let Some(lanes) = lanes.take()
            {
                let on = (lanes, gradients.parameters_mut());
                perform::<N, AddLanes>(self.simd.level(), on);
            }
        }
        sum.total()
    }

    /// Adds the gradients of the samples from `first` on, to lanes if there are any; their losses, and how many they are.
    #[inline(always)]
    fn add_tile(
        &self,
        first: usize,
        lanes: Option<LaneSums<'_, N::Scalar>>,
        gradients: &mut N,
    ) -> Option<(S::Samples, usize)> {
        let (a0, y, weights, count) =
            gather::<S, N, L, INPUTS, OUTPUTS>(self.simd, self.samples, first)?;
        let tile = Columns::<_, _, false> {
            simd: self.simd,
            count,
            weights,
            lanes,
        };
        let losses = (self.network).back_propagate(tile, self.loss, &a0, &y, gradients);
        Some((losses, count))
    }
}
