//! The training loop: epochs of mini-batches, without std and without an allocator.

mod budget;
mod checkpoint;
#[cfg(feature = "std")]
mod cross_validation;
mod early_stopping;
mod epoch;
mod error;
mod fit;
#[cfg(feature = "std")]
mod history;
mod k_fold;
mod learning_rates;
mod origin;
mod rules;
mod run;
mod step;
#[cfg(feature = "std")]
mod stratified;
mod training;

pub use checkpoint::CheckpointError;
pub use early_stopping::EarlyStopping;
pub use epoch::{Epoch, Stop};
pub use error::TrainError;
pub use fit::Answer;
#[cfg(feature = "std")]
pub use history::History;
pub use k_fold::{Folds, KFold};
pub use learning_rates::{FoundRate, RatePoint};
pub use origin::Origin;
pub use step::StepReport;
#[cfg(feature = "std")]
pub use stratified::StratifiedKFold;
pub use training::Training;

use crate::network::Network;
use crate::number::Scalar;
use crate::optimizer::{Optimizer, Sgd};
use crate::schedule::{Constant, Schedule};
use budget::Budget;
use core::time::Duration;
use rules::Rules;

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
/// | [`validation_split`](Self::validation_split) | none | the last part of the samples is held out |
/// | [`early_stopping`](Self::early_stopping) | none | ends a run that no longer gets better |
/// | [`target_loss`](Self::target_loss) | none | ends a run that is good enough |
/// | `time_budget`, [`time_budget_by`](Self::time_budget_by) | none | ends a run after some time |
/// | [`l1`](Self::l1), [`l2`](Self::l2) | 0 | penalties on the weights |
/// | [`clipvalue`](Self::clipvalue), [`clipnorm`](Self::clipnorm), [`global_clipnorm`](Self::global_clipnorm) | none | limits of the gradients |
/// | [`max_norm`](Self::max_norm) | none | limit of what enters a neuron |
/// | [`freeze`](Self::freeze) | none | layers that stay as they are |
///
/// What is off costs nothing worth measuring.
///
/// A run that meets a number that is not finite ends in [`TrainError::Diverged`], which says in which epoch
/// and batch and [where](Origin) it came up first; the network then stands as it was before that step.
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
    settings: Settings,
}

/// The settings that are plain numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Settings {
    epochs: usize,
    batch_size: Option<usize>,
    shuffle: Option<u64>,
    l2: f64,
    rules: Rules,
    validation_split: f64,
    early_stopping: Option<EarlyStopping>,
    target_loss: Option<f64>,
    budget: Option<Budget>,
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
            settings: Settings {
                epochs: 1,
                batch_size: Some(32),
                shuffle: Some(0),
                l2: 0.0,
                rules: Rules::NONE,
                validation_split: 0.0,
                early_stopping: None,
                target_loss: None,
                budget: None,
                #[cfg(feature = "rayon")]
                parallel: false,
            },
        }
    }
}

impl<L, O, S> Trainer<L, O, S> {
    /// The rule that moves the parameters.
    #[doc(alias = "learning_rate")]
    pub fn optimizer<O2: Optimizer>(self, optimizer: O2) -> Trainer<L, O2, S> {
        Trainer {
            loss: self.loss,
            optimizer,
            schedule: self.schedule,
            settings: self.settings,
        }
    }

    /// How the learning rate changes while the run goes on.
    pub fn schedule<S2: Schedule>(self, schedule: S2) -> Trainer<L, O, S2> {
        Trainer {
            loss: self.loss,
            optimizer: self.optimizer,
            schedule,
            settings: self.settings,
        }
    }

    /// The same with some settings changed.
    fn with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut trainer = self;
        change(&mut trainer.settings);
        trainer
    }

    /// The number of passes over the data.
    pub fn epochs(self, epochs: usize) -> Self {
        self.with(|settings| settings.epochs = epochs)
    }

    /// The number of samples for each step, at least 1; the last batch of an epoch may be smaller.
    ///
    /// A layer with `[batch_norm]` learns nothing from a batch of one sample, whose deviation from its own mean is 0: choose a
    /// size that leaves no such rest.
    pub fn batch_size(self, batch_size: usize) -> Self {
        self.with(|settings| settings.batch_size = Some(batch_size))
    }

    /// One step an epoch, over all samples.
    pub fn full_batch(self) -> Self {
        self.with(|settings| settings.batch_size = None)
    }

    /// A new order each epoch: that of [`Samples::shuffled_for_epoch`](crate::samples::Samples::shuffled_for_epoch)
    /// with this seed.
    pub fn shuffle(self, seed: u64) -> Self {
        self.with(|settings| settings.shuffle = Some(seed))
    }

    /// The order of the data, in every epoch.
    pub fn no_shuffle(self) -> Self {
        self.with(|settings| settings.shuffle = None)
    }

    /// Holds out the last `fraction` of the samples, above 0 and below 1, as Keras does: they are taken
    /// before any shuffling, nothing is learned from them, and each epoch reports the loss over them.
    /// ⌊n · (1 − fraction)⌋ samples are left to learn from.
    ///
    /// A validation set of its own is given to [`fit_validated`](Self::fit_validated), and then
    /// counts instead of this.
    pub fn validation_split(self, fraction: f64) -> Self {
        self.with(|settings| settings.validation_split = fraction)
    }

    /// Ends the run when it no longer gets better.
    pub fn early_stopping(self, early_stopping: EarlyStopping) -> Self {
        self.with(|settings| settings.early_stopping = Some(early_stopping))
    }

    /// Ends the run after the first epoch whose [monitored](Epoch::monitored) loss is `loss` or less.
    pub fn target_loss(self, loss: f64) -> Self {
        self.with(|settings| settings.target_loss = Some(loss))
    }

    /// Ends the run after the first epoch that ends later than `limit` after the start.
    ///
    /// [`epochs`](Self::epochs) is then the most epochs there are.
    #[cfg(feature = "std")]
    pub fn time_budget(self, limit: Duration) -> Self {
        self.time_budget_by(limit, budget::now)
    }

    /// Ends the run after the first epoch that ends later than `limit` after the start, by a clock
    /// of the caller's: the time since any fixed moment.
    pub fn time_budget_by(self, limit: Duration, clock: fn() -> Duration) -> Self {
        self.with(|settings| settings.budget = Some(Budget { limit, clock }))
    }

    /// Adds the penalty `λ · ½ Σ w²` over all weights, biases left out, to what is minimized: the
    /// gradient of each weight grows by `λ w`.
    ///
    /// Elsewhere this is Keras' `L2(λ/2)`, PyTorch's `weight_decay=λ` (which biases obey, too) and, for
    /// full batches of n samples, scikit-learn's `alpha` = λ n with cross-entropy, λ n/2 with squared errors,
    /// of which it minimizes half.
    pub fn l2(self, lambda: f64) -> Self {
        self.with(|settings| settings.l2 = lambda)
    }

    /// Adds the penalty `λ Σ |w|` over all weights, biases left out, to what is minimized: the gradient
    /// of each weight that is not 0 grows by λ with the weight's sign.
    pub fn l1(self, lambda: f64) -> Self {
        self.with(|settings| settings.rules.l1 = lambda)
    }

    /// Clips every number of the gradient to −`limit` … `limit`, penalties included; 0 for no limit.
    pub fn clipvalue(self, limit: f64) -> Self {
        self.with(|settings| settings.rules.clipvalue = limit)
    }

    /// Scales the gradient of each tensor (the weights of a layer, its biases) whose Euclidean norm is
    /// above `limit` down to it; 0 for no limit.
    pub fn clipnorm(self, limit: f64) -> Self {
        self.with(|settings| settings.rules.clipnorm = limit)
    }

    /// Scales a gradient whose Euclidean norm, over all parameters, is above `limit` down to it; 0 for no
    /// limit.
    ///
    /// R. Pascanu et al., *On the difficulty of training recurrent neural networks*, 2013.
    pub fn global_clipnorm(self, limit: f64) -> Self {
        self.with(|settings| settings.rules.global_clipnorm = limit)
    }

    /// After each step scales the weights that enter a neuron, where their Euclidean norm is above
    /// `limit`, down to it; 0 for no limit.
    ///
    /// N. Srivastava et al., *Dropout*, 2014.
    pub fn max_norm(self, limit: f64) -> Self {
        self.with(|settings| settings.rules.max_norm = limit)
    }

    /// Keeps a layer, from 1 to 64, as it is, moving statistics of a `[batch_norm]` included; may be called for
    /// several. Its gradients count as 0.
    ///
    /// Fitting a network that has no such layer is an error.
    pub fn freeze(self, layer: usize) -> Self {
        self.with(|settings| {
            match layer
                .checked_sub(1)
                .and_then(|bit| 1_u64.checked_shl(u32::try_from(bit).ok()?))
            {
                Some(bit) => settings.rules.frozen |= bit,
                None => settings.rules.frozen_beyond = Some(layer),
            }
        })
    }

    /// Shares each batch among the threads of a rayon pool, with the same bits: see
    /// [`parallel`](crate::parallel).
    ///
    /// A thread takes parts of 64 samples, so only batches of more than that are shared. Beside the
    /// gradient of a batch a fit then allocates, once, at least two for each thread.
    #[cfg(feature = "rayon")]
    pub fn parallel(self) -> Self {
        self.with(|settings| settings.parallel = true)
    }

    /// What threads need for the batches of so many samples.
    #[cfg(feature = "rayon")]
    fn buffers<N: Network>(&self, samples: usize) -> Buffers<N> {
        if self.settings.parallel {
            Buffers::new(self.settings.batch_size.unwrap_or(samples).min(samples))
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
    fn check<N: Network>(&self, samples: usize) -> Result<(), TrainError>
    where
        O: Optimizer,
        S: Schedule,
    {
        let learning_rate = self.optimizer.learning_rate();
        let settings = &self.settings;
        if samples == 0 {
            return Err(TrainError::NoSamples);
        } else if settings.batch_size == Some(0) {
            return Err(TrainError::BatchSize);
        } else if !(learning_rate > 0.0 && learning_rate.is_finite()) {
            return Err(TrainError::LearningRate(learning_rate));
        } else if !(settings.l2 >= 0.0 && settings.l2.is_finite()) {
            return Err(TrainError::L2(settings.l2));
        }
        if let Some(stopping) = &settings.early_stopping
            && !(stopping.min_delta >= 0.0 && stopping.min_delta.is_finite())
        {
            return Err(TrainError::Setting {
                name: "min_delta",
                value: stopping.min_delta,
                allowed: "a finite number from 0 on, such as 0.001",
            });
        }
        if let Some(loss) = settings.target_loss
            && loss.is_nan()
        {
            return Err(TrainError::Setting {
                name: "target_loss",
                value: loss,
                allowed: "a number, such as 0.01",
            });
        }
        settings.rules.check::<N>()?;
        self.schedule.check().map_err(TrainError::Schedule)?;
        self.optimizer.check().map_err(TrainError::Optimizer)
    }

    /// `λ · ½ Σ w²` and `λ Σ |w|`.
    fn penalty<N: Network>(&self, network: &N) -> f64 {
        let l2 = if self.settings.l2 == 0.0 {
            0.0
        } else {
            self.settings.l2 * network.half_squared_weights().to_f64()
        };
        l2 + self.settings.rules.penalty(network)
    }
}

/// Where threads put the gradients of the parts of a batch.
#[cfg(feature = "rayon")]
type Buffers<N> = crate::parallel::Buffers<N>;
#[cfg(not(feature = "rayon"))]
type Buffers<N> = core::marker::PhantomData<N>;

/// The buffers of a single thread.
fn one_thread<N: Network>() -> Buffers<N> {
    #[cfg(feature = "rayon")]
    let buffers = Buffers::none();
    #[cfg(not(feature = "rayon"))]
    let buffers = core::marker::PhantomData;
    buffers
}

/// A number of samples as a weight in a mean.
#[allow(
    clippy::cast_precision_loss,
    reason = "a data set has far fewer than 2^53 samples"
)]
#[inline(always)]
fn samples_as_number(count: usize) -> f64 {
    count as f64
}
