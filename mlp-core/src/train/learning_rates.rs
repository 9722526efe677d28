//! A sweep over learning rates, to find one to train with.

use super::run::{Pace, Session};
use super::step::Refused;
use super::{TrainError, Trainer, samples_as_number};
use crate::loss::Loss;
use crate::network::{Fits, Network};
use crate::number::Real;
use crate::optimizer::Optimizer;
use crate::samples::Samples;
use crate::schedule::Schedule;

/// A point of the curve that [`Trainer::find_learning_rate`] draws.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RatePoint {
    /// The learning rate of the step.
    pub learning_rate: f64,
    /// The mean loss over its batch before it, smoothed; infinite for the step that could not be taken.
    pub loss: f64,
}

/// What [`Trainer::find_learning_rate`] found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FoundRate {
    /// How many points of the curve were drawn; the sweep ends where training diverges.
    pub points: usize,
    /// A learning rate to train with: a tenth of that with the lowest smoothed loss.
    pub suggestion: f64,
    /// Whether the sweep ended because training diverged.
    pub diverged: bool,
}

impl<L, O, S> Trainer<L, O, S> {
    /// Trains a copy of the network, one batch for each place of `curve`, while the learning rate grows by the same factor
    /// from step to step, from the first of `rates` to the last, and writes down the losses.
    ///
    /// The loss is smoothed as `s ← 0.9 s + 0.1 loss`, corrected for its start at 0. The sweep ends when it is over four
    /// times the lowest before, or not finite. The batches are those of the first epochs; schedule and
    /// validation split do not count.
    ///
    /// L. N. Smith, *Cyclical Learning Rates for Training Neural Networks*, 2015.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), but for divergence; and [`TrainError::Setting`] for rates that are not `0 < first < last`,
    /// finite, or a curve of fewer than two points.
    pub fn find_learning_rate<N>(
        &self,
        network: &N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        (first, last): (f64, f64),
        curve: &mut [RatePoint],
    ) -> Result<FoundRate, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        const { Fits::<N, L>::OUTPUTS };
        let samples = Samples::new(inputs, targets).map_err(TrainError::Lengths)?;
        self.check::<N>(samples.len())?;
        TrainError::check_targets::<N, L>(&self.loss, &samples, 0)?;
        for (holds, name, value, allowed) in [
            (
                first > 0.0 && first.is_finite(),
                "first of the rates",
                first,
                "a finite number above 0, such as 1e-6",
            ),
            (
                last > first && last.is_finite(),
                "last of the rates",
                last,
                "a finite number above the first, such as 1",
            ),
            (
                curve.len() >= 2,
                "curve",
                samples_as_number(curve.len()),
                "at least 2 points long, 100 as a rule",
            ),
        ] {
            if !holds {
                return Err(TrainError::Setting {
                    name,
                    value,
                    allowed,
                });
            }
        }
        let mut network = network.clone();
        let mut session: Session<N, O, S> = Session::new(&self.optimizer);
        let size = self.settings.batch_size.unwrap_or(samples.len());
        let mut rest = samples.split_at(0).0;
        let (mut epoch, mut points) = (0, 0);
        let (mut smoothed, mut kept, mut diverged) = (0.0_f64, 1.0_f64, false);
        let (mut lowest, mut best_rate) = (f64::INFINITY, first);
        let count = samples_as_number(curve.len() - 1);
        let growth = Real::ln(last / first);
        let mut buffers = self.buffers(samples.len());
        for point in curve {
            if rest.is_empty() {
                epoch += 1;
                rest = match self.settings.shuffle {
                    None => samples,
                    Some(seed) => samples.shuffled_for_epoch(seed, epoch),
                };
            }
            let (batch, others) = rest.split_at(size);
            rest = others;
            let rate = first * Real::exp(growth * (samples_as_number(points) / count));
            let (network, session) = (&mut network, &mut session);
            let batch = (&batch, batch.len());
            let step = self.pass(
                network,
                session,
                &mut buffers,
                batch,
                Pace::Fixed(rate),
                None,
            );
            points += 1;
            let loss = match step {
                Ok(sum) => sum / samples_as_number(batch.1),
                Err(Refused::Rate(rate)) => return Err(TrainError::LearningRate(rate)),
                Err(_) => f64::INFINITY,
            };
            smoothed = 0.9_f64.fused(smoothed, 0.1 * loss);
            kept *= 0.9;
            let value = smoothed / (1.0 - kept);
            *point = RatePoint {
                learning_rate: rate,
                loss: value,
            };
            if value < lowest {
                (lowest, best_rate) = (value, rate);
            }
            if !(value.is_finite() && value <= 4.0 * lowest) {
                diverged = true;
                break;
            }
        }
        Ok(FoundRate {
            points,
            suggestion: best_rate / 10.0,
            diverged,
        })
    }
}
