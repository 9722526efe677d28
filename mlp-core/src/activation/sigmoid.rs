//! The logistic function: a probability from any number.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z) = 1 / (1 + e⁻ᶻ)`; `φ′ = a (1 − a)`.
///
/// Range 0 to 1, both reached by rounding; accurate in both tails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sigmoid;

impl Activation for Sigmoid {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.sigmoid()
    }

    /// σ(z) σ(−z), which keeps its digits where 1 − σ(z) has none.
    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.sigmoid() * (-z).sigmoid()
    }

    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        a * (a.constant(1.0) - a)
    }

    compiled_each!(Sigmoid);
}
