//! The training loop: epochs of mini-batches, without std and without an allocator.

mod epoch;
mod error;
mod step;

pub use epoch::Epoch;
pub use error::TrainError;

use crate::loss::Loss;
use crate::network::Network;
use crate::number::Scalar;
use crate::optimizer::{Optimizer, Sgd};
use crate::samples::Samples;
use crate::schedule::{Constant, Progress, Schedule};
use crate::simd::dispatch;
use step::{Refused, Steps};

/// Mini-batch gradient descent with the settings Keras and scikit-learn have names for.
///
/// A trainer is a value of settings; it keeps nothing of what it trains and can be used again. It
/// allocates nothing: beside the network stand one gradient of its size and the optimizer's state.
///
/// | setting | default | meaning |
/// |---|---|---|
/// | [`optimizer`](Self::optimizer) | `Sgd::new(0.01)` | how parameters move |
/// | [`schedule`](Self::schedule) | constant | learning rate from epoch to epoch |
/// | [`epochs`](Self::epochs) | 1 | passes over the data |
/// | [`batch_size`](Self::batch_size) | 32 | samples for each step |
/// | [`shuffle`](Self::shuffle) | seed 0 | a new order each epoch |
/// | [`l2`](Self::l2) | 0 | penalty on the weights |
///
/// The gradient stands on the stack: a network of a million `f32` parameters needs 4 MB there for
/// itself and 4 MB for its gradient, more than a thread has by default. Train such a network in a
/// thread made with a larger stack.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "a trainer does nothing until `fit` is called"]
pub struct Trainer<L, O = Sgd, S = Constant> {
    loss: L,
    optimizer: O,
    schedule: S,
    epochs: usize,
    batch_size: Option<usize>,
    shuffle: Option<u64>,
    l2: f64,
    #[cfg(feature = "rayon")]
    parallel: bool,
}

impl<L> Trainer<L> {
    /// A trainer that minimizes this loss.
    pub const fn new(loss: L) -> Self {
        Self {
            loss,
            optimizer: Sgd::new(0.01),
            schedule: Constant,
            epochs: 1,
            batch_size: Some(32),
            shuffle: Some(0),
            l2: 0.0,
            #[cfg(feature = "rayon")]
            parallel: false,
        }
    }
}

impl<L, O, S> Trainer<L, O, S> {
    /// The rule that moves the parameters.
    pub fn optimizer<O2: Optimizer>(self, optimizer: O2) -> Trainer<L, O2, S> {
        Trainer {
            loss: self.loss,
            optimizer,
            schedule: self.schedule,
            epochs: self.epochs,
            batch_size: self.batch_size,
            shuffle: self.shuffle,
            l2: self.l2,
            #[cfg(feature = "rayon")]
            parallel: self.parallel,
        }
    }

    /// How the learning rate changes from epoch to epoch.
    pub fn schedule<S2: Schedule>(self, schedule: S2) -> Trainer<L, O, S2> {
        Trainer {
            loss: self.loss,
            optimizer: self.optimizer,
            schedule,
            epochs: self.epochs,
            batch_size: self.batch_size,
            shuffle: self.shuffle,
            l2: self.l2,
            #[cfg(feature = "rayon")]
            parallel: self.parallel,
        }
    }

    /// The number of passes over the data.
    pub fn epochs(self, epochs: usize) -> Self {
        Self { epochs, ..self }
    }

    /// The number of samples for each step, at least 1; the last batch of an epoch may be smaller.
    pub fn batch_size(self, batch_size: usize) -> Self {
        Self {
            batch_size: Some(batch_size),
            ..self
        }
    }

    /// One step an epoch, over all samples.
    pub fn full_batch(self) -> Self {
        Self {
            batch_size: None,
            ..self
        }
    }

    /// A new order each epoch: that of [`Samples::shuffled_for_epoch`] with this seed.
    pub fn shuffle(self, seed: u64) -> Self {
        Self {
            shuffle: Some(seed),
            ..self
        }
    }

    /// The order of the data, in every epoch.
    pub fn no_shuffle(self) -> Self {
        Self {
            shuffle: None,
            ..self
        }
    }

    /// Adds the penalty `λ · ½ Σ w²` over all weights, biases left out, to what is minimized: the
    /// gradient of each weight grows by `λ w`.
    pub fn l2(self, lambda: f64) -> Self {
        Self { l2: lambda, ..self }
    }

    /// Shares each batch among the threads of a rayon pool, with the same bits: see
    /// [`parallel`](crate::parallel).
    ///
    /// A thread takes parts of 64 samples, so only batches of more than that are shared. Beside the
    /// gradient of a batch a fit then allocates, once, at least two for each thread.
    #[cfg(feature = "rayon")]
    pub fn parallel(self) -> Self {
        Self {
            parallel: true,
            ..self
        }
    }

    /// Trains the network on inputs and their targets.
    ///
    /// Returns the last epoch. No epochs leave the network as it is and report its loss.
    ///
    /// # Errors
    /// [`TrainError`]: no samples, different numbers of inputs and targets, a setting outside its
    /// range (then nothing has changed; a schedule is asked epoch by epoch), or a loss that is no
    /// longer finite (then the network stands
    /// as it was before the step that could not be taken).
    pub fn fit<N>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        self.fit_with(network, inputs, targets, |_, _| {})
    }

    /// [`fit`](Self::fit), showing each epoch and the network after it to an observer.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_with<N>(
        &self,
        network: &mut N,
        inputs: &[N::Input],
        targets: &[L::Target<N::Output>],
        mut observer: impl FnMut(&Epoch, &N),
    ) -> Result<Epoch, TrainError>
    where
        N: Network,
        L: Loss<N::OutputActivation>,
        O: Optimizer,
        S: Schedule,
    {
        let samples = Samples::new(inputs, targets).map_err(TrainError::Lengths)?;
        self.check(samples.len())?;
        TrainError::check_targets::<N, L>(&self.loss, targets)?;
        let mut gradients = N::zeroed();
        let mut buffers = self.buffers(samples.len());
        let mut state = self.optimizer.start::<N>();
        let mut schedule_state = S::State::default();
        let size = self.batch_size.unwrap_or(samples.len());
        let steps_per_epoch = samples.len().div_ceil(size);
        let learning_rate = self.optimizer.learning_rate();
        let mut last = None;
        for number in 1..=self.epochs {
            let progress = Progress::new(number, self.epochs, steps_per_epoch);
            let order = match self.shuffle {
                None => samples,
                Some(seed) => samples.shuffled_for_epoch(seed, number),
            };
            let each_step = self.schedule.each_step();
            let rate = learning_rate * self.schedule.factor(&schedule_state, &progress);
            let sum = dispatch!(for N, simd => {
                let settings = (&self.loss, &self.optimizer, self.l2);
                let steps = Steps::new(settings, progress.step, #[inline(always)] |k: usize| {
                    if each_step {
                        learning_rate * self.schedule.factor(&schedule_state, &progress.later(k))
                    } else {
                        rate
                    }
                });
                steps.epoch(simd, network, &mut gradients, &mut state, &mut buffers, (order, size))
            })
            .map_err(|refused| match refused {
                Refused::Rate(rate) => TrainError::LearningRate(rate),
                Refused::Loss { batch, loss } => TrainError::Diverged {
                    epoch: number,
                    batch,
                    loss,
                },
            })?;
            let epoch = Epoch {
                number,
                of: self.epochs,
                learning_rate: rate,
                loss: sum / samples_as_number(samples.len()),
                penalty: self.penalty(network),
            };
            self.schedule
                .end_of_epoch(&mut schedule_state, epoch.loss + epoch.penalty);
            observer(&epoch, network);
            last = Some(epoch);
        }
        Ok(last.unwrap_or_else(|| Epoch {
            number: 0,
            of: 0,
            learning_rate: learning_rate
                * self
                    .schedule
                    .factor(&schedule_state, &Progress::new(1, 0, steps_per_epoch)),
            loss: network.loss(&samples, &self.loss).to_f64(),
            penalty: self.penalty(network),
        }))
    }

    /// What threads need for the batches of so many samples.
    #[cfg(feature = "rayon")]
    fn buffers<N: Network>(&self, samples: usize) -> Buffers<N> {
        if self.parallel {
            Buffers::new(self.batch_size.unwrap_or(samples).min(samples))
        } else {
            Buffers::none()
        }
    }

    /// What one thread needs.
    #[cfg(not(feature = "rayon"))]
    #[allow(clippy::unused_self, reason = "as with threads")]
    fn buffers<N: Network>(&self, _: usize) -> Buffers<N> {
        core::marker::PhantomData
    }

    /// Refuses settings outside their range before anything changes.
    fn check(&self, samples: usize) -> Result<(), TrainError>
    where
        O: Optimizer,
    {
        let learning_rate = self.optimizer.learning_rate();
        if samples == 0 {
            Err(TrainError::NoSamples)
        } else if self.batch_size == Some(0) {
            Err(TrainError::BatchSize)
        } else if !(learning_rate > 0.0 && learning_rate.is_finite()) {
            Err(TrainError::LearningRate(learning_rate))
        } else if !(self.l2 >= 0.0 && self.l2.is_finite()) {
            Err(TrainError::L2(self.l2))
        } else {
            self.optimizer.check().map_err(TrainError::Optimizer)
        }
    }

    /// `λ · ½ Σ w²`.
    fn penalty<N: Network>(&self, network: &N) -> f64 {
        if self.l2 == 0.0 {
            0.0
        } else {
            self.l2 * network.half_squared_weights().to_f64()
        }
    }
}

/// Where threads put the gradients of the parts of a batch.
#[cfg(feature = "rayon")]
type Buffers<N> = crate::parallel::Buffers<N>;
#[cfg(not(feature = "rayon"))]
type Buffers<N> = core::marker::PhantomData<N>;

/// A number of samples as a weight in a mean.
#[allow(
    clippy::cast_precision_loss,
    reason = "a data set has far fewer than 2^53 samples"
)]
fn samples_as_number(count: usize) -> f64 {
    count as f64
}
