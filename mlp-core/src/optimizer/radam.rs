//! `RAdam`: Adam that trusts its root only when that has seen enough.

use super::error::of_adam;
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// `RAdam`: Adam that takes steps of momentum alone until the mean of squares has seen enough of them.
///
/// ```text
/// m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
/// ρ∞ = 2 / (1 − β₂) − 1,   ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
/// r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ))
/// w ← w − η m̂ · r √(1 − β₂ᵗ) / (√v + ε)    if ρ > 5,    w ← w − η m̂    otherwise
/// ```
///
/// where m̂ = m / (1 − β₁ᵗ). Defaults are those of [`Adam`](super::Adam); Keras has no `RAdam`.
///
/// L. Liu et al., *On the Variance of the Adaptive Learning Rate and Beyond*, 2020.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RAdam {
    learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    weight_decay: f64,
}

impl RAdam {
    /// `RAdam` at this learning rate.
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
        /// How much of the mean of their squares stays; from 0 on and below 1.
        beta_2
        /// What keeps the divisor from 0; from 0 on.
        epsilon
        /// Adds `λ w` to the gradient of every parameter, biases included; from 0 on.
        weight_decay
    }
}

impl RAdam {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, 2, 3>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let number = N::Scalar::from_f64;
        let [first, second, t] = &mut state.numbers;
        *first *= self.beta_1;
        *second *= self.beta_2;
        *t += 1.0;
        let longest = 2.0 / (1.0 - self.beta_2) - 1.0;
        let length = longest - 2.0 * *t * *second / (1.0 - *second);
        let rectified = length > 5.0;
        let rectification = if rectified {
            let now = (length - 4.0) * (length - 2.0) * longest;
            Real::sqrt(now / ((longest - 4.0) * (longest - 2.0) * length))
                * Real::sqrt(1.0 - *second)
        } else {
            1.0
        };
        let rate = number(-step.learning_rate / (1.0 - *first) * rectification);
        let (b1, c1) = (number(self.beta_1), number(1.0 - self.beta_1));
        let (b2, c2) = (number(self.beta_2), number(1.0 - self.beta_2));
        let (epsilon, decay) = (number(self.epsilon), number(self.weight_decay));
        let [m, v] = &mut state.tensors;
        let by = [rate, b1, c1, b2, c2, epsilon, decay];
        let values = [
            gradients.parameters_mut(),
            m.parameters_mut(),
            v.parameters_mut(),
        ];
        perform::<N, Advance>(level, (scale, by, rectified, values, network.parameters()))
    }
}

impl Optimizer for RAdam {
    /// m and v; β₁ᵗ, β₂ᵗ and t.
    type State<N: Network> = Memory<N, 2, 3>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        let betas = (self.beta_1, self.beta_2);
        of_adam(betas, self.epsilon, self.weight_decay)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        Memory::new([1.0, 1.0, 0.0])
    }

    in_one_passage!();
}

compiled! {
    /// A step, of values g, m, v and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, rectified, values, w): (T, [T; 7], bool, [&'a mut [T]; 3], &'a [T])| -> bool {
        let [rate, b1, c1, b2, c2, epsilon, decay] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, m, v]: [S::Native; 3], [w]| {
            let g = g.splat(decay).fused(w, g);
            let m = g.splat(b1).fused(m, g * g.splat(c1));
            let v = g.splat(b2).fused(v, g * g * g.splat(c2));
            let direction = if rectified {
                m / (v.sqrt() + g.splat(epsilon))
            } else {
                m
            };
            [g.splat(rate).fused(direction, w), m, v]
        })
    }
}
