//! The Gaussian error linear unit, exact.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z) = z Φ(z)`, Φ the distribution function of the standard normal distribution;
/// `φ′(z) = Φ(z) + z e^(−z²/2) / √(2π)`.
///
/// Range −0.17 to ∞; 0 at −∞. Exact relative to itself in the left tail, too. NaN gives NaN.
///
/// Hendrycks and Gimpel, *Gaussian Error Linear Units*, 2016.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gelu;

impl Activation for Gelu {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        // Where the factor is 0, −∞ would make NaN of it.
        let (below, _) = z.normal_distribution();
        z.at_least(z.constant(-END)) * below
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let (below, density) = z.normal_distribution();
        let end = z.constant(END);
        z.at_least(-end).at_most(end).fused(density, below)
    }

    compiled_each!(Gelu);
}

/// From here on Φ is 0 or 1, and the density 0.
const END: f64 = 64.0;
