//! The innermost loop of training: an epoch, batch by batch and step by step.
//!
//! It is compiled once for a network, a loss and an optimizer: what computes, the gradients and the passes over all
//! parameters, is called by the level of the machine. For a network of few parameters it is compiled for levels,
//! so that a step pays for no calls.

use super::rules::Rules;
use super::{Buffers, samples_as_number};
use crate::engine::parts;
use crate::loss::Loss;
use crate::network::{Network, SamplesFor};
use crate::number::Scalar;
use crate::optimizer::{Optimizer, Step};
use crate::simd::{self, Level, Simd, perform, perform_here};
use core::ops::ControlFlow;

/// A step that was taken, as shown to an observer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct StepReport {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The batch within the epoch, from 1.
    pub batch: usize,
    /// The number of batches of an epoch.
    pub batches: usize,
    /// The mean loss over the batch before the step, penalties not included.
    pub loss: f64,
    /// The learning rate of the step.
    pub learning_rate: f64,
}

/// Who is shown every step, and may end the run there.
pub(super) type StepObserver<'a> = &'a mut dyn FnMut(&StepReport) -> ControlFlow<()>;

/// What a plain step has not: one comparison where there is none of it.
pub(super) struct Extras<'a, 'w> {
    pub(super) rules: &'a Rules,
    pub(super) observer: Option<StepObserver<'w>>,
    pub(super) epoch: usize,
    pub(super) batches: usize,
}

/// What the steps of an epoch have in common.
pub(super) struct Steps<'a, L, O, R> {
    loss: &'a L,
    optimizer: &'a O,
    /// λ of the penalty `λ · ½ Σ w²`.
    l2: f64,
    /// The seed of what steps leave to chance.
    noise: u64,
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
    /// Not refused but the last: the observer ended the run after it.
    Stopped {
        /// The sum of the losses of the samples so far.
        sum: f64,
        /// Their number.
        samples: usize,
        /// The steps taken.
        steps: usize,
    },
}

impl<'a, L, O, R: Fn(usize) -> f64> Steps<'a, L, O, R> {
    #[inline(always)]
    pub(super) fn new(
        (loss, optimizer, l2, noise): (&'a L, &'a O, f64, u64),
        first: usize,
        rate: R,
    ) -> Self {
        Self {
            loss,
            optimizer,
            l2,
            noise,
            first,
            rate,
        }
    }

    /// A step for each batch of `size` samples; the sum of the losses of all samples.
    #[inline(always)]
    #[allow(
        clippy::too_many_arguments,
        reason = "the state of a run, part by part"
    )]
    pub(super) fn epoch<S, N>(
        &self,
        (simd, level): (S, Level),
        network: &mut N,
        gradients: &mut N,
        state: &mut O::State<N>,
        buffers: &mut Buffers<N>,
        (samples, size): (&SamplesFor<'_, N, L>, usize),
        mut extras: Option<Extras<'_, '_>>,
    ) -> Result<f64, Refused>
    where
        S: Simd<N::Scalar>,
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
    {
        // A step is written beside the network that it starts from; then the two change places.
        let mut changed = false;
        let mut sum = 0.0;
        let mut done = 0;
        let mut number = 1;
        let mut batch = *samples;
        let mut end = None;
        // Nothing comes between the gradients, the step and the look at what came of it: the optimizer may do all in
        // one passage over the parameters, which costs a large network less.
        let at_once = const { N::PARAMETERS >= simd::SMALL && !N::SUMMARY.normalizes() }
            && extras.is_none()
            && self.l2 == 0.0;
        while done < samples.len() {
            let (current, next) = if changed {
                (&mut *gradients, &mut *network)
            } else {
                (&mut *network, &mut *gradients)
            };
            // In place: the order of the samples would be copied with a batch of its own.
            batch.move_to(samples, done, size);
            done += batch.len();
            if const { N::SUMMARY.drops_out() } {
                batch = batch.with_noise(noise_of_step(self.noise, self.first + number - 1));
            }
            let into = (&mut *next, &mut *buffers);
            let (loss, scale) = sums_of(level, current, &batch, self.loss, into);
            if !at_once && scale != N::Scalar::ONE {
                perform_here::<S, N, simd::Scale>(simd, level, (next.parameters_mut(), scale));
            }
            let loss = loss.to_f64();
            let rate = (self.rate)(number - 1);
            if !(rate >= 0.0 && rate.is_finite()) {
                end = Some(Refused::Rate(rate));
                break;
            }
            if !loss.is_finite() {
                end = Some(Refused::Loss {
                    batch: number,
                    loss,
                });
                break;
            }
            sum += loss * samples_as_number(batch.len());
            self.add_penalty(level, current, next);
            let mut step = Step::new(rate, self.first + number - 1);
            if O::USES_LOSS {
                step = step.with_loss(loss + self.penalty(current));
            }
            let before = &*current;
            let finite = if at_once {
                let on = (before, &mut *next, scale);
                self.optimizer.step_of_sums(simd, level, state, &step, on)
            } else {
                let rules = extras.as_ref().map(|extras| extras.rules);
                self.step_by_rules((simd, level), state, &step, (before, next), rules)
            };
            if !finite {
                end = Some(Refused::Loss {
                    batch: number,
                    loss,
                });
                break;
            }
            changed = !changed;
            if let Some(Extras {
                observer: Some(observer),
                epoch,
                batches,
                ..
            }) = &mut extras
            {
                let report = StepReport {
                    epoch: *epoch,
                    batch: number,
                    batches: *batches,
                    loss,
                    learning_rate: rate,
                };
                if observer(&report).is_break() {
                    end = Some(Refused::Stopped {
                        sum,
                        samples: done,
                        steps: number,
                    });
                    break;
                }
            }
            number += 1;
        }
        if changed {
            network
                .parameters_mut()
                .copy_from_slice(gradients.parameters());
        }
        match end {
            None => Ok(sum),
            Some(end) => Err(end),
        }
    }

    /// A step, with what the rules have to do before and after it; whether all numbers that follow are finite.
    #[inline(always)]
    fn step_by_rules<S, N>(
        &self,
        (simd, level): (S, Level),
        state: &mut O::State<N>,
        step: &Step,
        (network, next): (&N, &mut N),
        rules: Option<&Rules>,
    ) -> bool
    where
        S: Simd<N::Scalar>,
        N: Network,
        O: Optimizer,
    {
        network.around_step(
            next,
            #[inline(always)]
            |next| {
                if let Some(rules) = rules {
                    rules.before_step(level, network, next);
                }
                self.optimizer
                    .step_here(simd, level, state, step, (network, next));
            },
        );
        // Behind the moving statistics, which a frozen layer keeps.
        if let Some(rules) = rules {
            rules.after_step(network, next);
        }
        perform_here::<S, N, simd::AllFinite>(simd, level, next.parameters())
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
    fn add_penalty<N: Network>(&self, level: Level, network: &N, gradients: &mut N) {
        if self.l2 == 0.0 {
            return;
        }
        let lambda = N::Scalar::from_f64(self.l2);
        for segment in N::SUMMARY.weight_segments() {
            let weights = network.parameters().get(segment.clone());
            let gradients = gradients.parameters_mut().get_mut(segment);
            if let (Some(weights), Some(gradients)) = (weights, gradients) {
                perform::<N, simd::AddTimes>(level, (gradients, lambda, weights));
            }
        }
    }
}

/// A seed for each step of a run.
fn noise_of_step(seed: u64, step: usize) -> u64 {
    crate::samples::mix(crate::samples::mix(seed).wrapping_add(step as u64))
}

/// The mean loss over a batch, and what the gradients are yet to be multiplied by, by one thread or by several.
#[inline(always)]
fn sums_of<N, L>(
    level: Level,
    network: &N,
    batch: &SamplesFor<'_, N, L>,
    loss: &L,
    (gradients, buffers): (&mut N, &mut Buffers<N>),
) -> (N::Scalar, N::Scalar)
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    #[cfg(feature = "rayon")]
    if let Some(loss) = buffers.gradients(network, batch, loss, gradients) {
        return (loss, N::Scalar::ONE);
    }
    #[cfg(not(feature = "rayon"))]
    let _ = buffers;
    parts::sums(level, network, batch, loss, gradients)
}
