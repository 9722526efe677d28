//! `AdamW`: Adam with decay that the root does not divide.

use super::error::weight_decay;
use super::{Adam, Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::simd::Level;

/// `AdamW`: `w ← w − η λ w`, then a step of [`Adam`] by the gradient without decay.
///
/// λ is 0.004 by default, Keras' (PyTorch: 0.01); it pulls every parameter, biases included. The other
/// settings and the place of ε are those of [`Adam`].
///
/// I. Loshchilov, F. Hutter, *Decoupled Weight Decay Regularization*, 2019.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW<const TENSORS: usize = 2> {
    adam: Adam<TENSORS>,
    weight_decay: f64,
}

impl AdamW {
    /// `AdamW` at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            adam: Adam::new(learning_rate),
            weight_decay: 0.004,
        }
    }

    /// As [`Adam::amsgrad`].
    #[must_use]
    pub const fn amsgrad(self) -> AdamW<3> {
        AdamW {
            adam: self.adam.amsgrad(),
            weight_decay: self.weight_decay,
        }
    }
}

impl<const TENSORS: usize> AdamW<TENSORS> {
    setters! {
        /// λ; from 0 on.
        weight_decay
    }

    /// As [`Adam::beta_1`].
    #[must_use]
    pub const fn beta_1(self, beta_1: f64) -> Self {
        Self {
            adam: self.adam.beta_1(beta_1),
            ..self
        }
    }

    /// As [`Adam::beta_2`].
    #[must_use]
    pub const fn beta_2(self, beta_2: f64) -> Self {
        Self {
            adam: self.adam.beta_2(beta_2),
            ..self
        }
    }

    /// As [`Adam::epsilon`].
    #[must_use]
    pub const fn epsilon(self, epsilon: f64) -> Self {
        Self {
            adam: self.adam.epsilon(epsilon),
            ..self
        }
    }
}

impl<const TENSORS: usize> AdamW<TENSORS> {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, TENSORS, 2>,
        step: &Step,
        on: (&N, &mut N, N::Scalar),
    ) -> bool {
        let shrink = 1.0 - step.learning_rate * self.weight_decay;
        self.adam.advance_shrunk(level, state, step, on, shrink)
    }
}

impl<const TENSORS: usize> Optimizer for AdamW<TENSORS> {
    /// That of [`Adam`].
    type State<N: Network> = Memory<N, TENSORS, 2>;

    fn learning_rate(&self) -> f64 {
        self.adam.learning_rate()
    }

    fn check(&self) -> Result<(), OptimizerError> {
        self.adam.check()?;
        weight_decay(self.weight_decay)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        self.adam.start()
    }

    in_one_passage!();
}
