//! The number itself above a threshold, a constant elsewhere.

use super::Activation;
use crate::number::Real;

/// `φ(z)` is `z` where `z > threshold` and `value` elsewhere; `φ′(z)` is 1 and 0 there.
///
/// NaN gives NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Above which the number passes; any finite number.
    pub threshold: f64,
    /// What comes out elsewhere; any finite number.
    pub value: f64,
}

impl Threshold {
    /// The function with these numbers.
    #[must_use]
    pub const fn new(threshold: f64, value: f64) -> Self {
        Self { threshold, value }
    }
}

impl Activation for Threshold {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let above = z.constant(self.threshold).less_than(z);
        z.select(above, z.select(z.is_nan(), z.constant(self.value)))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let above = z.constant(self.threshold).less_than(z);
        let slope = z.constant(1.0).select(above, z.constant(0.0));
        z.select(z.is_nan(), slope)
    }
}
