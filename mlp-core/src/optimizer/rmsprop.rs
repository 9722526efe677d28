//! `RMSprop`, plain, centered and with momentum.

use super::error::{below_one, from_zero, weight_decay};
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// `RMSprop`: steps over the root of a mean of the squared gradients.
///
/// ```text
/// v ← ρ v + (1 − ρ) g²
/// w ← w − η g / (√v + ε)
/// ```
///
/// Defaults are Keras': ρ 0.9, ε 1e-7 (PyTorch: 0.99, 1e-8). ε stands where PyTorch has it; Keras divides by √(v + ε).
/// `TENSORS` is how many values of the network's size it remembers: one, and one more for each of
/// [`centered`](Self::centered) and [`momentum`](Self::momentum).
///
/// T. Tieleman, G. Hinton, *Lecture 6.5: rmsprop*, Coursera, 2012.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmsProp<const TENSORS: usize = 1> {
    learning_rate: f64,
    rho: f64,
    epsilon: f64,
    weight_decay: f64,
    momentum: f64,
    centered: bool,
}

impl RmsProp {
    /// `RMSprop` at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            rho: 0.9,
            epsilon: 1e-7,
            weight_decay: 0.0,
            momentum: 0.0,
            centered: false,
        }
    }
}

impl<const TENSORS: usize> RmsProp<TENSORS> {
    setters! {
        /// How much of the mean of the squares stays; from 0 on and below 1. PyTorch calls it alpha.
        rho
        /// What is added to the root; from 0 on.
        epsilon
        /// Adds `λ w` to the gradient of every parameter, biases included; from 0 on.
        weight_decay
    }
}

macro_rules! one_more {
    ($from:literal to $to:literal) => {
        impl RmsProp<$from> {
            /// Divides by the spread of the gradients, not their size: `c ← ρ c + (1 − ρ) g` and
            /// √(v − c²) for √v.
            ///
            /// A. Graves, *Generating Sequences With Recurrent Neural Networks*, 2013.
            #[must_use]
            pub const fn centered(self) -> RmsProp<$to> {
                RmsProp {
                    learning_rate: self.learning_rate,
                    rho: self.rho,
                    epsilon: self.epsilon,
                    weight_decay: self.weight_decay,
                    momentum: self.momentum,
                    centered: true,
                }
            }

            /// Lets steps gather speed: `b ← μ b + g / (√v + ε)`, `w ← w − η b`; μ is from 0 on and
            /// below 1.
            #[must_use]
            pub const fn momentum(self, momentum: f64) -> RmsProp<$to> {
                RmsProp {
                    learning_rate: self.learning_rate,
                    rho: self.rho,
                    epsilon: self.epsilon,
                    weight_decay: self.weight_decay,
                    momentum,
                    centered: self.centered,
                }
            }
        }
    };
}

one_more!(1 to 2);
one_more!(2 to 3);

impl<const TENSORS: usize> RmsProp<TENSORS> {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, TENSORS>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let number = N::Scalar::from_f64;
        let rate = number(-step.learning_rate);
        let (stays, comes) = (number(self.rho), number(1.0 - self.rho));
        let (epsilon, decay) = (number(self.epsilon), number(self.weight_decay));
        let momentum = number(self.momentum);
        let by = [rate, stays, comes, epsilon, decay, momentum];
        let g = gradients.parameters_mut();
        let w = network.parameters();
        match &mut state.tensors[..] {
            [v] => {
                let values = [g, v.parameters_mut()];
                perform::<N, Advance>(level, (scale, by, values, w))
            }
            [v, c] if self.centered => {
                let values = [g, v.parameters_mut(), c.parameters_mut()];
                perform::<N, AdvanceCentered>(level, (scale, by, values, w))
            }
            [v, b] => {
                let values = [g, v.parameters_mut(), b.parameters_mut()];
                perform::<N, AdvanceByMomentum>(level, (scale, by, values, w))
            }
            [v, c, b, ..] => {
                let [v, c, b] = [v, c, b].map(N::parameters_mut);
                let on = (scale, by, self.centered, [g, v, c, b], w);
                perform::<N, AdvanceByBoth>(level, on)
            }
            [] => true,
        }
    }
}

impl<const TENSORS: usize> Optimizer for RmsProp<TENSORS> {
    /// v, then c if centered, then b with momentum.
    type State<N: Network> = Memory<N, TENSORS>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        below_one("rho", self.rho, "from 0 on and below 1, such as 0.9")?;
        below_one(
            "momentum",
            self.momentum,
            "from 0 on and below 1, such as 0.9",
        )?;
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
    /// A step, of values g and v and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 6], [&'a mut [T]; 2], &'a [T])| -> bool {
        let [rate, stays, comes, epsilon, decay, _] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, v]: [S::Native; 2], [w]| {
            let g = g.splat(decay).fused(w, g);
            let v = g.splat(stays).fused(v, g * g * g.splat(comes));
            let d = v.sqrt() + g.splat(epsilon);
            [g.splat(rate).fused(g / d, w), v]
        })
    }

    /// The same, centered by c.
    AdvanceCentered = |simd: S, (scale, by, values, w): (T, [T; 6], [&'a mut [T]; 3], &'a [T])| -> bool {
        let [rate, stays, comes, epsilon, decay, _] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, v, c]: [S::Native; 3], [w]| {
            let g = g.splat(decay).fused(w, g);
            let v = g.splat(stays).fused(v, g * g * g.splat(comes));
            let c = g.splat(stays).fused(c, g * g.splat(comes));
            let d = spread(v, c).sqrt() + g.splat(epsilon);
            [g.splat(rate).fused(g / d, w), v, c]
        })
    }

    /// The same with a momentum b.
    AdvanceByMomentum = |simd: S, (scale, by, values, w): (T, [T; 6], [&'a mut [T]; 3], &'a [T])| -> bool {
        let [rate, stays, comes, epsilon, decay, momentum] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, v, b]: [S::Native; 3], [w]| {
            let g = g.splat(decay).fused(w, g);
            let v = g.splat(stays).fused(v, g * g * g.splat(comes));
            let d = v.sqrt() + g.splat(epsilon);
            let b = g.splat(momentum).fused(b, g / d);
            [g.splat(rate).fused(b, w), v, b]
        })
    }

    /// The same with room for both.
    AdvanceByBoth = |simd: S, (scale, by, centered, values, w): (T, [T; 6], bool, [&'a mut [T]; 4], &'a [T])| -> bool {
        let [rate, stays, comes, epsilon, decay, momentum] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, v, c, b]: [S::Native; 4], [w]| {
            let g = g.splat(decay).fused(w, g);
            let v = g.splat(stays).fused(v, g * g * g.splat(comes));
            let c = g.splat(stays).fused(c, g * g.splat(comes));
            let size = if centered { spread(v, c) } else { v };
            let d = size.sqrt() + g.splat(epsilon);
            let b = g.splat(momentum).fused(b, g / d);
            [g.splat(rate).fused(b, w), v, c, b]
        })
    }
}

/// v − c², which rounding may not take below 0.
#[inline(always)]
fn spread<V: Real>(v: V, c: V) -> V {
    (-c).fused(c, v).at_least(v.constant(0.0))
}
