//! A run: epoch after epoch until something ends it.
//!
//! What knows nothing of the data is in functions that are compiled once for a network, loss,
//! optimizer and schedule; [`pass`] is the only place that steps are compiled in.

use super::early_stopping::{Patience, Verdict};
use super::origin;
use super::step::{Extras, Refused, StepObserver, Steps};
use super::{Buffers, Epoch, Stop, TrainError, Trainer, samples_as_number};
use crate::loss::Loss;
use crate::network::{Network, SamplesFor};
use crate::number::Scalar;
use crate::optimizer::Optimizer;
use crate::schedule::{Progress, Schedule};
use crate::simd::{Baseline, Level, SMALL, dispatch};
use core::ops::ControlFlow;

/// What a run has come to, besides the network: what has to be kept to go on with it.
#[derive(Clone)]
pub(super) struct Session<N: Network, O: Optimizer, S: Schedule> {
    pub(super) optimizer: O::State<N>,
    pub(super) schedule: S::State,
    /// Room for a gradient; it holds nothing between steps.
    pub(super) gradients: N,
    /// The epochs that are over.
    pub(super) epoch: usize,
    /// The steps that were taken.
    pub(super) step: usize,
    pub(super) patience: Patience,
    pub(super) stop: Option<Stop>,
}

impl<N: Network, O: Optimizer, S: Schedule> Session<N, O, S> {
    pub(super) fn new(optimizer: &O) -> Self {
        Self {
            optimizer: optimizer.start::<N>(),
            schedule: S::State::default(),
            gradients: N::zeroed(),
            epoch: 0,
            step: 0,
            patience: Patience::NEW,
            stop: None,
        }
    }
}

/// What is learned from, and what is held out.
pub(super) struct Data<'a, N: Network, L: Loss<N::OutputActivation>> {
    pub(super) samples: SamplesFor<'a, N, L>,
    pub(super) validation: Option<SamplesFor<'a, N, L>>,
}

/// Who looks on, and may end the run.
pub(super) struct Observers<'a, N> {
    pub(super) epoch: &'a mut dyn FnMut(&Epoch, &N) -> ControlFlow<()>,
    pub(super) step: Option<StepObserver<'a>>,
}

/// The learning rate of the steps of a pass.
#[derive(Clone, Copy)]
pub(super) enum Pace {
    /// What the schedule says.
    Schedule(Progress),
    /// The same for all.
    Fixed(f64),
}

impl<L, O, S> Trainer<L, O, S> {
    /// A step for each batch of `size` samples; the sum of the losses of all samples.
    #[inline(never)]
    pub(super) fn pass<N>(
        &self,
        network: &mut N,
        session: &mut Session<N, O, S>,
        buffers: &mut Buffers<N>,
        (samples, size): (&SamplesFor<'_, N, L>, usize),
        pace: Pace,
        observer: Option<StepObserver<'_>>,
    ) -> Result<f64, Refused>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        let learning_rate = self.optimizer.learning_rate();
        let (progress, rate) = match pace {
            Pace::Schedule(progress) => {
                let factor = self.schedule.factor(&session.schedule, &progress);
                let each_step = self.schedule.each_step();
                (each_step.then_some(progress), learning_rate * factor)
            }
            Pace::Fixed(rate) => (None, rate),
        };
        let schedule = &session.schedule;
        let (gradients, state) = (&mut session.gradients, &mut session.optimizer);
        let rules = &self.settings.rules;
        let extras = (observer.is_some() || !rules.are_off::<N>()).then_some(Extras {
            rules,
            observer,
            epoch: session.epoch + 1,
            batches: samples.len().div_ceil(size.max(1)),
        });
        let noise = self.settings.shuffle.unwrap_or(0);
        let settings = (&self.loss, &self.optimizer, self.settings.l2, noise);
        let steps = Steps::new(
            settings,
            session.step,
            #[inline(always)]
            |k: usize| match &progress {
                Some(progress) => {
                    learning_rate * self.schedule.factor(schedule, &progress.later(k))
                }
                None => rate,
            },
        );
        let level = Level::best_for::<N::Scalar>(N::NUMERICS);
        let batches = (samples, size);
        let result = if const { N::PARAMETERS < SMALL } {
            dispatch!(few for N at level, simd => {
                let at = (simd, level);
                steps.epoch(at, network, gradients, state, buffers, batches, extras)
            })
        } else {
            let at = (Baseline::new(), level);
            steps.epoch(at, network, gradients, state, buffers, batches, extras)
        };
        session.step += match &result {
            Ok(_) => samples.len().div_ceil(size.max(1)),
            Err(Refused::Stopped { steps, .. }) => *steps,
            Err(Refused::Loss { batch, .. }) => batch - 1,
            Err(Refused::Rate(_)) => 0,
        };
        result
    }

    /// The next epoch of a run, and whether the run ends with it.
    #[inline(never)]
    pub(super) fn next_epoch<N>(
        &self,
        network: &mut N,
        session: &mut Session<N, O, S>,
        buffers: &mut Buffers<N>,
        data: &Data<'_, N, L>,
        best: Option<&mut N>,
        observers: &mut Observers<'_, N>,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        let settings = &self.settings;
        let number = session.epoch + 1;
        // By reference, since a copy for each function on the way would cost as much as some samples.
        let shuffled;
        let samples = match settings.shuffle {
            None => &data.samples,
            Some(seed) => {
                shuffled = data.samples.shuffled_for_epoch(seed, number);
                &shuffled
            }
        };
        let size = settings.batch_size.unwrap_or(samples.len());
        let progress = Progress::new(number, settings.epochs, samples.len().div_ceil(size));
        // By hand, since `as_deref_mut` ties the borrow to the life of the closure behind it.
        let each_step: Option<StepObserver<'_>> = match &mut observers.step {
            Some(observer) => Some(&mut **observer),
            None => None,
        };
        let pace = Pace::Schedule(progress);
        let rate =
            self.optimizer.learning_rate() * self.schedule.factor(&session.schedule, &progress);
        let (sum, seen, mut stop) =
            match self.pass(network, session, buffers, (samples, size), pace, each_step) {
                Ok(sum) => (sum, samples.len(), None),
                Err(Refused::Stopped { sum, samples, .. }) => (sum, samples, Some(Stop::Observer)),
                Err(Refused::Rate(rate)) => return Err(TrainError::LearningRate(rate)),
                Err(Refused::Loss { batch, loss }) => {
                    let first = samples.split_at((batch - 1) * size).1;
                    let (batch_of_it, _) = first.split_at(size);
                    let scratch = &mut session.gradients;
                    return Err(TrainError::Diverged {
                        epoch: number,
                        batch,
                        loss,
                        origin: origin::find(network, &batch_of_it, &self.loss, scratch),
                    });
                }
            };
        let mut epoch = Epoch {
            number,
            of: settings.epochs,
            learning_rate: rate,
            loss: sum / samples_as_number(seen),
            penalty: self.penalty(network),
            validation_loss: data
                .validation
                .as_ref()
                .map(|validation| network.loss(validation, &self.loss).to_f64()),
            best_epoch: session.patience.best_epoch,
            stop: None,
        };
        session.epoch = number;
        let monitored = epoch.monitored();
        self.schedule.end_of_epoch(&mut session.schedule, monitored);
        if let Some(early_stopping) = &settings.early_stopping {
            match session.patience.look(early_stopping, number, monitored) {
                Verdict::Better => {
                    if let Some(best) = best {
                        best.clone_from(network);
                    }
                }
                Verdict::Stop => stop = stop.or(Some(Stop::EarlyStopping)),
                Verdict::Wait => {}
            }
            epoch.best_epoch = session.patience.best_epoch;
        }
        if settings.target_loss.is_some_and(|loss| monitored <= loss) {
            stop = stop.or(Some(Stop::TargetLoss));
        }
        if (observers.epoch)(&epoch, network).is_break() {
            stop = stop.or(Some(Stop::Observer));
        }
        epoch.stop = stop;
        session.stop = stop;
        Ok(epoch)
    }

    /// Refuses settings, samples and targets before anything changes.
    pub(super) fn check_data<N>(&self, data: &Data<'_, N, L>) -> Result<(), TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        self.check::<N>(data.samples.len())?;
        TrainError::check_targets::<N, L>(&self.loss, &data.samples, 0)?;
        if let Some(validation) = &data.validation {
            let learned = data.samples.len();
            TrainError::check_targets::<N, L>(&self.loss, validation, learned)?;
        }
        Ok(())
    }

    /// Epochs until the run ends; the last of them. The best weights are put back if they were kept.
    pub(super) fn run<N>(
        &self,
        network: &mut N,
        session: &mut Session<N, O, S>,
        data: &Data<'_, N, L>,
        mut best: Option<&mut N>,
        observers: Observers<'_, N>,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        let last = self.epochs_left(network, session, data, best.as_deref_mut(), observers)?;
        if let Some(best) = best
            && session.patience.best_epoch != 0
            && session.patience.best_epoch != session.epoch
        {
            network.clone_from(best);
        }
        Ok(last)
    }

    /// Epochs until the run ends; the last of them. The best weights stand in `best`.
    #[inline(never)]
    pub(super) fn epochs_left<N>(
        &self,
        network: &mut N,
        session: &mut Session<N, O, S>,
        data: &Data<'_, N, L>,
        mut best: Option<&mut N>,
        mut observers: Observers<'_, N>,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        self.check_data(data)?;
        let mut buffers = self.buffers(data.samples.len());
        let start = self.settings.budget.map(|budget| (budget.clock)());
        let mut last = None;
        while session.epoch < self.settings.epochs && session.stop.is_none() {
            let best = best.as_deref_mut();
            let buffers = &mut buffers;
            let mut epoch =
                self.next_epoch(network, session, buffers, data, best, &mut observers)?;
            if let (Some(budget), Some(start)) = (&self.settings.budget, start)
                && (budget.clock)().saturating_sub(start) > budget.limit
            {
                epoch.stop = epoch.stop.or(Some(Stop::Time));
            }
            if session.epoch >= self.settings.epochs {
                epoch.stop = epoch.stop.or(Some(Stop::Epochs));
            }
            last = Some(epoch);
            if epoch.stop.is_some() {
                break;
            }
        }
        Ok(last.unwrap_or_else(|| self.report(network, session, data)))
    }

    /// What there is to say without an epoch.
    #[inline(never)]
    fn report<N>(&self, network: &N, session: &Session<N, O, S>, data: &Data<'_, N, L>) -> Epoch
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        let size = self.settings.batch_size.unwrap_or(data.samples.len());
        let steps = data.samples.len().div_ceil(size.max(1));
        let progress = Progress::new(session.epoch.max(1), self.settings.epochs, steps);
        Epoch {
            number: session.epoch,
            of: self.settings.epochs,
            learning_rate: self.optimizer.learning_rate()
                * self.schedule.factor(&session.schedule, &progress),
            loss: network.loss(&data.samples, &self.loss).to_f64(),
            penalty: self.penalty(network),
            validation_loss: data
                .validation
                .as_ref()
                .map(|validation| network.loss(validation, &self.loss).to_f64()),
            best_epoch: session.patience.best_epoch,
            stop: session.stop.or(Some(Stop::Epochs)),
        }
    }
}
