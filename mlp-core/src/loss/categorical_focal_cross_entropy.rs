//! Categorical focal cross-entropy, for outputs that are one distribution over classes.

use super::binary_focal_cross_entropy::gamma_fits;
use super::each::{numbers, power};
use super::target::setting;
use super::{Loss, TargetError, sum};
use crate::activation::{LogSoftmax, Softmax, log_probabilities};
use crate::array::generate;
use crate::number::Real;

/// `−α Σₖ y[k] (1 − p[k])^γ ln p[k]` of the probabilities p, for a `softmax` or `log_softmax` output layer.
///
/// What is easy counts little, so that many easy samples do not drown a few hard ones. Targets are distributions over
/// the classes: one-hot, or soft.
///
/// # Numerics
/// Computed from z, with `1 − p` from `ln p`, so finite for every z whose differences are, and exact for a class that
/// is all but certain; nothing is clipped.
///
/// Lin, Goyal, Girshick, He and Dollár, *Focal Loss for Dense Object Detection*, 2017.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoricalFocalCrossEntropy {
    /// γ, how much the easy is discounted: a finite number from 0 (not at all) on, 2 by default.
    pub gamma: f64,
    /// α, a weight of the whole loss: a finite number from 0 on, 0.25 by default.
    pub alpha: f64,
}

impl CategoricalFocalCrossEntropy {
    /// The loss with this γ, and α = 0.25.
    #[must_use]
    pub const fn new(gamma: f64) -> Self {
        Self { gamma, alpha: 0.25 }
    }

    /// The same with this α.
    #[must_use]
    pub const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    fn settings(&self) -> Result<(), TargetError> {
        gamma_fits(self.gamma)?;
        let fits = self.alpha >= 0.0 && self.alpha.is_finite();
        setting("alpha", self.alpha, fits, "a finite number from 0 on")
    }
}

impl Default for CategoricalFocalCrossEntropy {
    fn default() -> Self {
        Self::new(2.0)
    }
}

macro_rules! fits {
    ($($phi:ident)*) => {$(
        impl Loss<$phi> for CategoricalFocalCrossEntropy {
            numbers!(0.0..=1.0, settings);

            #[inline(always)]
            fn loss<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                _: &[V; N],
                y: &[V; N],
            ) -> V {
                let logarithms = log_probabilities(z, phi.sharpness(z[0]));
                let each = generate::<_, N>(
                    #[inline(always)]
                    |k| y[k] * (power(-logarithms[k].exp_m1(), self.gamma) * -logarithms[k]),
                );
                let sum = sum(&each);
                sum * sum.constant(self.alpha)
            }

            #[inline(always)]
            fn delta<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                _: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                let sharpness = phi.sharpness(z[0]);
                let logarithms = log_probabilities(z, sharpness);
                // ∂loss/∂(ln p) of each class, without α.
                let gradient = generate::<_, N>(
                    #[inline(always)]
                    |k| y[k] * of_class(logarithms[k], self.gamma),
                );
                let total = sum(&gradient);
                let weight = sharpness * sharpness.constant(self.alpha);
                generate(
                    #[inline(always)]
                    |k| (-total).fused(logarithms[k].exp(), gradient[k]) * weight,
                )
            }
        }
    )*};
}

fits!(Softmax LogSoftmax);

/// `∂/∂(ln p)` of `−(1 − p)^γ ln p`: `(1 − p)^γ (γ p ln p / (1 − p) − 1)`.
#[inline(always)]
fn of_class<V: Real>(logarithm: V, gamma: f64) -> V {
    let others = -logarithm.exp_m1();
    let zero = others.constant(0.0);
    // ln p / (1 − p) is −1 where p is 1.
    let ratio = logarithm / others;
    let ratio = ratio.select(zero.less_than(others), others - others.constant(1.0));
    let inner = (logarithm.exp() * ratio).fused(ratio.constant(gamma), ratio.constant(-1.0));
    power(others, gamma) * inner
}
