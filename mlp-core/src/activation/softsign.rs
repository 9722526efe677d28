//! The sigmoid that nears its ends slowly.

use super::Activation;
use crate::number::Real;

/// `φ(z) = z / (1 + |z|)`; `φ′(z) = 1 / (1 + |z|)² = (1 − |a|)²`.
///
/// Range −1 to 1, both reached by rounding. NaN gives NaN.
///
/// Bergstra, Desjardins, Lamblin and Bengio, *Quadratic Polynomials Learn Better Image Features*, 2009.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Softsign;

impl Activation for Softsign {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        // The quotient of infinities would be NaN; from here on it is 1.
        let end = z.constant(1_152_921_504_606_846_976.0);
        let z = z.at_most(end).at_least(-end);
        z / (z.constant(1.0) + z.abs())
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let one = z.constant(1.0);
        let rest = one / (one + z.abs());
        rest * rest
    }

    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        let rest = a.constant(1.0) - a.abs();
        rest * rest
    }
}
