//! Everything nearer to zero by a constant, and no further than zero.

use super::Activation;
use crate::number::Real;

/// `φ(z)` is `z − threshold` above the threshold, `z + threshold` below its negative, and 0 between;
/// `φ′(z)` is 1, 1 and 0.
///
/// NaN gives NaN.
///
/// Donoho, *De-Noising by Soft-Thresholding*, 1995.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoftShrink {
    /// How much is taken away; not below 0, 0.5 by default.
    pub threshold: f64,
}

impl SoftShrink {
    /// The function with this threshold.
    #[must_use]
    pub const fn new(threshold: f64) -> Self {
        Self { threshold }
    }
}

impl Default for SoftShrink {
    fn default() -> Self {
        Self::new(0.5)
    }
}

impl Activation for SoftShrink {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        (z.abs() - z.constant(self.threshold))
            .at_least(z.constant(0.0))
            .copysign(z)
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let zero = z.constant(0.0);
        let outside = z.constant(self.threshold).less_than(z.abs());
        let slope = z.constant(1.0).select(outside, zero);
        z.select(z.is_nan(), slope)
    }

    /// `a` is 0 exactly where `z` is within the threshold.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        let zero = a.constant(0.0);
        let slope = a.constant(1.0).select(zero.less_than(a.abs()), zero);
        a.select(a.is_nan(), slope)
    }
}
