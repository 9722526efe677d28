//! The smooth rectifier.

use super::Activation;
use crate::number::Real;

/// `φ(z) = ln(1 + eᶻ)`; `φ′(z) = 1 / (1 + e⁻ᶻ)`, the logistic function.
///
/// Range 0 to ∞. Exact relative to itself in the left tail, too. NaN gives NaN.
///
/// Dugas et al., *Incorporating Second-Order Functional Knowledge for Better Option Pricing*, 2001.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Softplus;

impl Activation for Softplus {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.softplus()
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.sigmoid()
    }
}
