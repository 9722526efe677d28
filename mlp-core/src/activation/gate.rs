//! Gates: activations that make one output of several neurons.

use super::Activation;
use crate::array::generate;
use crate::number::{Real, Scalar};
use crate::simd::{self, Simd};

/// An activation of a layer with `PIECES` neurons for each of its outputs.
///
/// A layer of N outputs computes z of `PIECES · N` neurons, piece after piece: output j is a function of
/// z\[j\], z\[N + j\], z\[2 N + j\] and so on. What N outputs cost in weights and multiplications is what
/// `PIECES · N` neurons cost elsewhere.
///
/// | in `network!` | output j of N |
/// |---|---|
/// | [`glu`](super::Glu) | z\[j\] σ(z\[N + j\]) |
/// | [`swiglu`](super::Swiglu), [`geglu`](super::Geglu), [`reglu`](super::Reglu) | the same with silu, gelu or relu in place of σ |
/// | [`maxout(3)`](super::Maxout) | the largest of z\[j\], z\[N + j\], z\[2 N + j\] |
///
/// As the last layer of a network a gate is paired with the losses that fit `linear`: they see its outputs.
///
/// The functions are written once and run on single numbers and on vectors; both are `#[inline(always)]`. The gates
/// above are those that `network!` knows: the path of a type of your own leads to an [`Activation`].
///
/// ```
/// use mlp_core::activation::{Gate, Glu};
///
/// assert_eq!(Glu.forward([3.0_f64, 0.0]), 1.5);
/// assert_eq!(Glu.backward([3.0_f64, 0.0], 1.0), [0.5, 0.75]);
/// ```
pub trait Gate<const PIECES: usize>: Copy {
    /// An output, from z of its neurons.
    fn forward<V: Real>(self, z: [V; PIECES]) -> V;

    /// ∂loss/∂z of its neurons, from z and ∂loss/∂a of the output.
    fn backward<V: Real>(self, z: [V; PIECES], gradient: V) -> [V; PIECES];
}

/// `z · φ(g)`: one number goes through the gate, the other opens it.
#[inline(always)]
pub(super) fn opened_by<A: Activation, V: Real>(phi: A, [z, g]: [V; 2]) -> V {
    z * phi.activate(g)
}

/// `∂loss/∂z` and `∂loss/∂g` of the same.
#[inline(always)]
pub(super) fn backward_through<A: Activation, V: Real>(
    phi: A,
    [z, g]: [V; 2],
    gradient: V,
) -> [V; 2] {
    [
        gradient * phi.activate(g),
        gradient * (z * phi.derivative(g)),
    ]
}

/// a of some samples, rows of `outputs` numbers, from z, rows of `PIECES · outputs`.
#[inline(always)]
pub(crate) fn forward<S, T, G, const PIECES: usize>(
    simd: S,
    gate: G,
    outputs: usize,
    z: &[T],
    a: &mut [T],
) where
    S: Simd<T>,
    T: Scalar,
    G: Gate<PIECES>,
{
    let rows = z.chunks_exact(PIECES * outputs);
    for (z, a) in rows.zip(a.chunks_exact_mut(outputs)) {
        let pieces: [&[T]; PIECES] = generate(
            #[inline(always)]
            |k| &z[k * outputs..(k + 1) * outputs],
        );
        simd::update_with(
            simd,
            a,
            pieces,
            #[inline(always)]
            |_: S::Native, z| gate.forward(z),
        );
    }
}

/// `z ← ∂loss/∂z` in rows of `PIECES · outputs` numbers, from `∂loss/∂a`, rows of `outputs`.
#[inline(always)]
pub(crate) fn backward<S, T, G, const PIECES: usize>(
    simd: S,
    gate: G,
    outputs: usize,
    gradient: &[T],
    z: &mut [T],
) where
    S: Simd<T>,
    T: Scalar,
    G: Gate<PIECES>,
{
    let rows = z.chunks_exact_mut(PIECES * outputs);
    for (z, gradient) in rows.zip(gradient.chunks_exact(outputs)) {
        let mut pieces = z.chunks_exact_mut(outputs);
        let pieces: [&mut [T]; PIECES] =
            core::array::from_fn(|_| pieces.next().unwrap_or_default());
        simd::update_all(
            simd,
            pieces,
            [gradient],
            #[inline(always)]
            |z: [S::Native; PIECES], [gradient]| gate.backward(z, gradient),
        );
    }
}
