//! Huber's loss, for any output.

use super::each::{FINITE, delta, mean, numbers};
use super::target::setting;
use super::{Loss, TargetError};
use crate::activation::LayerActivation;
use crate::number::Real;

/// With the error `e = a − y`: `½ e²` where `|e| ≤ δ`, and `δ (|e| − ½ δ)` beyond; the mean over the
/// outputs.
///
/// Quadratic near the target, linear for outliers. Targets are one finite number for each output.
/// `∂loss/∂a` is `e`, no further than `δ` from 0, over N.
///
/// Huber, *Robust Estimation of a Location Parameter*, 1964.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huber {
    /// The error from which on the loss is linear: a finite number above 0, 1 by default.
    pub delta: f64,
}

impl Huber {
    /// Huber's loss, linear from errors of `delta` on.
    #[must_use]
    pub const fn new(delta: f64) -> Self {
        Self { delta }
    }

    fn settings(self) -> Result<(), TargetError> {
        let fits = self.delta > 0.0 && self.delta.is_finite();
        setting("delta", self.delta, fits, "a finite number above 0")
    }
}

impl Default for Huber {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl<A: LayerActivation> Loss<A> for Huber {
    numbers!(FINITE, settings);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: A, _: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        mean(
            a,
            y,
            #[inline(always)]
            |a, y| {
                let error = (a - y).abs();
                let near = error.at_most(error.constant(self.delta));
                near * (-near).fused(near.constant(0.5), error)
            },
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
            |a, y| {
                let most = a.constant(self.delta);
                (a - y).at_most(most).at_least(-most)
            },
        )
    }
}
