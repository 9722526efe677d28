//! Cosine similarity, for any output.

use super::each::{FINITE, numbers};
use super::{Loss, sum};
use crate::activation::LayerActivation;
use crate::array::generate;
use crate::number::Real;

/// `−Σⱼ a[j] y[j] / (‖a‖ ‖y‖)` of one sample: minus the cosine of the angle between output and target,
/// from −1 (the same direction) to 1 (opposite ones).
///
/// Targets are one finite number for each output. Where output or target is all zeros there is no angle, and
/// loss and gradient are 0. `∂loss/∂a = −(ŷ + loss · â) / ‖a‖`, with â and ŷ of length 1.
///
/// # Numerics
/// Numbers whose squares overflow or vanish are beyond its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CosineSimilarity;

/// `Σⱼ a[j] b[j]`.
#[inline(always)]
fn dot<V: Real, const N: usize>(a: &[V; N], b: &[V; N]) -> V {
    let each = generate::<_, N>(
        #[inline(always)]
        |j| a[j] * b[j],
    );
    sum(&each)
}

/// `1 / ‖a‖`, 0 for all zeros.
#[inline(always)]
fn inverse_length<V: Real, const N: usize>(a: &[V; N]) -> V {
    let squares = dot(a, a);
    let inverse = squares.constant(1.0) / squares.sqrt();
    inverse.select(squares.constant(0.0).less_than(squares), squares)
}

impl<A: LayerActivation> Loss<A> for CosineSimilarity {
    numbers!(FINITE);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: A, _: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        -(dot(a, y) * inverse_length(a) * inverse_length(y))
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> [V; N] {
        let [of_a, of_y] = [inverse_length(a), inverse_length(y)];
        let cosine = dot(a, y) * of_a * of_y;
        let gradient = generate::<_, N>(
            #[inline(always)]
            |j| (cosine * (a[j] * of_a) - y[j] * of_y) * of_a,
        );
        phi.backward(z, a, &gradient)
    }
}
