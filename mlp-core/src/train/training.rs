//! Training as a value: a run that goes on when it is asked to, and can be kept and continued.

use super::run::{Data, Observers, Pace, Session};
use super::step::Refused;
use super::{Epoch, TrainError, Trainer, checkpoint, origin};
use crate::loss::Loss;
use crate::network::{Fits, Network, SamplesFor};
use crate::optimizer::Optimizer;
use crate::samples::Samples;
use crate::schedule::{Progress, Schedule};
use checkpoint::CheckpointError;
use core::fmt;
use core::ops::ControlFlow;

/// A network in training, with all that has to be kept to go on: the optimizer's state, how many
/// epochs and steps there were, the state of the schedule, and the best weights so far if
/// early stopping is to give them back.
///
/// Made by [`Trainer::start`]. A value of fixed size: the network twice (itself and room for a gradient),
/// room for the best weights, and the optimizer's state.
///
/// ```
/// # use mlp_core::{Network, loss::Loss, optimizer::Optimizer, schedule::Schedule};
/// # use mlp_core::train::{TrainError, Trainer};
/// # fn stream<N: Network, L: Loss<N::OutputActivation>, O: Optimizer, S: Schedule>(
/// #     trainer: &Trainer<L, O, S>, network: N, input: N::Input, target: L::Target<N::Output>,
/// # ) -> Result<N, TrainError> {
/// let mut training = trainer.start(network)?;
/// for _ in 0..3 {
///     let _loss = training.partial_fit(&[input], &[target])?;
/// }
/// Ok(training.into_network())
/// # }
/// ```
#[derive(Clone)]
pub struct Training<'t, N: Network, L, O: Optimizer, S: Schedule> {
    trainer: &'t Trainer<L, O, S>,
    network: N,
    best: Option<N>,
    session: Session<N, O, S>,
}

impl<N: Network, L, O: Optimizer, S: Schedule> fmt::Debug for Training<'_, N, L, O, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Training")
            .field("epochs", &self.session.epoch)
            .field("steps", &self.session.step)
            .finish_non_exhaustive()
    }
}

impl<L, O: Optimizer, S: Schedule> Trainer<L, O, S> {
    /// Begins training as a value, which takes steps, batches or epochs when it is asked to.
    ///
    /// # Errors
    /// A setting outside its range.
    pub fn start<N>(&self, network: N) -> Result<Training<'_, N, L, O, S>, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
    {
        const { Fits::<N, L>::OUTPUTS };
        self.check::<N>(1)?;
        Ok(Training {
            trainer: self,
            network,
            best: None,
            session: Session::new(&self.optimizer),
        })
    }
}

impl<N, L, O, S> Training<'_, N, L, O, S>
where
    N: Network,
    L: Loss<N::OutputActivation>,
    O: Optimizer,
    S: Schedule,
{
    /// The network as it is now.
    #[must_use]
    pub const fn network(&self) -> &N {
        &self.network
    }

    /// The network at the end of training: with the best weights if early stopping is to restore them, otherwise with
    /// what the optimizer makes of the last ones, such as the average that
    /// [`Ema`](crate::optimizer::Ema) keeps.
    #[must_use]
    pub fn into_network(self) -> N {
        let Self {
            trainer,
            mut network,
            best,
            mut session,
        } = self;
        if let Some(best) = best.filter(|_| session.patience.best_epoch != 0) {
            return best;
        }
        let state = &mut session.optimizer;
        trainer.optimizer.finish(state, session.step, &mut network);
        network
    }

    /// The epochs that are over.
    #[must_use]
    pub const fn epochs(&self) -> usize {
        self.session.epoch
    }

    /// The steps that were taken.
    #[must_use]
    pub const fn steps(&self) -> usize {
        self.session.step
    }

    /// One step over these samples, whatever the trainer's batch size is: scikit-learn's `partial_fit`. Returns
    /// their mean loss before it.
    ///
    /// The learning rate is that of the schedule at this step; it belongs to no epoch. It runs in the thread of the
    /// caller.
    ///
    /// # Errors
    /// As [`Trainer::fit`]; after [`TrainError::Diverged`] the network stands as before the step, but the
    /// optimizer may have seen it.
    pub fn partial_fit(
        &mut self,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
    ) -> Result<f64, TrainError> {
        let samples = Samples::new(inputs, targets).map_err(TrainError::Lengths)?;
        if samples.is_empty() {
            return Err(TrainError::NoSamples);
        }
        TrainError::check_targets::<N, L>(&self.trainer.loss, &samples, 0)?;
        let epoch = self.session.epoch + 1;
        let progress = Progress::new(epoch, self.trainer.settings.epochs, 1);
        let later = self.session.step.saturating_sub(progress.step);
        let (network, session) = (&mut self.network, &mut self.session);
        let batch = (&samples, samples.len());
        let pace = Pace::Schedule(progress.later(later));
        let mut buffers = super::one_thread::<N>();
        let result = self
            .trainer
            .pass(network, session, &mut buffers, batch, pace, None);
        match result {
            Ok(sum) => Ok(sum / super::samples_as_number(samples.len())),
            Err(Refused::Rate(rate)) => Err(TrainError::LearningRate(rate)),
            Err(Refused::Stopped { sum, samples, .. }) => {
                Ok(sum / super::samples_as_number(samples))
            }
            Err(Refused::Loss { loss, .. }) => Err(TrainError::Diverged {
                epoch,
                batch: 1,
                loss,
                origin: origin::find(
                    &self.network,
                    &samples,
                    &self.trainer.loss,
                    &mut self.session.gradients,
                ),
            }),
        }
    }

    /// An epoch over batches that need not be in memory at once: a step for each. Returns the mean loss
    /// over all samples, each as it was when its batch came up; NaN if there was no batch.
    ///
    /// # Errors
    /// As [`partial_fit`](Self::partial_fit); the batch of [`TrainError::Diverged`] is that of the iterator.
    pub fn fit_batches<X, Y>(
        &mut self,
        batches: impl IntoIterator<Item = (X, Y)>,
    ) -> Result<f64, TrainError>
    where
        X: AsRef<[N::Input]>,
        Y: AsRef<[L::Target<N::Output>]>,
    {
        let (mut sum, mut count, mut number) = (0.0, 0.0, 0);
        for (inputs, targets) in batches {
            number += 1;
            let loss = self
                .partial_fit(inputs.as_ref(), targets.as_ref())
                .map_err(|error| match error {
                    TrainError::Diverged {
                        epoch,
                        loss,
                        origin,
                        ..
                    } => TrainError::Diverged {
                        epoch,
                        batch: number,
                        loss,
                        origin,
                    },
                    other => other,
                })?;
            let samples = super::samples_as_number(inputs.as_ref().len());
            sum += loss * samples;
            count += samples;
        }
        self.session.epoch += 1;
        Ok(sum / count)
    }

    /// [`Trainer::fit`] from where this stands: the epochs that are left. `validation_split` counts here, too,
    /// and so does a budget of time, from this call on.
    ///
    /// # Errors
    /// As [`Trainer::fit`].
    pub fn fit(
        &mut self,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
    ) -> Result<Epoch, TrainError> {
        let data = self.trainer.split::<N>(inputs, targets)?;
        self.keep_best();
        let observers = Observers {
            epoch: &mut |_, _| ControlFlow::Continue(()),
            step: None,
        };
        let (network, session) = (&mut self.network, &mut self.session);
        self.trainer
            .epochs_left(network, session, &data, self.best.as_mut(), observers)
    }

    /// The next epoch over samples and, if there is one, a validation set; none if the run is over. The budget
    /// of time does not count here: the caller has it in hand.
    ///
    /// # Errors
    /// As [`Trainer::fit`].
    pub fn epoch(
        &mut self,
        samples: &SamplesFor<'_, N, L>,
        validation: Option<&SamplesFor<'_, N, L>>,
    ) -> Result<Option<Epoch>, TrainError> {
        self.next(&Data {
            samples: *samples,
            validation: validation.copied(),
        })
    }

    fn next(&mut self, data: &Data<'_, N, L>) -> Result<Option<Epoch>, TrainError> {
        let (trainer, session) = (self.trainer, &self.session);
        if session.epoch >= trainer.settings.epochs || session.stop.is_some() {
            return Ok(None);
        }
        trainer.check_data(data)?;
        self.keep_best();
        let session = &mut self.session;
        let mut buffers = trainer.buffers(data.samples.len());
        let mut observers = Observers {
            epoch: &mut |_, _| ControlFlow::Continue(()),
            step: None,
        };
        let (network, best) = (&mut self.network, self.best.as_mut());
        let epoch =
            trainer.next_epoch(network, session, &mut buffers, data, best, &mut observers)?;
        Ok(Some(epoch))
    }

    /// Makes room for the best weights, if early stopping is to give them back.
    fn keep_best(&mut self) {
        let stopping = &self.trainer.settings.early_stopping;
        if self.best.is_none() && stopping.is_some_and(|stopping| stopping.restore_best_weights) {
            self.best = Some(self.network.clone());
        }
    }

    /// The bytes that [`write_checkpoint`](Self::write_checkpoint) writes.
    #[must_use]
    pub fn checkpoint_bytes(&self) -> usize {
        let mut size = checkpoint::Size(0);
        self.put(&mut size);
        size.0 + checkpoint::CHECKSUM
    }

    /// Writes all that is needed to go on, to the bit, into a slice, and returns how many bytes it took: the network, the
    /// optimizer's state, the state of the schedule, epochs and steps, and the best weights so far.
    ///
    /// # Errors
    /// [`CheckpointError::Length`] if the slice is too short; it then holds nothing of use.
    pub fn write_checkpoint(&self, buffer: &mut [u8]) -> Result<usize, CheckpointError> {
        let needed = self.checkpoint_bytes();
        let given = buffer.len();
        let Some(buffer) = buffer.get_mut(..needed) else {
            return Err(CheckpointError::Length { given, needed });
        };
        let mut writer = checkpoint::Writer { buffer, at: 0 };
        self.put(&mut writer);
        writer.seal();
        Ok(needed)
    }

    /// [`write_checkpoint`](Self::write_checkpoint) as a value, to be written to a file.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn to_bytes(&self) -> std::vec::Vec<u8> {
        let mut bytes = std::vec![0; self.checkpoint_bytes()];
        // It is as long as it has to be.
        let _ = self.write_checkpoint(&mut bytes);
        bytes
    }

    /// Goes back to what a checkpoint holds, and from there on as if nothing had been in between.
    ///
    /// # Errors
    /// [`CheckpointError`]: bytes that are no checkpoint, are damaged, or are of another network,
    /// optimizer, schedule, seed or batch size. Then nothing changes.
    pub fn load_checkpoint(&mut self, bytes: &[u8]) -> Result<(), CheckpointError> {
        let mut read = checkpoint::Reader::open(bytes)?;
        // The part before the numbers is compared whole; so the rest has the length that fits.
        let mut expected = checkpoint::Compare::new(bytes);
        self.put_header(&mut expected);
        expected.result()?;
        read.at = expected.at();
        let flag = read.whole();
        let best = flag == 1;
        let needed = self.bytes_with(best);
        if bytes.len() != needed {
            return Err(CheckpointError::Length {
                given: bytes.len(),
                needed,
            });
        }
        let session = &mut self.session;
        session.epoch = read.count();
        session.step = read.count();
        session.patience.best = f64::from_bits(read.whole());
        session.patience.best_epoch = read.count();
        session.patience.waited = read.count();
        session.stop = checkpoint::stop_of(read.whole());
        for value in session.schedule.as_mut() {
            *value = f64::from_bits(read.whole());
        }
        checkpoint::get_state::<N, _>(&mut read, &mut session.optimizer);
        read.numbers(self.network.parameters_mut());
        self.best = best.then(N::zeroed);
        if let Some(best) = &mut self.best {
            read.numbers(best.parameters_mut());
        }
        Ok(())
    }

    /// What has to be the same on both sides.
    fn put_header(&self, sink: &mut impl checkpoint::Sink) {
        let settings = &self.trainer.settings;
        checkpoint::put_header::<N>(sink);
        checkpoint::put_shape::<N, _>(sink, &self.session.optimizer);
        sink.whole(self.session.schedule.as_ref().len() as u64);
        sink.whole(settings.shuffle.map_or(0, |_| 1));
        sink.whole(settings.shuffle.unwrap_or(0));
        sink.whole(settings.batch_size.unwrap_or(0) as u64);
    }

    /// Everything, before the checksum.
    fn put(&self, sink: &mut impl checkpoint::Sink) {
        self.put_header(sink);
        sink.whole(u64::from(self.best.is_some()));
        self.put_rest(sink, self.best.as_ref());
    }

    fn put_rest(&self, sink: &mut impl checkpoint::Sink, best: Option<&N>) {
        let session = &self.session;
        sink.whole(session.epoch as u64);
        sink.whole(session.step as u64);
        sink.whole(session.patience.best.to_bits());
        sink.whole(session.patience.best_epoch as u64);
        sink.whole(session.patience.waited as u64);
        sink.whole(checkpoint::number_of(session.stop));
        for value in session.schedule.as_ref() {
            sink.whole(value.to_bits());
        }
        checkpoint::put_state::<N, _>(sink, &session.optimizer);
        sink.numbers(self.network.parameters());
        if let Some(best) = best {
            sink.numbers(best.parameters());
        }
    }

    /// The bytes of a checkpoint of this kind, with best weights or without.
    fn bytes_with(&self, best: bool) -> usize {
        let mut size = checkpoint::Size(0);
        self.put_header(&mut size);
        checkpoint::Sink::whole(&mut size, 0);
        self.put_rest(&mut size, best.then_some(&self.network));
        size.0 + checkpoint::CHECKSUM
    }
}
