//! Wide networks: the numbers of a sample in a row, neurons side by side.
//!
//! Here is what generated code calls: the equations, and the samples they are about. What happens around
//! the equations, batch by batch, is in `batches`; what a loss sees in `losses`; what only training has in
//! `regularized`; layers of several neurons for each output in `gates`.

mod batches;
mod gates;
mod losses;
mod regularized;

#[cfg(feature = "rayon")]
pub(crate) use batches::forward_tile;
pub use batches::{forward, forward_batch, gradients_of_part, loss_of_part, one};

use self::losses::{losses_and_deltas, weigh};
use super::parts;
use crate::activation::{self, LayerActivation};
use crate::dense::{Biases, Dense};
use crate::loss::Loss;
use crate::matrix::WriteInLanes;
pub use crate::matrix::rows::Space;
use crate::matrix::rows::{self as kernels, Layer, LayerMut, Room};
use crate::network::Network;
use crate::number::Scalar;
use crate::order::PART;
use crate::samples::Noise;
use crate::simd::{Compiled, Level, Simd};
use core::marker::PhantomData;

/// The equations of a wide network: what `network!` writes out.
pub trait Equations<const INPUTS: usize, const OUTPUTS: usize>:
    Network<Input = [<Self as Network>::Scalar; INPUTS], Output = [<Self as Network>::Scalar; OUTPUTS]>
{
    /// a⁽ᴸ⁾ from a⁽⁰⁾ of one sample.
    fn respond<S: Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; INPUTS],
    ) -> [Self::Scalar; OUTPUTS];

    /// What φ of the last layer is applied to, z⁽ᴸ⁾, from the a⁽⁰⁾ of some samples: written where it is
    /// wanted, a row for each sample that is there.
    fn propagate<const SAMPLES: usize>(
        &self,
        rows: Rows<'_, Self, SAMPLES>,
        a0: &[&[Self::Scalar; INPUTS]],
        last: &mut [[Self::Scalar; OUTPUTS]],
    );

    /// The losses, from the a⁽⁰⁾ and targets y of some samples; adds them to the gradients, but where they are the first
    /// of a part, gradients of weights and biases are written over what was there.
    fn back_propagate<L: Loss<Self::OutputActivation>, const SAMPLES: usize>(
        &self,
        rows: Rows<'_, Self, SAMPLES>,
        loss: &L,
        a0: &[&[Self::Scalar; INPUTS]],
        y: &[[Self::Scalar; OUTPUTS]],
        gradients: &mut Self,
    ) -> [Self::Scalar; SAMPLES];

    /// φ of the last layer.
    fn output_activation(&self) -> Self::OutputActivation;
}

/// Calls a product of the type of number, which is compiled in this crate, or its namesake that is
/// compiled for `Plain` where a network may need it.
macro_rules! kernel {
    ($rows:ident, $kernel:ident or $at:ident($($argument:expr),*)) => {
        if const { Level::may_be_plain::<M::Scalar>(M::NUMERICS) } {
            if let Level::Plain(simd) = $rows.level {
                kernels::$at(simd, $($argument),*)
            } else {
                T::$kernel($rows.level, $($argument),*)
            }
        } else {
            T::$kernel($rows.level, $($argument),*)
        }
    };
}

/// Some samples on their way through the network `M`, at most `SAMPLES`, of which the first `count` are there, and the
/// level of arithmetic.
#[derive(Clone, Debug)]
pub struct Rows<'a, M: Network, const SAMPLES: usize> {
    level: Level,
    count: usize,
    /// Whether they are the first of a part, whose gradients of layers are written over what is there.
    first: bool,
    /// The weight of each sample, where the targets carry one; otherwise nothing.
    weights: &'a [M::Scalar],
    /// What is left to chance, from the first sample on; `None` where nothing is.
    noise: Option<Noise>,
    network: PhantomData<fn() -> M>,
}

impl<M: Network, const SAMPLES: usize> Copy for Rows<'_, M, SAMPLES> {}

impl<'a, M: Network, const SAMPLES: usize> Rows<'a, M, SAMPLES> {
    const fn new(level: Level, count: usize) -> Self {
        Self {
            level,
            count,
            first: false,
            weights: &[],
            noise: None,
            network: PhantomData,
        }
    }

    /// The same samples with their weights.
    const fn weighted(self, weights: &'a [M::Scalar]) -> Self {
        Self { weights, ..self }
    }

    /// The same samples as the first of a part, or not.
    const fn as_first(self, first: bool) -> Self {
        Self { first, ..self }
    }

    const fn with_noise(self, noise: Option<Noise>) -> Self {
        Self { noise, ..self }
    }

    /// Where numbers of the samples will stand.
    #[must_use]
    #[inline(always)]
    pub const fn space<T: Scalar, const N: usize>(self) -> Space<[T; N], SAMPLES> {
        Space::new()
    }

    /// Numbers of the samples that are there, all 0.
    fn zeros<T: Scalar, const N: usize>(self, space: &mut Space<[T; N], SAMPLES>) -> &mut [[T; N]] {
        space.write(self.count, |room| room.fill(T::ZERO))
    }

    /// `z = a W + b`.
    pub fn affine<A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A],
        z: &mut Space<[T; FAN_OUT], SAMPLES>,
    ) where
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        z.write(self.count, |z| self.product(layer, a, z));
    }

    /// [`affine`](Self::affine), written where it is wanted: a row for each sample that is there.
    pub fn affine_into<A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A],
        z: &mut [[T; FAN_OUT]],
    ) where
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        self.product(layer, a, z.as_flattened_mut().into());
    }

    fn product<'z, A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A],
        z: Room<'z, T>,
    ) -> &'z mut [T]
    where
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let (weights, biases) = layer.parameters().split_at(FAN_IN * FAN_OUT);
        let layer = Layer {
            weights,
            biases,
            fan_in: FAN_IN,
            fan_out: FAN_OUT,
        };
        let mut rows = Space::<_, SAMPLES>::new();
        rows.collect(a.iter().map(AsRef::as_ref));
        kernel!(self, affine or affine_at(&layer, &rows, z))
    }

    /// `a = φ(a W + b)`, where nobody asks for z afterwards: in one array instead of two.
    pub fn respond<R, A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        activation: R,
        a: &[A],
        z: &mut Space<[T; FAN_OUT], SAMPLES>,
    ) where
        R: LayerActivation,
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        self.affine(layer, a, z);
        self.activate(activation, z);
    }

    /// Numbers of the samples that are there, where they are wanted.
    pub fn copy_into<T: Scalar, const N: usize>(self, from: &[[T; N]], to: &mut [[T; N]]) {
        Room::from(to.as_flattened_mut()).copy(from.as_flattened());
    }

    /// A copy of numbers of the samples that are there.
    fn copy<T: Scalar, const N: usize>(self, from: &[[T; N]], to: &mut Space<[T; N], SAMPLES>) {
        to.write(self.count, |to| to.copied(from.as_flattened()));
    }

    /// `a = φ(z)`, written over z.
    pub(in crate::engine) fn activate<A, T, const N: usize>(self, activation: A, z: &mut [[T; N]])
    where
        A: LayerActivation,
        T: Scalar,
    {
        activate::<M, A, T>(self.level, activation, N, &[], z.as_flattened_mut());
    }

    /// `a = φ(z)`.
    pub fn forward<A, T, const N: usize>(
        self,
        activation: A,
        z: &[[T; N]],
        a: &mut Space<[T; N], SAMPLES>,
    ) where
        A: LayerActivation,
        T: Scalar,
    {
        // A copy takes no longer than the zeros that would be there before.
        self.copy(z, a);
        self.activate(activation, a);
    }

    /// The losses of the samples; `δ = ∂loss/∂z` of the last layer.
    #[must_use]
    pub fn loss<A, T, L, const N: usize>(
        self,
        loss: &L,
        activation: A,
        z: &[[T; N]],
        y: &[[T; N]],
        delta: &mut Space<[T; N], SAMPLES>,
    ) -> [T; SAMPLES]
    where
        A: LayerActivation,
        T: Scalar,
        M: Network<Scalar = T>,
        L: Loss<A>,
    {
        let mut losses = [T::ZERO; SAMPLES];
        let delta = self.zeros(delta);
        let out = (&mut losses[..self.count], &mut *delta);
        losses_and_deltas::<M, A, T, L, N>(self.level, loss, activation, [z, y], out);
        if const { L::WEIGHTED } {
            weigh(self.weights, &mut losses, delta);
        }
        losses
    }

    /// `∂loss/∂z` from `∂loss/∂a`.
    #[must_use]
    pub fn backward<A, T, const N: usize>(
        self,
        activation: A,
        z: &[[T; N]],
        a: &[[T; N]],
        gradient: &[[T; N]],
    ) -> Space<[T; N], SAMPLES>
    where
        A: LayerActivation,
        T: Scalar,
    {
        let mut delta = self.space();
        self.copy(gradient, &mut delta);
        let of = [z.as_flattened(), a.as_flattened()];
        backward::<M, A, T>(self.level, activation, N, of, delta.as_flattened_mut());
        delta
    }

    /// `∂loss/∂a = δ Wᵀ` of the layer before.
    #[must_use]
    pub fn back_propagate<T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        delta: &[[T; FAN_OUT]],
    ) -> Space<[T; FAN_IN], SAMPLES>
    where
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let mut gradient = self.space();
        self.back_propagate_into(layer, delta, &mut gradient);
        gradient
    }

    fn back_propagate_into<T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        delta: &[[T; FAN_OUT]],
        gradient: &mut Space<[T; FAN_IN], SAMPLES>,
    ) where
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let layer = Layer {
            weights: layer.weights.as_flattened(),
            biases: &[],
            fan_in: FAN_IN,
            fan_out: FAN_OUT,
        };
        let delta = delta.as_flattened();
        gradient.write(
            self.count,
            |to| kernel!(self, back_propagate or back_propagate_at(&layer, self.count, delta, to)),
        );
    }

    /// `δ = (δ' Wᵀ) ⊙ φ′(z)`, from δ' and W of the next layer, and z and a.
    pub fn delta<A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        next: &Dense<FAN_IN, FAN_OUT, T, B>,
        next_delta: &[[T; FAN_OUT]],
        activation: A,
        [z, a]: [&[[T; FAN_IN]]; 2],
        delta: &mut Space<[T; FAN_IN], SAMPLES>,
    ) where
        A: LayerActivation,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        self.back_propagate_into(next, next_delta, delta);
        let of = [z.as_flattened(), a.as_flattened()];
        let delta = delta.as_flattened_mut();
        backward::<M, A, T>(self.level, activation, FAN_IN, of, delta);
    }

    /// `∂W += aᵀ δ`, `∂b += δ`; `∂W = aᵀ δ`, `∂b = δ`, whatever was there, of the first samples of a part. Those of a whole
    /// part of a small network run in lanes (see [`order`](crate::order)).
    pub fn add_gradients<A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        gradients: &mut Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A],
        delta: &[[T; FAN_OUT]],
    ) where
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let (weights, biases) = gradients.parameters_mut().split_at_mut(FAN_IN * FAN_OUT);
        let mut gradients = LayerMut {
            weights,
            biases,
            fan_in: FAN_IN,
            fan_out: FAN_OUT,
            fresh: self.first,
        };
        let mut rows = Space::<_, SAMPLES>::new();
        rows.collect(a.iter().map(AsRef::as_ref));
        let delta = delta.as_flattened();
        let in_lanes = parts::in_lanes::<M>(self.count);
        if const { SAMPLES == PART } && in_lanes > 0 {
            let on = (gradients, &rows[..], delta, in_lanes);
            if const { Level::may_be_plain::<M::Scalar>(M::NUMERICS) }
                && let Level::Plain(simd) = self.level
            {
                return WriteInLanes::at(simd, on);
            }
            return T::compiled::<WriteInLanes>(self.level, on);
        }
        kernel!(self, add_gradients or add_gradients_at(&mut gradients, &rows, delta));
    }
}

/// `a = φ(z)`: instantiated for each activation, not for each layer. If there is no `z`, it is where `a` will be.
fn activate<M: Network, A: LayerActivation, T: Scalar>(
    level: Level,
    activation: A,
    width: usize,
    z: &[T],
    a: &mut [T],
) {
    if const { Level::may_be_plain::<M::Scalar>(M::NUMERICS) }
        && let Level::Plain(simd) = level
    {
        return activation::forward_rows(simd, activation, width, z, a);
    }
    activation.forward_rows(level, width, z, a);
}

/// `∂loss/∂a ← ∂loss/∂z`: instantiated for each activation, not for each layer.
fn backward<M: Network, A: LayerActivation, T: Scalar>(
    level: Level,
    activation: A,
    width: usize,
    [z, a]: [&[T]; 2],
    gradient: &mut [T],
) {
    if const { Level::may_be_plain::<M::Scalar>(M::NUMERICS) }
        && let Level::Plain(simd) = level
    {
        return activation.backward_rows(simd, width, z, a, gradient);
    }
    activation.backward_rows_at(level, width, [z, a], gradient);
}
