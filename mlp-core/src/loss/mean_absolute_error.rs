//! Mean absolute error, for any output.

use super::Loss;
use super::each::{FINITE, delta, mean, numbers, sign};
use crate::activation::LayerActivation;
use crate::number::Real;

/// `|a − y|`, the mean over the outputs.
///
/// Targets are one finite number for each output. `∂loss/∂a = sign(a − y) / N`, 0 where `a = y`. It is
/// least for the median of the targets, so outliers move it little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanAbsoluteError;

impl<A: LayerActivation> Loss<A> for MeanAbsoluteError {
    numbers!(FINITE);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: A, _: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        mean(
            a,
            y,
            #[inline(always)]
            |a, y| (a - y).abs(),
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
            |a, y| sign(a - y),
        )
    }
}
