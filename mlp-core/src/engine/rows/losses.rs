//! What a loss sees of the rows of a wide network.

use crate::activation::LayerActivation;
use crate::loss::{self, Loss};
use crate::network::Network;
use crate::number::Scalar;
use crate::simd::Level;

/// Multiplies the loss and δ of each sample by its weight.
pub(super) fn weigh<T: Scalar, const N: usize>(
    weights: &[T],
    losses: &mut [T],
    deltas: &mut [[T; N]],
) {
    for ((&weight, loss), delta) in weights.iter().zip(losses).zip(deltas) {
        *loss = *loss * weight;
        for delta in delta {
            *delta = *delta * weight;
        }
    }
}

/// Losses and deltas of some samples.
pub(super) fn losses_and_deltas<M, A, T, L, const N: usize>(
    level: Level,
    loss: &L,
    activation: A,
    of: loss::rows::Of<'_, T, N>,
    out: loss::rows::Out<'_, T, N>,
) where
    M: Network,
    A: LayerActivation,
    T: Scalar,
    L: Loss<A>,
{
    if const { Level::may_be_plain::<M::Scalar>(M::NUMERICS) }
        && let Level::Plain(simd) = level
    {
        return loss::rows::losses_and_deltas_at(simd, loss, activation, of, out);
    }
    loss.losses_and_deltas(activation, level, of, out);
}
