//! Layers of a wide network that make one output of several neurons: `glu`, `maxout`.

use super::{Rows, Space};
use crate::activation::{Gate, gate};
use crate::network::Network;
use crate::number::Scalar;
use crate::simd::{Level, dispatch};

impl<M: Network, const SAMPLES: usize> Rows<'_, M, SAMPLES> {
    /// a of N outputs from z of `PIECES · N` neurons.
    #[must_use]
    pub fn gate<G, T, const PIECES: usize, const NEURONS: usize, const N: usize>(
        self,
        gate: G,
        z: &[[T; NEURONS]],
    ) -> Space<[T; N], SAMPLES>
    where
        G: Gate<PIECES>,
        T: Scalar,
    {
        const { assert!(NEURONS == PIECES * N, "as many neurons for each output") };
        let mut a = self.space();
        let (z, to) = (z.as_flattened(), self.zeros(&mut a).as_flattened_mut());
        forward::<M, G, T, PIECES>(self.level, gate, N, z, to);
        a
    }

    /// `∂loss/∂z` of `PIECES · N` neurons from `∂loss/∂a` of N outputs.
    #[must_use]
    pub fn backward_through_gate<G, T, const PIECES: usize, const NEURONS: usize, const N: usize>(
        self,
        gate: G,
        z: &[[T; NEURONS]],
        gradient: &[[T; N]],
    ) -> Space<[T; NEURONS], SAMPLES>
    where
        G: Gate<PIECES>,
        T: Scalar,
    {
        const { assert!(NEURONS == PIECES * N, "as many neurons for each output") };
        let mut delta = self.space();
        self.copy(z, &mut delta);
        let (gradient, to) = (gradient.as_flattened(), delta.as_flattened_mut());
        backward::<M, G, T, PIECES>(self.level, gate, N, gradient, to);
        delta
    }
}

// Each is instantiated for a gate, a type of number and a network, not for each layer.

fn forward<M: Network, G: Gate<PIECES>, T: Scalar, const PIECES: usize>(
    level: Level,
    gate: G,
    outputs: usize,
    z: &[T],
    a: &mut [T],
) {
    dispatch!(for M at level, simd => gate::forward(simd, gate, outputs, z, a));
}

fn backward<M: Network, G: Gate<PIECES>, T: Scalar, const PIECES: usize>(
    level: Level,
    gate: G,
    outputs: usize,
    gradient: &[T],
    z: &mut [T],
) {
    dispatch!(for M at level, simd => gate::backward(simd, gate, outputs, gradient, z));
}
