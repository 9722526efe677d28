//! The exponential linear unit.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z)` is `z` above 0 and `alpha · (eᶻ − 1)` elsewhere; `φ′(z)` is 1 above 0 and `alpha · eᶻ = a + alpha`
/// elsewhere, at 0 too.
///
/// Range −alpha to ∞. NaN gives NaN.
///
/// Clevert, Unterthiner and Hochreiter, *Fast and Accurate Deep Network Learning by Exponential Linear
/// Units*, 2016.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elu {
    /// Minus the value far below zero; above 0, 1 by default.
    pub alpha: f64,
}

impl Elu {
    /// The function with this alpha.
    #[must_use]
    pub const fn new(alpha: f64) -> Self {
        Self { alpha }
    }
}

impl Default for Elu {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl Activation for Elu {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.select(
            z.constant(0.0).less_than(z),
            z.exp_m1() * z.constant(self.alpha),
        )
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.constant(1.0).select(
            z.constant(0.0).less_than(z),
            z.exp() * z.constant(self.alpha),
        )
    }

    /// Positive exactly where `z` is.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        a.constant(1.0)
            .select(a.constant(0.0).less_than(a), a + a.constant(self.alpha))
    }

    compiled_each!(Elu);
}
