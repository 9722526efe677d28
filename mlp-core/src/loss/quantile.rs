//! The quantile loss, for any output.

use super::each::{FINITE, delta, mean, numbers};
use super::target::setting;
use super::{Loss, TargetError};
use crate::activation::LayerActivation;
use crate::number::Real;

/// `τ (y − a)` where the output is too small, `(1 − τ) (a − y)` where it is too large; the mean over the
/// outputs. Also called the pinball loss.
///
/// It is least where a fraction τ of the targets is below the output, so a network learns the quantile τ of
/// what may come: 0.9 for a value that is exceeded once in ten times. Targets are one finite number for each
/// output. `∂loss/∂a` is `−τ/N` below the target, `(1 − τ)/N` above it and 0 at it.
///
/// Koenker and Bassett, *Regression Quantiles*, 1978.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The fraction of targets that should be below the output: from 0 to 1, ½ (the median) by default.
    pub tau: f64,
}

impl Quantile {
    /// The loss whose minimum is this quantile.
    #[must_use]
    pub const fn new(tau: f64) -> Self {
        Self { tau }
    }

    fn settings(self) -> Result<(), TargetError> {
        let fits = (0.0..=1.0).contains(&self.tau);
        setting("tau", self.tau, fits, "a number from 0 to 1")
    }
}

impl Default for Quantile {
    fn default() -> Self {
        Self::new(0.5)
    }
}

impl<A: LayerActivation> Loss<A> for Quantile {
    numbers!(FINITE, settings);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: A, _: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        mean(
            a,
            y,
            #[inline(always)]
            |a, y| (a - y) * -weight(a - y, self.tau),
        )
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> [V; N] {
        delta(
            phi,
            z,
            a,
            y,
            #[inline(always)]
            |a, y| -weight(a - y, self.tau),
        )
    }
}

/// `τ` below the target, `τ − 1` above it; for no error 0, and NaN for NaN.
#[inline(always)]
fn weight<V: Real>(error: V, tau: f64) -> V {
    let zero = error.constant(0.0);
    let above = error
        .constant(tau - 1.0)
        .select(zero.less_than(error), error);
    error.constant(tau).select(error.less_than(zero), above)
}
