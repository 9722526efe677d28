//! The hyperbolic tangent.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z) = tanh z`; `φ′ = 1 − a²`.
///
/// Range −1 to 1, both reached by rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tanh;

impl Activation for Tanh {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.tanh()
    }

    /// 4 σ(2z) σ(−2z), which keeps its digits where 1 − tanh² z has none.
    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let twice = z + z;
        z.constant(4.0) * (twice.sigmoid() * (-twice).sigmoid())
    }

    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        (-a).fused(a, a.constant(1.0))
    }

    compiled_each!(Tanh);
}
