//! The exponential linear unit without a kink.

use super::Activation;
use crate::number::Real;

/// `φ(z)` is `z` above 0 and `alpha · (e^(z/alpha) − 1)` elsewhere; `φ′(z)` is 1 above 0 and
/// `e^(z/alpha) = 1 + a/alpha` elsewhere, so there is no kink at 0 whatever alpha is.
///
/// Range −alpha to ∞. NaN gives NaN. Multiplied by 1/alpha, which is rounded, instead of divided.
///
/// Barron, *Continuously Differentiable Exponential Linear Units*, 2017.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Celu {
    /// Minus the value far below zero; above 0, 1 by default.
    pub alpha: f64,
}

impl Celu {
    /// The function with this alpha.
    #[must_use]
    pub const fn new(alpha: f64) -> Self {
        Self { alpha }
    }
}

impl Default for Celu {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl Activation for Celu {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let e = (z * z.constant(1.0 / self.alpha)).exp_m1();
        z.select(z.constant(0.0).less_than(z), e * z.constant(self.alpha))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let e = (z * z.constant(1.0 / self.alpha)).exp();
        z.constant(1.0).select(z.constant(0.0).less_than(z), e)
    }

    /// Positive exactly where `z` is.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        let one = a.constant(1.0);
        one.select(
            a.constant(0.0).less_than(a),
            a.fused(a.constant(1.0 / self.alpha), one),
        )
    }
}
