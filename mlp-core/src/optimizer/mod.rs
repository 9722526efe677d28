//! Optimizers: how the parameters follow the gradient.
//!
//! An optimizer works on two flat slices, the parameters and their gradients, most of them number by
//! number. What it remembers between steps is a fixed-size value beside the network, its
//! [`State`]. Adding one is a file here and a line below.

#![allow(
    clippy::many_single_char_names,
    reason = "the names are those of the papers"
)]

/// The methods that set a number of an optimizer.
macro_rules! setters {
    ($($(#[$documentation:meta])* $name:ident)*) => {$(
        $(#[$documentation])*
        #[must_use]
        pub const fn $name(self, $name: f64) -> Self {
            Self { $name, ..self }
        }
    )*};
}

/// The steps of an optimizer whose `advance` does all that belongs to one in one passage over the parameters:
/// gradients multiplied by a scale, the rule, and the look whether what follows is finite.
macro_rules! in_one_passage {
    () => {
        fn step<N: $crate::network::Network>(
            &self,
            level: $crate::simd::Level,
            state: &mut Self::State<N>,
            step: &$crate::optimizer::Step,
            network: &N,
            gradients: &mut N,
        ) {
            let one = <N::Scalar as $crate::number::Scalar>::ONE;
            self.advance(level, state, step, (network, gradients, one));
        }

        #[inline(always)]
        fn step_of_sums<S: $crate::simd::Simd<N::Scalar>, N: $crate::network::Network>(
            &self,
            _: S,
            level: $crate::simd::Level,
            state: &mut Self::State<N>,
            step: &$crate::optimizer::Step,
            on: (&N, &mut N, N::Scalar),
        ) -> bool {
            self.advance(level, state, step, on)
        }
    };
}

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod ema;
mod error;
mod irprop;
mod lbfgs;
mod lion;
mod nadam;
mod radam;
mod rmsprop;
mod sgd;
mod state;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adamax::Adamax;
pub use adamw::AdamW;
pub use ema::{Ema, EmaState};
pub use error::OptimizerError;
pub use irprop::IRpropMinus;
pub use lbfgs::{Lbfgs, LbfgsState};
pub use lion::Lion;
pub use nadam::Nadam;
pub use radam::RAdam;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;
pub use state::{Memory, State};

use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, Simd, perform_here};

/// A rule that moves the parameters of a network by their gradients.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no optimizer",
    label = "expected an optimizer, such as `Adam::new(1e-3)`",
    note = "the learning rate is the argument of an optimizer: `Sgd::new(0.01)`, `Adam::new(1e-3)`; `mlp::optimizer` lists all of them"
)]
pub trait Optimizer {
    /// What the rule remembers between the steps of a network `N`.
    type State<N: Network>: State<N>;

    /// Whether a step looks at its [loss](Step::loss).
    const USES_LOSS: bool = false;

    /// The learning rate before any schedule.
    fn learning_rate(&self) -> f64;

    /// Asked before training starts; the trainer looks at the learning rate itself.
    ///
    /// # Errors
    /// A setting outside its range.
    fn check(&self) -> Result<(), OptimizerError> {
        Ok(())
    }

    /// The state before the first step.
    fn start<N: Network>(&self) -> Self::State<N>;

    /// One step: writes the parameters that follow those of `network` over the gradients.
    ///
    /// The network itself stays, so that a step beyond all numbers can still be refused. `level` is the level of
    /// arithmetic: an optimizer of this crate is compiled once for each, not once for each network.
    fn step<N: Network>(
        &self,
        level: Level,
        state: &mut Self::State<N>,
        step: &Step,
        network: &N,
        gradients: &mut N,
    );

    /// [`step`](Self::step), compiled for a network of few parameters where the level is `simd`.
    #[doc(hidden)]
    #[inline(always)]
    fn step_here<S: Simd<N::Scalar>, N: Network>(
        &self,
        _simd: S,
        level: Level,
        state: &mut Self::State<N>,
        step: &Step,
        (network, gradients): (&N, &mut N),
    ) {
        self.step(level, state, step, network, gradients);
    }

    /// [`step_here`](Self::step_here) of gradients that are yet to be multiplied by `scale`; whether all numbers that come
    /// of it are finite. An optimizer may do all three in one passage over the parameters.
    #[doc(hidden)]
    #[inline(always)]
    fn step_of_sums<S: Simd<N::Scalar>, N: Network>(
        &self,
        simd: S,
        level: Level,
        state: &mut Self::State<N>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        if scale != N::Scalar::ONE {
            perform_here::<S, N, simd::Scale>(simd, level, (gradients.parameters_mut(), scale));
        }
        self.step_here(simd, level, state, step, (network, &mut *gradients));
        perform_here::<S, N, simd::AllFinite>(simd, level, gradients.parameters())
    }

    /// Called once a run of so many steps has come to its end, for what has to be done with the network then.
    fn finish<N: Network>(&self, state: &mut Self::State<N>, steps: usize, network: &mut N) {
        let _ = (state, steps, network);
    }
}

/// What a step knows besides the parameters and their gradients.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The learning rate, what a schedule makes of it included; finite, from 0 on.
    pub learning_rate: f64,
    /// What the gradients are those of: the mean loss over the batch, penalties included. Only for an
    /// optimizer that [uses](Optimizer::USES_LOSS) it; NaN otherwise.
    pub loss: f64,
    /// Its number within the run, from 0.
    pub number: usize,
}

impl Step {
    /// A step at this learning rate.
    #[must_use]
    #[inline(always)]
    pub const fn new(learning_rate: f64, number: usize) -> Self {
        Self {
            learning_rate,
            loss: f64::NAN,
            number,
        }
    }

    /// The loss that the gradients belong to.
    #[must_use]
    #[inline(always)]
    pub const fn with_loss(self, loss: f64) -> Self {
        Self { loss, ..self }
    }
}

/// Bytes that training a network takes besides its parameters: a gradient and the activations
/// ([`Network::TRAINING_BYTES`]), and what the optimizer remembers.
///
/// ```
/// # use mlp_core::optimizer::{Sgd, training_bytes};
/// # use mlp_core::Network;
/// const fn fits<N: Network>() -> bool {
///     training_bytes::<N, Sgd>() <= 2048
/// }
/// ```
#[must_use]
pub const fn training_bytes<N: Network, O: Optimizer>() -> usize {
    N::TRAINING_BYTES + size_of::<O::State<N>>()
}

/// −1, 0 or 1; NaN for NaN.
#[inline(always)]
fn sign<V: Real>(x: V) -> V {
    let not_zero = x.constant(0.0).less_than(x.abs());
    x.constant(1.0).copysign(x).select(not_zero, x)
}
