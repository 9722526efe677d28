//! The exponential function: for outputs that are positive rates.

use super::Activation;
use crate::number::Real;

/// `φ(z) = eᶻ`; `φ′ = a`.
///
/// Range 0 to ∞, both reached by rounding. NaN gives NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exponential;

impl Activation for Exponential {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.exp()
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.exp()
    }

    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        a
    }
}
