//! Lion: steps of the same length for every parameter.

use super::error::{below_one, weight_decay};
use super::sign;
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// Lion: every parameter moves by η in the direction that a mean of the gradients points to.
///
/// ```text
/// c = β₁ m + (1 − β₁) g
/// w ← w − η (sign c + λ w)
/// m ← β₂ m + (1 − β₂) g
/// ```
///
/// sign 0 is 0. Defaults are Keras' and the paper's: β₁ 0.9, β₂ 0.99, no decay. Take a learning rate three to ten times
/// smaller than for Adam.
///
/// X. Chen et al., *Symbolic Discovery of Optimization Algorithms*, 2023.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lion {
    learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    weight_decay: f64,
}

impl Lion {
    /// Lion at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            beta_1: 0.9,
            beta_2: 0.99,
            weight_decay: 0.0,
        }
    }

    setters! {
        /// The weight of the mean beside the newest gradient in a step; from 0 on and below 1.
        beta_1
        /// How much of the mean of the gradients stays; from 0 on and below 1.
        beta_2
        /// λ, which pulls every parameter towards 0 by `η λ w` a step; from 0 on.
        weight_decay
    }
}

impl Lion {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, 1, 0>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let number = N::Scalar::from_f64;
        let rate = number(-step.learning_rate);
        let shrink = number(1.0 - step.learning_rate * self.weight_decay);
        let (b1, c1) = (number(self.beta_1), number(1.0 - self.beta_1));
        let (b2, c2) = (number(self.beta_2), number(1.0 - self.beta_2));
        let [m] = &mut state.tensors;
        let by = [rate, shrink, b1, c1, b2, c2];
        let values = [gradients.parameters_mut(), m.parameters_mut()];
        perform::<N, Advance>(level, (scale, by, values, network.parameters()))
    }
}

impl Optimizer for Lion {
    /// m.
    type State<N: Network> = Memory<N, 1, 0>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        below_one("beta_1", self.beta_1, "from 0 on and below 1, such as 0.9")?;
        below_one(
            "beta_2",
            self.beta_2,
            "from 0 on and below 1, such as 0.999",
        )?;
        weight_decay(self.weight_decay)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        Memory::new([])
    }

    in_one_passage!();
}

compiled! {
    /// A step, of values g, m and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 6], [&'a mut [T]; 2], &'a [T])| -> bool {
        let [rate, shrink, b1, c1, b2, c2] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, m]: [S::Native; 2], [w]| {
            let c = g.splat(b1).fused(m, g * g.splat(c1));
            let m = g.splat(b2).fused(m, g * g.splat(c2));
            [g.splat(rate).fused(sign(c), w * g.splat(shrink)), m]
        })
    }
}
