//! The gated linear unit whose gate is a gelu.

use super::gate::{Gate, backward_through, opened_by};
use super::gelu::Gelu;
use crate::number::Real;

/// Of 2 N neurons, N outputs: `a[j] = z[j] φ(z[N + j])` with φ the exact [`Gelu`].
///
/// `∂a/∂z[j] = φ(g)` and `∂a/∂z[N + j] = z[j] φ′(g)`, with `g = z[N + j]`. Any range. NaN in either half gives
/// NaN. The halves stand as in [`Glu`](super::Glu).
///
/// Shazeer, *GLU Variants Improve Transformer*, 2020.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Geglu;

impl Gate<2> for Geglu {
    #[inline(always)]
    fn forward<V: Real>(self, z: [V; 2]) -> V {
        opened_by(Gelu, z)
    }

    #[inline(always)]
    fn backward<V: Real>(self, z: [V; 2], gradient: V) -> [V; 2] {
        backward_through(Gelu, z, gradient)
    }
}
