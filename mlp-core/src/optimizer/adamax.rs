//! Adamax: Adam by the largest gradient instead of the root of a mean.

use super::error::of_adam;
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// Adamax: Adam with the largest recent |g| where Adam has the root of a mean of squares.
///
/// ```text
/// m ← β₁ m + (1 − β₁) g
/// u ← max(β₂ u, |g| + ε)
/// w ← w − η / (1 − β₁ᵗ) · m / u
/// ```
///
/// Defaults are Keras': β₁ 0.9, β₂ 0.999, ε 1e-7 (PyTorch: 1e-8). ε stands where PyTorch has it; Keras adds it to u
/// at the division.
///
/// D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, 2015, section 7.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adamax {
    learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    weight_decay: f64,
}

impl Adamax {
    /// Adamax at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon: 1e-7,
            weight_decay: 0.0,
        }
    }

    setters! {
        /// How much of the mean of the gradients stays; from 0 on and below 1.
        beta_1
        /// How much of the largest gradient stays; from 0 on and below 1.
        beta_2
        /// What keeps the divisor from 0; from 0 on.
        epsilon
        /// Adds `λ w` to the gradient of every parameter, biases included; from 0 on.
        weight_decay
    }
}

impl Adamax {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, 2, 1>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let number = N::Scalar::from_f64;
        state.numbers[0] *= self.beta_1;
        let rate = number(-step.learning_rate / (1.0 - state.numbers[0]));
        let (b1, c1) = (number(self.beta_1), number(1.0 - self.beta_1));
        let b2 = number(self.beta_2);
        let (epsilon, decay) = (number(self.epsilon), number(self.weight_decay));
        let [m, u] = &mut state.tensors;
        let by = [rate, b1, c1, b2, epsilon, decay];
        let values = [
            gradients.parameters_mut(),
            m.parameters_mut(),
            u.parameters_mut(),
        ];
        perform::<N, Advance>(level, (scale, by, values, network.parameters()))
    }
}

impl Optimizer for Adamax {
    /// m and u; β₁ᵗ.
    type State<N: Network> = Memory<N, 2, 1>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        let betas = (self.beta_1, self.beta_2);
        of_adam(betas, self.epsilon, self.weight_decay)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        Memory::new([1.0])
    }

    in_one_passage!();
}

compiled! {
    /// A step, of values g, m, u and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 6], [&'a mut [T]; 3], &'a [T])| -> bool {
        let [rate, b1, c1, b2, epsilon, decay] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, m, u]: [S::Native; 3], [w]| {
            let g = g.splat(decay).fused(w, g);
            let m = g.splat(b1).fused(m, g * g.splat(c1));
            let u = (u * g.splat(b2)).at_least(g.abs() + g.splat(epsilon));
            [g.splat(rate).fused(m / u, w), m, u]
        })
    }
}
