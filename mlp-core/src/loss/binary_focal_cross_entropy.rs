//! Binary focal cross-entropy, for outputs that are each the probability of a yes.

use super::each::{numbers, power};
use super::target::setting;
use super::{Loss, TargetError, sum, weight_of_one};
use crate::activation::Sigmoid;
use crate::array::generate;
use crate::number::Real;

/// Binary cross-entropy times `q^γ`, where `q = y (1 − a) + (1 − y) a` is the probability given to what is
/// wrong; the mean over the outputs, for a `sigmoid` output layer.
///
/// What is easy counts little, so that many easy samples do not drown a few hard ones. Where `alpha` is set, an
/// output is also weighted by `α y + (1 − α)(1 − y)`, as Keras' `apply_class_balancing` does. Targets are numbers
/// from 0 to 1, one for each output.
///
/// # Numerics
/// Computed from z, finite for every finite z and exact in both tails; nothing is clipped.
///
/// Lin, Goyal, Girshick, He and Dollár, *Focal Loss for Dense Object Detection*, 2017.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinaryFocalCrossEntropy {
    /// γ, how much the easy is discounted: a finite number from 0 (not at all) on, 2 by default.
    pub gamma: f64,
    /// α, the weight of a yes beside `1 − α` for a no, from 0 to 1; none by default.
    pub alpha: Option<f64>,
}

impl BinaryFocalCrossEntropy {
    /// The loss with this γ, and no class balancing.
    #[must_use]
    pub const fn new(gamma: f64) -> Self {
        Self { gamma, alpha: None }
    }

    /// The same with weight α for a yes and 1 − α for a no; the paper has 0.25.
    #[must_use]
    pub const fn alpha(self, alpha: f64) -> Self {
        Self {
            alpha: Some(alpha),
            ..self
        }
    }

    fn settings(&self) -> Result<(), TargetError> {
        gamma_fits(self.gamma)?;
        let alpha = self.alpha.unwrap_or(0.5);
        let fits = (0.0..=1.0).contains(&alpha);
        setting("alpha", alpha, fits, "a number from 0 to 1")
    }

    /// The weight of an output, for its target.
    #[inline(always)]
    fn balance<V: Real>(&self, y: V) -> V {
        match self.alpha {
            None => y.constant(1.0),
            Some(alpha) => y.fused(y.constant(2.0 * alpha - 1.0), y.constant(1.0 - alpha)),
        }
    }
}

/// That γ is in its range.
pub(super) fn gamma_fits(gamma: f64) -> Result<(), TargetError> {
    let fits = gamma >= 0.0 && gamma.is_finite();
    setting("gamma", gamma, fits, "a finite number from 0 on")
}

impl Default for BinaryFocalCrossEntropy {
    fn default() -> Self {
        Self::new(2.0)
    }
}

/// σ(z), σ(−z), q and the cross-entropy of one output.
#[inline(always)]
fn parts<V: Real>(z: V, y: V) -> [V; 4] {
    let (yes, no) = (z.sigmoid(), (-z).sigmoid());
    let not_y = y.constant(1.0) - y;
    let wrong = y * no + not_y * yes;
    let certain = (-y).fused(z, z.at_least(z.constant(0.0)));
    [yes, no, wrong, certain + (-z.abs()).softplus()]
}

impl Loss<Sigmoid> for BinaryFocalCrossEntropy {
    numbers!(0.0..=1.0, settings);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: Sigmoid, z: &[V; N], _: &[V; N], y: &[V; N]) -> V {
        let each = generate::<_, N>(
            #[inline(always)]
            |j| {
                let [_, _, wrong, entropy] = parts(z[j], y[j]);
                power(wrong, self.gamma) * entropy * self.balance(y[j])
            },
        );
        let sum = sum(&each);
        sum * sum.constant(weight_of_one::<N>())
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        _: Sigmoid,
        z: &[V; N],
        _: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        generate(
            #[inline(always)]
            |j| {
                let (z, y) = (z[j], y[j]);
                let (zero, one) = (y.constant(0.0), y.constant(1.0));
                let [yes, no, wrong, entropy] = parts(z, y);
                // q′/q, which for a hard target is σ(−z) or −σ(z), also where q is 0 by rounding.
                let slope = (one - (y + y)) * (yes * no) / wrong;
                let slope = slope.select(zero.less_than(wrong), wrong);
                // a − y without cancellation.
                let error = (one - y) * yes - y * no;
                let inner = (slope * entropy).fused(y.constant(self.gamma), error);
                let weight = self.balance(y) * y.constant(weight_of_one::<N>());
                power(wrong, self.gamma) * inner * weight
            },
        )
    }
}
