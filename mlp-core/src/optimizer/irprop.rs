//! iRPROP−: only the signs of the gradients count.

use super::error::setting;
use super::{Memory, Optimizer, OptimizerError, Step, sign};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// iRPROP−: each parameter has a step of its own, which grows while its gradient keeps its sign and
/// shrinks when it has changed.
///
/// ```text
/// Δ ← min(η⁺ Δ, Δmax)               if g · g' > 0      (g' is the gradient before)
/// Δ ← max(η⁻ Δ, Δmin),  g ← 0       if g · g' < 0
/// w ← w − sign(g) Δ,    g' ← g
/// ```
///
/// The learning rate is where Δ starts, as in PyTorch's `Rprop`; 0.0125 to 0.1 are usual. A schedule scales
/// all steps. Defaults are the paper's: η⁺ 1.2, η⁻ 0.5, Δmin 0, Δmax 50. It is meant for
/// [full batches](crate::train::Trainer::full_batch): the signs of small batches are mostly noise.
///
/// C. Igel, M. Hüsken, *Empirical evaluation of the improved Rprop learning algorithms*, 2003.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IRpropMinus {
    learning_rate: f64,
    growth: f64,
    shrinkage: f64,
    smallest: f64,
    largest: f64,
}

impl IRpropMinus {
    /// iRPROP− with steps that start at this length.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            growth: 1.2,
            shrinkage: 0.5,
            smallest: 0.0,
            largest: 50.0,
        }
    }

    setters! {
        /// η⁺, from 1 on.
        growth
        /// η⁻, above 0 and up to 1.
        shrinkage
        /// Δmin, from 0 on.
        smallest
        /// Δmax, a finite number, not below Δmin.
        largest
    }
}

impl IRpropMinus {
    /// A step of gradients that are yet to be multiplied by `scale`; whether all that follows is finite.
    fn advance<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, 2>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let number = N::Scalar::from_f64;
        let rate = number(-step.learning_rate / self.learning_rate);
        let (growth, shrinkage) = (number(self.growth), number(self.shrinkage));
        let (smallest, largest) = (number(self.smallest), number(self.largest));
        let [before, steps] = &mut state.tensors;
        let by = [rate, growth, shrinkage, smallest, largest];
        let values = [
            gradients.parameters_mut(),
            before.parameters_mut(),
            steps.parameters_mut(),
        ];
        perform::<N, Advance>(level, (scale, by, values, network.parameters()))
    }
}

impl Optimizer for IRpropMinus {
    /// The gradient before and Δ.
    type State<N: Network> = Memory<N, 2>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        let (growth, shrinkage) = (self.growth, self.shrinkage);
        let grows = growth >= 1.0 && growth.is_finite();
        setting(
            grows,
            "growth",
            growth,
            "a finite number from 1 on, such as 1.2",
        )?;
        let shrinks = shrinkage > 0.0 && shrinkage <= 1.0;
        setting(
            shrinks,
            "shrinkage",
            shrinkage,
            "above 0 and up to 1, such as 0.5",
        )?;
        let smallest = self.smallest;
        let small = smallest >= 0.0 && smallest.is_finite();
        setting(
            small,
            "smallest",
            smallest,
            "a finite number from 0 on, such as 1e-6",
        )?;
        let large = self.largest >= smallest && self.largest.is_finite();
        let allowed = "a finite number, not below the smallest step, such as 50";
        setting(large, "largest", self.largest, allowed)
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        let mut state = Memory::new([]);
        let [_, steps]: &mut [N; 2] = &mut state.tensors;
        steps
            .parameters_mut()
            .fill(N::Scalar::from_f64(self.learning_rate));
        state
    }

    in_one_passage!();
}

compiled! {
    /// A step, of values g, before, steps and parameters w; g becomes what follows w.
    Advance = |simd: S, (scale, by, values, w): (T, [T; 5], [&'a mut [T]; 3], &'a [T])| -> bool {
        let [rate, growth, shrinkage, smallest, largest] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, before, length]: [S::Native; 3], [w]| {
            let zero = g.constant(0.0);
            // Of the signs, since the product of two small gradients may be 0.
            let agreement = sign(g) * sign(before);
            let same = zero.less_than(agreement);
            let changed = agreement.less_than(zero);
            let longer = (length * g.splat(growth)).at_most(g.splat(largest));
            let shorter = (length * g.splat(shrinkage)).at_least(g.splat(smallest));
            let length = longer.select(same, shorter.select(changed, length));
            let g = zero.select(changed, g);
            let by = sign(g) * length;
            [g.splat(rate).fused(by, w), g, length]
        })
    }
}
