//! The loops around a network's equations: what every generated method calls.
//!
//! `network!` writes the [`Equations`] of a network, one sample (or several side by side) through
//! its layers; this file takes slices of samples through them, with one dispatch for each call.

use crate::array;
use crate::loss::Loss;
use crate::network::{Network, SamplesFor, mean};
use crate::number::{Real, Scalar};
use crate::samples::LengthMismatch;
use crate::simd::{Simd, dispatch};

/// The equations of one network, forwards and backwards: what `network!` writes out.
///
/// `V` is one sample's number, or that of several samples side by side.
pub trait Equations<const INPUTS: usize, const OUTPUTS: usize>:
    Network<Input = [<Self as Network>::Scalar; INPUTS], Output = [<Self as Network>::Scalar; OUTPUTS]>
{
    /// a⁽ᴸ⁾ from a⁽⁰⁾.
    fn propagate<V: Real<Scalar = Self::Scalar>>(&self, a0: &[V; INPUTS]) -> [V; OUTPUTS];

    /// The loss, from a⁽⁰⁾ and the target y.
    fn evaluate<V: Real<Scalar = Self::Scalar>, L: Loss<Self::OutputActivation>>(
        &self,
        loss: &L,
        a0: &[V; INPUTS],
        y: &[V; OUTPUTS],
    ) -> V;

    /// The loss, from a⁽⁰⁾ and the target y; adds the sample to the gradients.
    fn back_propagate<V: Real<Scalar = Self::Scalar>, L: Loss<Self::OutputActivation>>(
        &self,
        loss: &L,
        a0: &[V; INPUTS],
        y: &[V; OUTPUTS],
        gradients: &mut Self,
    ) -> V;
}

/// One sample through the network.
#[inline]
pub fn forward<N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    input: &[N::Scalar; INPUTS],
) -> [N::Scalar; OUTPUTS]
where
    N: Equations<INPUTS, OUTPUTS>,
{
    dispatch!(simd => values(&network.propagate(&simd.ones(input))))
}

/// Each of many samples through the network.
///
/// # Errors
/// If there are not as many inputs as outputs; then nothing is written.
#[inline]
pub fn forward_batch<N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    inputs: &[[N::Scalar; INPUTS]],
    outputs: &mut [[N::Scalar; OUTPUTS]],
) -> Result<(), LengthMismatch>
where
    N: Equations<INPUTS, OUTPUTS>,
{
    if inputs.len() != outputs.len() {
        return Err(LengthMismatch {
            inputs: inputs.len(),
            others: outputs.len(),
        });
    }
    dispatch!(simd => for (input, output) in inputs.iter().zip(outputs) {
        *output = values(&network.propagate(&simd.ones(input)));
    });
    Ok(())
}

/// The mean loss over samples, and its gradient, written over what `gradients` held.
#[inline]
pub fn gradients_into<N, L, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let mut sum = N::Scalar::ZERO;
    gradients.parameters_mut().fill(N::Scalar::ZERO);
    dispatch!(simd => for (input, target) in samples.iter() {
        let y = simd.ones(&L::values(target));
        sum += network.back_propagate(loss, &simd.ones(input), &y, gradients).lane(0);
    });
    for gradient in gradients.parameters_mut() {
        *gradient = mean(*gradient, samples.len());
    }
    mean(sum, samples.len())
}

/// The mean loss over samples.
#[inline]
pub fn loss<N, L, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> N::Scalar
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let mut sum = N::Scalar::ZERO;
    dispatch!(simd => for (input, target) in samples.iter() {
        let y = simd.ones(&L::values(target));
        sum += network.evaluate(loss, &simd.ones(input), &y).lane(0);
    });
    mean(sum, samples.len())
}

/// The numbers of one sample.
#[inline(always)]
fn values<V: Real, const N: usize>(a: &[V; N]) -> [V::Scalar; N] {
    array::map(
        a,
        #[inline(always)]
        |a| a.lane(0),
    )
}
