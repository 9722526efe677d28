//! `AdaDelta`: steps in the units of the parameters.

use super::error::{below_one, from_zero, weight_decay};
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// `AdaDelta`: the root of a mean of squared steps over that of squared gradients.
///
/// ```text
/// v ← ρ v + (1 − ρ) g²
/// d = √(u + ε) / √(v + ε) · g
/// u ← ρ u + (1 − ρ) d²
/// w ← w − η d
/// ```
///
/// Defaults are Keras': ρ 0.95, ε 1e-7 (PyTorch: 0.9, 1e-6). The paper knows no learning rate, which is η = 1.
///
/// M. D. Zeiler, *ADADELTA: An Adaptive Learning Rate Method*, 2012.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adadelta {
    learning_rate: f64,
    rho: f64,
    epsilon: f64,
    weight_decay: f64,
}

impl Adadelta {
    /// `AdaDelta` at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            rho: 0.95,
            epsilon: 1e-7,
            weight_decay: 0.0,
        }
    }

    setters! {
        /// How much of the mean of the squares stays; from 0 on and below 1.
        rho
        /// What keeps the divisor from 0; from 0 on.
        epsilon
        /// Adds `λ w` to the gradient of every parameter, biases included; from 0 on.
        weight_decay
    }
}

impl Adadelta {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, 2, 0>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let number = N::Scalar::from_f64;
        let rate = number(-step.learning_rate);
        let (stays, comes) = (number(self.rho), number(1.0 - self.rho));
        let (epsilon, decay) = (number(self.epsilon), number(self.weight_decay));
        let [u, v] = &mut state.tensors;
        let by = [rate, stays, comes, epsilon, decay];
        let values = [
            gradients.parameters_mut(),
            u.parameters_mut(),
            v.parameters_mut(),
        ];
        perform::<N, Advance>(level, (scale, by, values, network.parameters()))
    }
}

impl Optimizer for Adadelta {
    /// u and v.
    type State<N: Network> = Memory<N, 2, 0>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        below_one("rho", self.rho, "from 0 on and below 1, such as 0.9")?;
        from_zero(
            "epsilon",
            self.epsilon,
            "a finite number from 0 on, such as 1e-7",
        )?;
        weight_decay(self.weight_decay)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        Memory::new([])
    }

    in_one_passage!();
}

compiled! {
    /// A step, of values g, u, v and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 5], [&'a mut [T]; 3], &'a [T])| -> bool {
        let [rate, stays, comes, epsilon, decay] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, u, v]: [S::Native; 3], [w]| {
            let g = g.splat(decay).fused(w, g);
            let v = g.splat(stays).fused(v, g * g * g.splat(comes));
            let d = (u + g.splat(epsilon)).sqrt() / (v + g.splat(epsilon)).sqrt() * g;
            let u = g.splat(stays).fused(u, d * d * g.splat(comes));
            [g.splat(rate).fused(d, w), u, v]
        })
    }
}
