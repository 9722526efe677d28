//! The gated linear unit.

use super::gate::{Gate, opened_by};
use super::sigmoid::Sigmoid;
use super::silu::both_sigmoids;
use crate::number::Real;

/// Of 2 N neurons, N outputs: `a[j] = z[j] σ(z[N + j])`; `∂a/∂z[j] = σ(g)` and
/// `∂a/∂z[N + j] = z[j] σ(g) σ(−g)`, with `g = z[N + j]`.
///
/// Any range. The halves stand as in Keras' and PyTorch's `glu`. NaN in either half gives NaN.
///
/// Dauphin, Fan, Auli and Grangier, *Language Modeling with Gated Convolutional Networks*, 2017.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Glu;

impl Gate<2> for Glu {
    #[inline(always)]
    fn forward<V: Real>(self, z: [V; 2]) -> V {
        opened_by(Sigmoid, z)
    }

    /// Both sigmoids come of one exponential.
    #[inline(always)]
    fn backward<V: Real>(self, [z, g]: [V; 2], gradient: V) -> [V; 2] {
        let [open, closed] = both_sigmoids(g, g.constant(0.0));
        [gradient * open, gradient * (z * (open * closed))]
    }
}
