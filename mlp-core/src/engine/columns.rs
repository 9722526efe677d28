//! Narrow networks: samples side by side, one number of each in a register.

mod gradients;

pub use gradients::gradients_of_part;

use super::{Last, parts};
use crate::activation::LayerActivation;
use crate::array::{generate, map};
use crate::dense::{Biases, Dense};
use crate::loss::Loss;
use crate::matrix::rows::Space;
use crate::network::{Network, SamplesFor};
use crate::number::{Real, Scalar};
use crate::samples::LengthMismatch;
use crate::simd::{Lanes, MOST_LANES, Simd, dispatch};
use core::slice;

/// The equations of a narrow network: what `network!` writes out.
pub trait Equations<const INPUTS: usize, const OUTPUTS: usize>:
    Network<Input = [<Self as Network>::Scalar; INPUTS], Output = [<Self as Network>::Scalar; OUTPUTS]>
{
    /// a⁽ᴸ⁾ from a⁽⁰⁾ of one sample, neurons side by side.
    fn respond<S: Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; INPUTS],
    ) -> [Self::Scalar; OUTPUTS];

    /// z⁽ᴸ⁾ and a⁽ᴸ⁾ from a⁽⁰⁾. `V` is one sample's number, or those of several samples side by side.
    fn propagate<V: Real<Scalar = Self::Scalar>>(&self, a0: &[V; INPUTS]) -> Last<[V; OUTPUTS]>;

    /// φ of the last layer.
    fn output_activation(&self) -> Self::OutputActivation;

    /// The losses, from a⁽⁰⁾ and the targets y of the tile; its gradients, layer by layer, by [`Tile::add_gradients`].
    fn back_propagate<V, C, L>(
        &self,
        tile: C,
        loss: &L,
        a0: &[V; INPUTS],
        y: &[V; OUTPUTS],
        gradients: &mut Self,
    ) -> V
    where
        V: Real<Scalar = Self::Scalar>,
        C: Tile<V>,
        L: Loss<Self::OutputActivation>;
}

/// Some samples, side by side; `V` is one number of each of them.
pub trait Tile<V: Real>: Copy {
    /// The loss of each sample, and `δ = ∂loss/∂z` of the last layer.
    #[must_use]
    fn loss<A: LayerActivation, L: Loss<A>, const N: usize>(
        self,
        loss: &L,
        activation: A,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> (V, [V; N]);

    /// `∂W += aᵀ δ`, `∂b += δ`, over the samples in the order of [`order`](crate::order); `∂W = aᵀ δ`, `∂b = δ`, whatever
    /// was there, where the tile is the only sample of a batch.
    fn add_gradients<B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        gradients: &mut Dense<FAN_IN, FAN_OUT, V::Scalar, B>,
        a: &[V; FAN_IN],
        delta: &[V; FAN_OUT],
    ) where
        B: Biases<V::Scalar, FAN_OUT>;
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
    dispatch!(for N, simd => network.respond(simd, input))
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
    LengthMismatch::check(inputs.len(), outputs.len())?;
    dispatch!(for N, simd => forward_tiles(simd, network, inputs, outputs));
    Ok(())
}

#[inline(always)]
fn forward_tiles<S, N, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    network: &N,
    inputs: &[[N::Scalar; INPUTS]],
    outputs: &mut [[N::Scalar; OUTPUTS]],
) where
    S: Simd<N::Scalar>,
    N: Equations<INPUTS, OUTPUTS>,
{
    let width = S::Samples::COUNT;
    // The rows as they come from here need no check of a bound, so that what the weights are made of stays outside.
    let mut tiles = inputs.chunks_exact(width);
    let mut outputs = outputs.chunks_exact_mut(width);
    while let (Some(rows), Some(outputs)) = (tiles.next(), outputs.next()) {
        let a0: [S::Samples; INPUTS] = columns_of_rows(simd, rows);
        let a = network.propagate(&a0).a;
        let mut j = 0;
        while j < OUTPUTS {
            let mut lanes = [N::Scalar::ZERO; MOST_LANES];
            a[j].store(&mut lanes);
            let mut s = 0;
            while s < width {
                outputs[s][j] = lanes[s];
                s += 1;
            }
            j += 1;
        }
    }
    let rest = outputs.into_remainder();
    let mut k = 0;
    while k < rest.len() {
        rest[k] = network.respond(simd, &tiles.remainder()[k]);
        k += 1;
    }
}

/// The sum of the losses of a part.
#[inline(always)]
pub fn loss_of_part<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> N::Scalar
where
    S: Simd<N::Scalar>,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let mut sum = parts::LossSum::new();
    let mut k = 0;
    while k < samples.len() {
        let Some((a0, y, weights, count)) = gather::<S, N, L, INPUTS, OUTPUTS>(simd, samples, k)
        else {
            break;
        };
        let last = network.propagate(&a0);
        let mut value = loss.loss(network.output_activation(), &last.z, &last.a, &y);
        if const { L::WEIGHTED } {
            value = value * weights;
        }
        let mut losses = [N::Scalar::ZERO; MOST_LANES];
        value.store(&mut losses);
        sum.add(&losses[..count]);
        k += count;
    }
    sum.total()
}

/// Inputs, targets and weights of some samples, side by side, and how many there are.
type Gathered<V, const INPUTS: usize, const OUTPUTS: usize> = ([V; INPUTS], [V; OUTPUTS], V, usize);

/// The samples from `first` on; lanes without a sample repeat the first.
///
/// Samples that are not in a row, or too few for one, are copied into one, as many as there are lanes: two ways to the
/// same registers would meet in numbers, which the compiler then puts together one by one. Addresses of all of them, in
/// a row or not, cost those in a row up to a tenth of a narrow layer, and save the others no more than a twentieth.
#[inline(always)]
fn gather<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    samples: &SamplesFor<'_, N, L>,
    first: usize,
) -> Option<Gathered<S::Samples, INPUTS, OUTPUTS>>
where
    S: Simd<N::Scalar>,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let width = S::Samples::COUNT;
    if const { S::Samples::COUNT == 1 } {
        let (input, target) = samples.get(first)?;
        let (inputs, targets) = (slice::from_ref(input), slice::from_ref(target));
        return Some(side_by_side::<S, N, L, INPUTS, OUTPUTS>(
            simd, inputs, targets, 1,
        ));
    }
    let (mut inputs, mut targets) = (Space::<_, MOST_LANES>::new(), Space::<_, MOST_LANES>::new());
    let count = width.min(samples.len() - first);
    let (inputs, targets) = if let Some(row) = samples.in_a_row(first, width) {
        row
    } else if let Some((some, some_targets)) = samples.in_a_row(first, count) {
        inputs.copy_each(
            width,
            #[inline(always)]
            |s| &some[if s < count { s } else { 0 }],
        );
        targets.copy_each(
            width,
            #[inline(always)]
            |s| &some_targets[if s < count { s } else { 0 }],
        );
        (&inputs[..], &targets[..])
    } else {
        let some = samples.some::<MOST_LANES>(first, count)?;
        inputs.copy_each(
            width,
            #[inline(always)]
            |s| some[s].0,
        );
        targets.copy_each(
            width,
            #[inline(always)]
            |s| some[s].1,
        );
        (&inputs[..], &targets[..])
    };
    Some(side_by_side::<S, N, L, INPUTS, OUTPUTS>(
        simd, inputs, targets, count,
    ))
}

/// As many samples as there are lanes, of which `count` count.
#[inline(always)]
fn side_by_side<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    inputs: &[N::Input],
    targets: &[L::Target<N::Output>],
    count: usize,
) -> Gathered<S::Samples, INPUTS, OUTPUTS>
where
    S: Simd<N::Scalar>,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let y = if let Some(rows) = L::rows(targets) {
        columns_of_rows(simd, rows)
    } else {
        let mut rows = [[N::Scalar::ZERO; OUTPUTS]; MOST_LANES];
        let mut s = 0;
        while s < S::Samples::COUNT {
            rows[s] = L::values(&targets[s]);
            s += 1;
        }
        columns(
            simd,
            #[inline(always)]
            |s| &rows[s],
        )
    };
    let weights = if const { L::WEIGHTED } {
        S::Samples::from_fn(
            simd,
            #[inline(always)]
            |s| L::weight(&targets[s]),
        )
    } else {
        S::Samples::broadcast(simd, N::Scalar::ONE)
    };
    (columns_of_rows(simd, inputs), y, weights, count)
}

/// Number `k` of each row side by side, of as many rows as `V` has lanes, one behind the other in memory.
#[inline(always)]
fn columns_of_rows<S, V, const N: usize>(simd: S, rows: &[[V::Scalar; N]]) -> [V; N]
where
    S: Copy,
    V: Lanes<S>,
{
    if const { N == 1 || N == 2 || N == 4 } {
        // Whole registers are read, and their numbers dealt out: as many halvings as N has.
        let flat = rows.as_flattened();
        let mut parts: [V; N] = generate(
            #[inline(always)]
            |k| V::load(simd, &flat[k * V::COUNT..]),
        );
        let mut step = 1;
        while step < N {
            let before = parts;
            let mut k = 0;
            while k < N / 2 {
                (parts[k], parts[k + N / 2]) = before[2 * k].alternate(before[2 * k + 1]);
                k += 1;
            }
            step *= 2;
        }
        return parts;
    }
    columns(
        simd,
        #[inline(always)]
        |s| &rows[s],
    )
}

/// Number `k` of each row side by side.
#[inline(always)]
fn columns<'a, S, V, const N: usize>(simd: S, row: impl Fn(usize) -> &'a [V::Scalar; N]) -> [V; N]
where
    S: Copy,
    V: Lanes<S>,
{
    generate(
        #[inline(always)]
        |k| {
            V::from_fn(
                simd,
                #[inline(always)]
                |s| row(s)[k],
            )
        },
    )
}

#[inline(always)]
fn broadcast<S, V, const N: usize>(simd: S, values: &[V::Scalar; N]) -> [V; N]
where
    S: Copy,
    V: Lanes<S>,
{
    map(
        values,
        #[inline(always)]
        |value| V::broadcast(simd, value),
    )
}
