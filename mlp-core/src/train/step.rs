//! The innermost loop of training: an epoch, batch by batch and step by step.
//!
//! All of it is compiled for one level of arithmetic, so a step pays for no dispatch of its own.

use super::{Buffers, samples_as_number};
use crate::engine::parts;
use crate::loss::Loss;
use crate::network::{Network, SamplesFor};
use crate::number::{Real, Scalar};
use crate::optimizer::{Optimizer, Step};
use crate::simd::{self, Simd};

/// What the steps of an epoch have in common.
pub(super) struct Steps<'a, L, O, R> {
    loss: &'a L,
    optimizer: &'a O,
    /// λ of the penalty `λ · ½ Σ w²`.
    l2: f64,
    /// The number within the run, from 0, of the first step.
    first: usize,
    /// The learning rate of the step for a batch of the epoch, from 0.
    rate: R,
}

/// A step that was not taken. The network stands as it was before.
pub(super) enum Refused {
    /// The learning rate is not a finite number from 0 on.
    Rate(f64),
    /// The loss, its gradient or what follows from them is not finite.
    Loss {
        /// The batch within the epoch, from 1.
        batch: usize,
        /// The loss of the batch.
        loss: f64,
    },
}

impl<'a, L, O, R: Fn(usize) -> f64> Steps<'a, L, O, R> {
    #[inline(always)]
    pub(super) fn new((loss, optimizer, l2): (&'a L, &'a O, f64), first: usize, rate: R) -> Self {
        Self {
            loss,
            optimizer,
            l2,
            first,
            rate,
        }
    }

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
        S: Simd<N::Scalar>,
        N: Network,
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
            let rate = (self.rate)(number - 1);
            if !(rate >= 0.0 && rate.is_finite()) {
                return Err(Refused::Rate(rate));
            }
            let refused = Refused::Loss {
                batch: number,
                loss,
            };
            if !loss.is_finite() {
                return Err(refused);
            }
            sum += loss * samples_as_number(batch.len());
            self.add_penalty(simd, network, gradients);
            let mut step = Step::new(rate, self.first + number - 1);
            if O::USES_LOSS {
                step = step.with_loss(loss + self.penalty(network));
            }
            self.optimizer.step(simd, state, &step, network, gradients);
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

    /// `λ · ½ Σ w²`.
    fn penalty<N: Network>(&self, network: &N) -> f64 {
        if self.l2 == 0.0 {
            0.0
        } else {
            self.l2 * network.half_squared_weights().to_f64()
        }
    }

    /// Adds `λ w` to the gradient of each weight.
    #[inline(always)]
    fn add_penalty<S, N>(&self, simd: S, network: &N, gradients: &mut N)
    where
        S: Simd<N::Scalar>,
        N: Network,
    {
        if self.l2 == 0.0 {
            return;
        }
        let lambda = N::Scalar::from_f64(self.l2);
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
