//! Adam, with and without the maximum of `AMSGrad`.

use super::error::of_adam;
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// Adam: steps of a mean of the gradients over the root of a mean of their squares.
///
/// ```text
/// m ← β₁ m + (1 − β₁) g        m̂ = m / (1 − β₁ᵗ)
/// v ← β₂ v + (1 − β₂) g²       v̂ = v / (1 − β₂ᵗ)
/// w ← w − η m̂ / (√v̂ + ε)
/// ```
///
/// Defaults are Keras': β₁ 0.9, β₂ 0.999, ε 1e-7 (PyTorch: 1e-8). ε stands where the paper's algorithm 1 and
/// PyTorch have it; Keras adds it to √v, so that it weighs more in the first steps. Keras' default
/// learning rate is 0.001. `TENSORS` is how many values of the network's size it remembers.
///
/// D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, 2015.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam<const TENSORS: usize = 2> {
    learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    weight_decay: f64,
}

impl Adam {
    /// Adam at this learning rate.
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

    /// Divides by the root of the largest v there has been, so that steps never grow again; the
    /// maximum is taken before v is corrected by 1 − β₂ᵗ, as in PyTorch and Keras.
    ///
    /// S. J. Reddi, S. Kale, S. Kumar, *On the Convergence of Adam and Beyond*, 2018.
    #[must_use]
    pub const fn amsgrad(self) -> Adam<3> {
        Adam {
            learning_rate: self.learning_rate,
            beta_1: self.beta_1,
            beta_2: self.beta_2,
            epsilon: self.epsilon,
            weight_decay: self.weight_decay,
        }
    }
}

impl<const TENSORS: usize> Adam<TENSORS> {
    setters! {
        /// How much of the mean of the gradients stays; from 0 on and below 1.
        beta_1
        /// How much of the mean of their squares stays; from 0 on and below 1.
        beta_2
        /// What is added to the root; from 0 on.
        epsilon
        /// Adds `λ w` to the gradient of every parameter, as PyTorch's `Adam` does; from 0 on. See
        /// [`AdamW`](super::AdamW) for decay that the root does not divide.
        weight_decay
    }

    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite. Before it,
    /// every parameter is multiplied by `shrink`.
    pub(super) fn advance_shrunk<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, TENSORS, 2>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
        shrink: f64,
    ) -> bool {
        let number = N::Scalar::from_f64;
        state.numbers[0] *= self.beta_1;
        state.numbers[1] *= self.beta_2;
        let rate = number(-step.learning_rate / (1.0 - state.numbers[0]));
        let correction = number(1.0 / Real::sqrt(1.0 - state.numbers[1]));
        let (b1, c1) = (number(self.beta_1), number(1.0 - self.beta_1));
        let (b2, c2) = (number(self.beta_2), number(1.0 - self.beta_2));
        let (epsilon, decay) = (number(self.epsilon), number(self.weight_decay));
        let shrink = number(shrink);
        let by = [rate, correction, b1, c1, b2, c2, epsilon, decay, shrink];
        let w = network.parameters();
        let g = gradients.parameters_mut();
        match &mut state.tensors[..] {
            [m, v] => {
                let values = [g, m.parameters_mut(), v.parameters_mut()];
                perform::<N, Advance>(level, (scale, by, values, w))
            }
            [m, v, most, ..] => {
                let [m, v, most] = [m, v, most].map(N::parameters_mut);
                perform::<N, AdvanceByMost>(level, (scale, by, [g, m, v, most], w))
            }
            _ => true,
        }
    }

    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, TENSORS, 2>,
        step: &Step,
        on: (&N, &mut N, N::Scalar),
    ) -> bool {
        self.advance_shrunk(level, state, step, on, 1.0)
    }
}

compiled! {
    /// A step, of values g, m and v and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 9], [&'a mut [T]; 3], &'a [T])| -> bool {
        let [rate, correction, b1, c1, b2, c2, epsilon, decay, shrink] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, m, v]: [S::Native; 3], [w]| {
            let g = g.splat(decay).fused(w, g);
            let m = g.splat(b1).fused(m, g * g.splat(c1));
            let v = g.splat(b2).fused(v, g * g * g.splat(c2));
            let d = v.sqrt().fused(g.splat(correction), g.splat(epsilon));
            [g.splat(rate).fused(m / d, w * g.splat(shrink)), m, v]
        })
    }

    /// The same by the largest v there has been, the last of the values.
    AdvanceByMost = |simd: S, (scale, by, values, w): (T, [T; 9], [&'a mut [T]; 4], &'a [T])| -> bool {
        let [rate, correction, b1, c1, b2, c2, epsilon, decay, shrink] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, m, v, most]: [S::Native; 4], [w]| {
            let g = g.splat(decay).fused(w, g);
            let m = g.splat(b1).fused(m, g * g.splat(c1));
            let v = g.splat(b2).fused(v, g * g * g.splat(c2));
            let most = most.at_least(v);
            let d = most.sqrt().fused(g.splat(correction), g.splat(epsilon));
            [g.splat(rate).fused(m / d, w * g.splat(shrink)), m, v, most]
        })
    }
}

impl<const TENSORS: usize> Optimizer for Adam<TENSORS> {
    /// m, v and, with `AMSGrad`, the largest v; β₁ᵗ and β₂ᵗ.
    type State<N: Network> = Memory<N, TENSORS, 2>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        let betas = (self.beta_1, self.beta_2);
        of_adam(betas, self.epsilon, self.weight_decay)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        Memory::new([1.0; 2])
    }

    in_one_passage!();
}
