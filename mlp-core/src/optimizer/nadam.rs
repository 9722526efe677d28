//! Nadam: Adam that looks ahead.

use super::error::{from_zero, of_adam};
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// Nadam: Adam with Nesterov's momentum, which grows from half of β₁ to all of it.
///
/// ```text
/// μₜ = β₁ (1 − ½ · 0.96^(t ψ))
/// m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   d = √(v / (1 − β₂ᵗ)) + ε
/// w ← w − η (1 − μₜ) / (1 − μ₁…μₜ) · g / d − η μₜ₊₁ / (1 − μ₁…μₜ₊₁) · m / d
/// ```
///
/// Defaults: β₁ 0.9, β₂ 0.999 and ε 1e-7, Keras'; ψ 0.004, the paper's and PyTorch's (Keras fixes it at 1).
///
/// T. Dozat, *Incorporating Nesterov Momentum into Adam*, 2016.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nadam {
    learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    weight_decay: f64,
    momentum_decay: f64,
}

impl Nadam {
    /// Nadam at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon: 1e-7,
            weight_decay: 0.0,
            momentum_decay: 0.004,
        }
    }

    setters! {
        /// How much of the mean of the gradients stays; from 0 on and below 1.
        beta_1
        /// How much of the mean of their squares stays; from 0 on and below 1.
        beta_2
        /// What keeps the divisor from 0; from 0 on.
        epsilon
        /// Adds `λ w` to the gradient of every parameter, biases included; from 0 on.
        weight_decay
        /// ψ, how fast the momentum grows to β₁; from 0 on.
        momentum_decay
    }
}

impl Nadam {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, 2, 3>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let number = N::Scalar::from_f64;
        // 0.96^ψ; its powers, the product of the μ and the powers of β₂ are kept as products.
        let fade = (self.momentum_decay * Real::ln(0.96)).exp();
        let momentum = |power: f64| self.beta_1 * (1.0 - 0.5 * power);
        let [power, product, second] = &mut state.numbers;
        *power *= fade;
        *second *= self.beta_2;
        let (now, next) = (momentum(*power), momentum(*power * fade));
        *product *= now;
        let by_gradient = number(-step.learning_rate * (1.0 - now) / (1.0 - *product));
        let by_mean = number(-step.learning_rate * next / (1.0 - *product * next));
        let correction = number(1.0 / Real::sqrt(1.0 - *second));
        let (b1, c1) = (number(self.beta_1), number(1.0 - self.beta_1));
        let (b2, c2) = (number(self.beta_2), number(1.0 - self.beta_2));
        let (epsilon, decay) = (number(self.epsilon), number(self.weight_decay));
        let [m, v] = &mut state.tensors;
        let by = [
            by_gradient,
            by_mean,
            correction,
            b1,
            c1,
            b2,
            c2,
            epsilon,
            decay,
        ];
        let values = [
            gradients.parameters_mut(),
            m.parameters_mut(),
            v.parameters_mut(),
        ];
        perform::<N, Advance>(level, (scale, by, values, network.parameters()))
    }
}

impl Optimizer for Nadam {
    /// m and v; 0.96^(t ψ), the product of the μ, β₂ᵗ.
    type State<N: Network> = Memory<N, 2, 3>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        let betas = (self.beta_1, self.beta_2);
        of_adam(betas, self.epsilon, self.weight_decay)?;
        from_zero(
            "momentum_decay",
            self.momentum_decay,
            "a finite number from 0 on, such as 0.004",
        )
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        Memory::new([1.0; 3])
    }

    in_one_passage!();
}

compiled! {
    /// A step, of values g, m, v and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 9], [&'a mut [T]; 3], &'a [T])| -> bool {
        let [by_gradient, by_mean, correction, b1, c1, b2, c2, epsilon, decay] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, m, v]: [S::Native; 3], [w]| {
            let g = g.splat(decay).fused(w, g);
            let m = g.splat(b1).fused(m, g * g.splat(c1));
            let v = g.splat(b2).fused(v, g * g * g.splat(c2));
            let d = v.sqrt().fused(g.splat(correction), g.splat(epsilon));
            let w = g.splat(by_gradient).fused(g / d, w);
            [g.splat(by_mean).fused(m / d, w), m, v]
        })
    }
}
