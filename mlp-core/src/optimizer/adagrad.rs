//! `AdaGrad`: each parameter at a rate that its gradients so far decide.

use super::error::{from_zero, weight_decay};
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// `AdaGrad`: steps over the root of the sum of all squared gradients so far.
///
/// ```text
/// s ← s + g²
/// w ← w − η g / (√s + ε)
/// ```
///
/// s starts at 0.1 and ε is 1e-7, Keras' defaults; PyTorch's are 0 and 1e-10. ε stands where PyTorch has it; Keras' √(s + ε) is
/// `initial_accumulator_value(0.1 + 1e-7).epsilon(0.0)`.
///
/// J. Duchi, E. Hazan, Y. Singer, *Adaptive Subgradient Methods for Online Learning and Stochastic
/// Optimization*, 2011.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adagrad {
    learning_rate: f64,
    initial_accumulator_value: f64,
    epsilon: f64,
    weight_decay: f64,
}

impl Adagrad {
    /// `AdaGrad` at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            initial_accumulator_value: 0.1,
            epsilon: 1e-7,
            weight_decay: 0.0,
        }
    }

    setters! {
        /// Where the sum of squares starts; from 0 on.
        initial_accumulator_value
        /// What keeps the divisor from 0; from 0 on.
        epsilon
        /// Adds `λ w` to the gradient of every parameter, biases included; from 0 on.
        weight_decay
    }
}

impl Adagrad {
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
        let (epsilon, decay) = (number(self.epsilon), number(self.weight_decay));
        let [s] = &mut state.tensors;
        let by = [rate, epsilon, decay];
        let values = [gradients.parameters_mut(), s.parameters_mut()];
        perform::<N, Advance>(level, (scale, by, values, network.parameters()))
    }
}

impl Optimizer for Adagrad {
    /// s.
    type State<N: Network> = Memory<N, 1, 0>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        from_zero(
            "initial_accumulator_value",
            self.initial_accumulator_value,
            "a finite number from 0 on, such as 0.1",
        )?;
        from_zero(
            "epsilon",
            self.epsilon,
            "a finite number from 0 on, such as 1e-7",
        )?;
        weight_decay(self.weight_decay)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        let mut state = Memory::new([]);
        let [sum]: &mut [N; 1] = &mut state.tensors;
        sum.parameters_mut()
            .fill(N::Scalar::from_f64(self.initial_accumulator_value));
        state
    }

    in_one_passage!();
}

compiled! {
    /// A step, of values g, s and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 3], [&'a mut [T]; 2], &'a [T])| -> bool {
        let [rate, epsilon, decay] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, s]: [S::Native; 2], [w]| {
            let g = g.splat(decay).fused(w, g);
            let s = g.fused(g, s);
            [g.splat(rate).fused(g / (s.sqrt() + g.splat(epsilon)), w), s]
        })
    }
}
