//! Nothing near zero, and the number itself elsewhere.

use super::Activation;
use crate::number::Real;

/// `φ(z)` is `z` where `|z| > threshold` and 0 elsewhere; `φ′(z)` is 1 and 0 there.
///
/// NaN gives NaN.
///
/// Donoho and Johnstone, *Ideal Spatial Adaptation by Wavelet Shrinkage*, 1994.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HardShrink {
    /// Up to where it is 0; not below 0, 0.5 by default.
    pub threshold: f64,
}

impl HardShrink {
    /// The function with this threshold.
    #[must_use]
    pub const fn new(threshold: f64) -> Self {
        Self { threshold }
    }
}

impl Default for HardShrink {
    fn default() -> Self {
        Self::new(0.5)
    }
}

impl Activation for HardShrink {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let outside = z.constant(self.threshold).less_than(z.abs());
        z.select(outside, z.select(z.is_nan(), z.constant(0.0)))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let outside = z.constant(self.threshold).less_than(z.abs());
        let slope = z.constant(1.0).select(outside, z.constant(0.0));
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
