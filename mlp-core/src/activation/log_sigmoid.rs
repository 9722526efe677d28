//! The logarithm of the logistic function.

use super::Activation;
use crate::number::Real;

/// `φ(z) = ln(1 / (1 + e⁻ᶻ)) = −ln(1 + e⁻ᶻ)`; `φ′(z) = 1 / (1 + eᶻ)`.
///
/// Range −∞ to 0. Exact relative to itself in both tails. NaN gives NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSigmoid;

impl Activation for LogSigmoid {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        -(-z).softplus()
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        (-z).sigmoid()
    }
}
