//! The gated linear unit whose gate is a silu, also known as swish.

use super::gate::{Gate, backward_through, opened_by};
use super::silu::Silu;
use crate::number::Real;

/// Of 2 N neurons, N outputs: `a[j] = z[j] φ(z[N + j])` with φ the [`Silu`].
///
/// `∂a/∂z[j] = φ(g)` and `∂a/∂z[N + j] = z[j] φ′(g)`, with `g = z[N + j]`. Any range. NaN in either half gives
/// NaN. The halves stand as in [`Glu`](super::Glu).
///
/// Shazeer, *GLU Variants Improve Transformer*, 2020.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swiglu;

impl Gate<2> for Swiglu {
    #[inline(always)]
    fn forward<V: Real>(self, z: [V; 2]) -> V {
        opened_by(Silu, z)
    }

    #[inline(always)]
    fn backward<V: Real>(self, z: [V; 2], gradient: V) -> [V; 2] {
        backward_through(Silu, z, gradient)
    }
}
