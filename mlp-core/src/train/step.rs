//! The innermost loop of training: an epoch, batch by batch and step by step.
//!
//! All of it is compiled for one level of arithmetic, so a step pays for no dispatch of its own.

use super::{Buffers, samples_as_number};
use crate::engine::parts;
use crate::loss::Loss;
use crate::network::{Network, SamplesFor};
use crate::number::{Real, Scalar};
use crate::optimizer::Optimizer;
use crate::simd::{self, Simd};

/// What the steps of an epoch have in common.
pub(super) struct Steps<'a, T, L, O> {
    pub(super) loss: &'a L,
    pub(super) optimizer: &'a O,
    /// The learning rate.
    pub(super) rate: T,
    /// λ of the penalty `λ · ½ Σ w²`.
    pub(super) l2: f64,
}

/// A step that was not taken: its loss, its gradient or what follows from them is not finite. The
/// network stands as it was before.
pub(super) struct Refused {
    /// The batch within the epoch, from 1.
    pub(super) batch: usize,
    /// The loss of the batch.
    pub(super) loss: f64,
}

impl<T, L, O> Steps<'_, T, L, O> {
    /// A step for each batch of `size` samples; the sum of the losses of all samples.
    #[inline(always)]
    pub(super) fn epoch<S, N>(
        &self,
        simd: S,
        network: &mut N,
        gradients: &mut N,
        state: &mut O::State<N>,
        buffers: &mut Buffers<N>,
        (samples, size): (SamplesFor<'_, N, L>, usize),
    ) -> Result<f64, Refused>
    where
        S: Simd<T>,
        T: Scalar,
        N: Network<Scalar = T>,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
    {
        let mut sum = 0.0;
        let mut rest = samples;
        let mut number = 1;
        while !rest.is_empty() {
            let (batch, others) = rest.split_at(size);
            rest = others;
            let loss = gradients_of(simd, network, &batch, self.loss, (gradients, buffers));
            let loss = loss.to_f64();
            let refused = Refused {
                batch: number,
                loss,
            };
            if !loss.is_finite() {
                return Err(refused);
            }
            sum += loss * samples_as_number(batch.len());
            self.add_penalty(simd, network, gradients);
            self.optimizer
                .step(simd, state, network, gradients, self.rate);
            if !simd::all_finite(simd, gradients.parameters()) {
                return Err(refused);
            }
            network
                .parameters_mut()
                .copy_from_slice(gradients.parameters());
            number += 1;
        }
        Ok(sum)
    }

    /// Adds `λ w` to the gradient of each weight.
    #[inline(always)]
    fn add_penalty<S, N>(&self, simd: S, network: &N, gradients: &mut N)
    where
        S: Simd<T>,
        T: Scalar,
        N: Network<Scalar = T>,
    {
        if self.l2 == 0.0 {
            return;
        }
        let lambda = T::from_f64(self.l2);
        for segment in N::SUMMARY.weight_segments() {
            let weights = network.parameters().get(segment.clone());
            let gradients = gradients.parameters_mut().get_mut(segment);
            let (Some(weights), Some(gradients)) = (weights, gradients) else {
                continue;
            };
            simd::update_with(
                simd,
                gradients,
                [weights],
                #[inline(always)]
                |g: S::Native, [w]| g.splat(lambda).fused(w, g),
            );
        }
    }
}

/// The mean loss over a batch and its gradient, by one thread or by several.
#[inline(always)]
fn gradients_of<S, N, L>(
    simd: S,
    network: &N,
    batch: &SamplesFor<'_, N, L>,
    loss: &L,
    (gradients, buffers): (&mut N, &mut Buffers<N>),
) -> N::Scalar
where
    S: Simd<N::Scalar>,
    N: Network,
    L: Loss<N::OutputActivation>,
{
    #[cfg(feature = "rayon")]
    if let Some(loss) = buffers.gradients(network, batch, loss, gradients) {
        return loss;
    }
    #[cfg(not(feature = "rayon"))]
    let _ = buffers;
    parts::gradients(simd, network, batch, loss, gradients)
}
