//! The ways to ask for a whole run.

#[cfg(feature = "std")]
use super::History;
use super::run::{Data, Observers, Session};
use super::{Epoch, StepReport, TrainError, Trainer, samples_as_number};
use crate::loss::Loss;
use crate::network::{Fits, Network, SamplesFor};
use crate::optimizer::Optimizer;
use crate::samples::Samples;
use crate::schedule::Schedule;
use core::ops::ControlFlow;

/// What an observer may answer: nothing, or a [`ControlFlow`] that ends the run.
pub trait Answer {
    /// Whether the run goes on.
    fn flow(self) -> ControlFlow<()>;
}

impl Answer for () {
    fn flow(self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Answer for ControlFlow<()> {
    fn flow(self) -> ControlFlow<()> {
        self
    }
}

impl<L, O: Optimizer, S: Schedule> Trainer<L, O, S> {
    /// Trains the network on inputs and their targets.
    ///
    /// Returns the last epoch, which says [why](Epoch::stop) it was the last. No epochs leave the network
    /// as it is and report its loss.
    ///
    /// # Errors
    /// [`TrainError`]: no samples, different numbers of inputs and targets, a setting outside its
    /// range (then nothing has changed; a schedule is asked while the run goes on), or a loss that is no
    /// longer finite (then the network stands as it was before the step that could not be taken).
    pub fn fit<N>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        self.fit_with(network, inputs, targets, |_, _| {})
    }

    /// [`fit`](Self::fit), showing each epoch and the network after it to an observer, which may end the run
    /// by `ControlFlow::Break(())`.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_with<N, A: Answer>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        observer: impl FnMut(&Epoch, &N) -> A,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        let data = self.split(inputs, targets)?;
        self.fit_data(network, &data, observer)
    }

    /// [`fit_with`](Self::fit_with) with a validation set, Keras' `validation_data`: nothing is learned from
    /// it, and each epoch reports the loss over it.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), and if the validation set has no samples.
    pub fn fit_validated<N, A: Answer>(
        &self,
        network: &mut N,
        samples: &SamplesFor<'_, N, L>,
        validation: &SamplesFor<'_, N, L>,
        observer: impl FnMut(&Epoch, &N) -> A,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        if validation.is_empty() {
            return Err(TrainError::NoSamples);
        }
        let data = Data {
            samples: *samples,
            validation: Some(*validation),
        };
        self.fit_data(network, &data, observer)
    }

    /// [`fit`](Self::fit), showing each step to an observer, which may end the run after it.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_with_steps<N, A: Answer>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        mut observer: impl FnMut(&StepReport) -> A,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        let data = self.split(inputs, targets)?;
        let observers = Observers {
            epoch: &mut |_, _| ControlFlow::Continue(()),
            step: Some(&mut |step| observer(step).flow()),
        };
        self.fit_observed(network, &data, observers)
    }

    /// [`fit`](Self::fit), returning every epoch.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    #[cfg(feature = "std")]
    pub fn fit_history<N>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
    ) -> Result<History, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        self.fit_history_observed(network, inputs, targets, |_, _| {})
    }

    /// [`fit_history`](Self::fit_history), showing each epoch and the network after it to an observer, such as a progress bar,
    /// which may end the run as in [`fit_with`](Self::fit_with).
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    #[cfg(feature = "std")]
    pub fn fit_history_observed<N, A: Answer>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        mut observer: impl FnMut(&Epoch, &N) -> A,
    ) -> Result<History, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        let mut history = History::default();
        let last = self.fit_with(network, inputs, targets, |epoch, network| {
            history.push(*epoch);
            observer(epoch, network)
        })?;
        history.end(last);
        Ok(history)
    }

    /// [`fit_history`](Self::fit_history) with a metric of the network after each epoch, such as its
    /// accuracy on other samples.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    #[cfg(feature = "std")]
    pub fn fit_history_with<N>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        mut metric: impl FnMut(&N) -> f64,
    ) -> Result<History, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        let mut history = History::default();
        let last = self.fit_with(network, inputs, targets, |epoch, network| {
            history.push(*epoch);
            history.metrics.push(metric(network));
        })?;
        history.end(last);
        Ok(history)
    }

    /// The samples, and those that `validation_split` holds out.
    pub(super) fn split<'a, N>(
        &self,
        inputs: &'a [N::Input],
        targets: &'a [L::Target<N::Output>],
    ) -> Result<Data<'a, N, L>, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        let samples = Samples::new(inputs, targets).map_err(TrainError::Lengths)?;
        let fraction = self.settings.validation_split;
        if fraction == 0.0 {
            return Ok(Data {
                samples,
                validation: None,
            });
        }
        if samples.is_empty() {
            return Err(TrainError::NoSamples);
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number from 0 to that of the samples, rounded down; any other becomes the nearest"
        )]
        let kept = (samples_as_number(samples.len()) * (1.0 - fraction)) as usize;
        let (learned, held_out) = samples.split_at(kept);
        if fraction.is_nan() || fraction < 0.0 || learned.is_empty() || held_out.is_empty() {
            return Err(TrainError::ValidationSplit {
                fraction,
                samples: samples.len(),
            });
        }
        Ok(Data {
            samples: learned,
            validation: Some(held_out),
        })
    }

    /// A run from its start, each epoch shown to an observer.
    fn fit_data<N, A: Answer>(
        &self,
        network: &mut N,
        data: &Data<'_, N, L>,
        mut observer: impl FnMut(&Epoch, &N) -> A,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        let observers = Observers {
            epoch: &mut |epoch, network| observer(epoch, network).flow(),
            step: None,
        };
        self.fit_observed(network, data, observers)
    }

    /// A run from its start.
    fn fit_observed<N>(
        &self,
        network: &mut N,
        data: &Data<'_, N, L>,
        observers: Observers<'_, N>,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        let stopping = &self.settings.early_stopping;
        if stopping.is_some_and(|stopping| stopping.restore_best_weights) {
            return self.fit_keeping_best(network, data, observers);
        }
        let mut session = Session::new(&self.optimizer);
        let last = self.run(network, &mut session, data, None, observers)?;
        self.optimizer
            .finish(&mut session.optimizer, session.step, network);
        Ok(last)
    }

    /// The same with room for the best weights, which a run without them does not pay for.
    #[inline(never)]
    fn fit_keeping_best<N>(
        &self,
        network: &mut N,
        data: &Data<'_, N, L>,
        observers: Observers<'_, N>,
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        let mut best = network.clone();
        let mut session = Session::new(&self.optimizer);
        self.run(network, &mut session, data, Some(&mut best), observers)
    }
}
