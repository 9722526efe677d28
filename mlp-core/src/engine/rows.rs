//! Wide networks: the numbers of a sample in a row, neurons side by side.
//!
//! Here is what generated code calls: the equations, and the samples they are about. What happens around
//! the equations, batch by batch, is in `batches`; what a loss sees in `losses`; what only training has in
//! `regularized`; layers of several neurons for each output in `gates`.

mod batches;
mod gates;
mod losses;
mod regularized;

pub use batches::{forward, forward_batch, gradients_of_part, loss_of_part, one};

use self::losses::{losses_and_deltas, weigh};
use crate::activation::{self, LayerActivation};
use crate::array::generate;
use crate::dense::{Biases, Dense};
use crate::loss::Loss;
use crate::matrix::rows::{self as kernels, Layer, LayerMut};
use crate::network::Network;
use crate::number::Scalar;
use crate::samples::Noise;
use crate::simd::{Level, Simd};
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
        rows: Rows<'_, Self>,
        a0: &[&[Self::Scalar; INPUTS]; SAMPLES],
        last: &mut [[Self::Scalar; OUTPUTS]],
    );

    /// The losses, from the a⁽⁰⁾ and targets y of some samples; adds them to the gradients, but where they are the first
    /// of a part, gradients of weights and biases are written over what was there.
    fn back_propagate<L: Loss<Self::OutputActivation>, const SAMPLES: usize>(
        &self,
        rows: Rows<'_, Self>,
        loss: &L,
        a0: &[&[Self::Scalar; INPUTS]; SAMPLES],
        y: &[[Self::Scalar; OUTPUTS]; SAMPLES],
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

/// Some samples on their way through the network `M`, of which the first `count` are there, and the
/// level of arithmetic.
#[derive(Clone, Debug)]
pub struct Rows<'a, M: Network> {
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

impl<M: Network> Copy for Rows<'_, M> {}

impl<'a, M: Network> Rows<'a, M> {
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
    pub fn space<T: Scalar, const N: usize, const SAMPLES: usize>(self) -> [[T; N]; SAMPLES] {
        [[T::ZERO; N]; SAMPLES]
    }

    /// `z = a W + b`.
    pub fn affine<A, T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A; SAMPLES],
        z: &mut [[T; FAN_OUT]; SAMPLES],
    ) where
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        self.affine_into(layer, a, &mut z[..self.count]);
    }

    /// [`affine`](Self::affine), written where it is wanted: a row for each sample that is there.
    pub fn affine_into<A, T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A; SAMPLES],
        z: &mut [[T; FAN_OUT]],
    ) where
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
        let a = slices(a);
        let (a, to) = (&a[..self.count], z.as_flattened_mut());
        kernel!(self, affine or affine_at(&layer, a, to));
    }

    /// `a = φ(a W + b)`, where nobody asks for z afterwards: in one array instead of two.
    pub fn respond<R, A, T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        activation: R,
        a: &[A; SAMPLES],
        z: &mut [[T; FAN_OUT]; SAMPLES],
    ) where
        R: LayerActivation,
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        self.affine_into(layer, a, &mut z[..self.count]);
        self.activate(activation, &mut z[..self.count]);
    }

    /// Numbers of the samples that are there, where they are wanted.
    pub fn copy_into<T: Scalar, const N: usize, const SAMPLES: usize>(
        self,
        from: &[[T; N]; SAMPLES],
        to: &mut [[T; N]],
    ) {
        copy(self.filled(from), to.as_flattened_mut());
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
    pub fn forward<A, T, const N: usize, const SAMPLES: usize>(
        self,
        activation: A,
        z: &[[T; N]; SAMPLES],
        a: &mut [[T; N]; SAMPLES],
    ) where
        A: LayerActivation,
        T: Scalar,
    {
        let (z, to) = (self.filled(z), self.filled_mut(a));
        activate::<M, A, T>(self.level, activation, N, z, to);
    }

    /// The losses of the samples; `δ = ∂loss/∂z` of the last layer.
    #[must_use]
    pub fn loss<A, T, L, const N: usize, const SAMPLES: usize>(
        self,
        loss: &L,
        activation: A,
        z: &[[T; N]; SAMPLES],
        y: &[[T; N]; SAMPLES],
        delta: &mut [[T; N]; SAMPLES],
    ) -> [T; SAMPLES]
    where
        A: LayerActivation,
        T: Scalar,
        M: Network<Scalar = T>,
        L: Loss<A>,
    {
        let mut losses = [T::ZERO; SAMPLES];
        let (z, y) = (&z[..self.count], &y[..self.count]);
        let out = (&mut losses[..self.count], &mut delta[..self.count]);
        losses_and_deltas::<M, A, T, L, N>(self.level, loss, activation, [z, y], out);
        if const { L::WEIGHTED } {
            weigh(self.weights, &mut losses, delta);
        }
        losses
    }

    /// `∂loss/∂z` from `∂loss/∂a`.
    #[must_use]
    pub fn backward<A, T, const N: usize, const SAMPLES: usize>(
        self,
        activation: A,
        z: &[[T; N]; SAMPLES],
        a: &[[T; N]; SAMPLES],
        gradient: &[[T; N]; SAMPLES],
    ) -> [[T; N]; SAMPLES]
    where
        A: LayerActivation,
        T: Scalar,
    {
        let mut delta = [[T::ZERO; N]; SAMPLES];
        copy(self.filled(gradient), self.filled_mut(&mut delta));
        let (z, a) = (self.filled(z), self.filled(a));
        backward::<M, A, T>(
            self.level,
            activation,
            N,
            [z, a],
            self.filled_mut(&mut delta),
        );
        delta
    }

    /// `∂loss/∂a = δ Wᵀ` of the layer before.
    #[must_use]
    pub fn back_propagate<T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        delta: &[[T; FAN_OUT]; SAMPLES],
    ) -> [[T; FAN_IN]; SAMPLES]
    where
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let mut gradient = [[T::ZERO; FAN_IN]; SAMPLES];
        self.back_propagate_into(layer, delta, &mut gradient);
        gradient
    }

    fn back_propagate_into<T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        delta: &[[T; FAN_OUT]; SAMPLES],
        gradient: &mut [[T; FAN_IN]; SAMPLES],
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
        let (delta, to) = (self.filled(delta), self.filled_mut(gradient));
        kernel!(self, back_propagate or back_propagate_at(&layer, self.count, delta, to));
    }

    /// `δ = (δ' Wᵀ) ⊙ φ′(z)`, from δ' and W of the next layer, and z and a.
    pub fn delta<A, T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        next: &Dense<FAN_IN, FAN_OUT, T, B>,
        next_delta: &[[T; FAN_OUT]; SAMPLES],
        activation: A,
        [z, a]: [&[[T; FAN_IN]; SAMPLES]; 2],
        delta: &mut [[T; FAN_IN]; SAMPLES],
    ) where
        A: LayerActivation,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        self.back_propagate_into(next, next_delta, delta);
        let (z, a) = (self.filled(z), self.filled(a));
        let delta = self.filled_mut(delta);
        backward::<M, A, T>(self.level, activation, FAN_IN, [z, a], delta);
    }

    /// `∂W += aᵀ δ`, `∂b += δ`; `∂W = aᵀ δ`, `∂b = δ`, whatever was there, of the first samples of a part.
    pub fn add_gradients<A, T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        gradients: &mut Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A; SAMPLES],
        delta: &[[T; FAN_OUT]; SAMPLES],
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
        let a = slices(a);
        let (a, delta) = (&a[..self.count], self.filled(delta));
        kernel!(self, add_gradients or add_gradients_at(&mut gradients, a, delta));
    }

    /// The numbers of the samples that are there.
    fn filled<T, const N: usize, const SAMPLES: usize>(self, rows: &[[T; N]; SAMPLES]) -> &[T] {
        rows[..self.count].as_flattened()
    }

    fn filled_mut<T, const N: usize, const SAMPLES: usize>(
        self,
        rows: &mut [[T; N]; SAMPLES],
    ) -> &mut [T] {
        rows[..self.count].as_flattened_mut()
    }
}

/// The rows as slices.
fn slices<A: AsRef<[T]>, T, const SAMPLES: usize>(rows: &[A; SAMPLES]) -> [&[T]; SAMPLES] {
    generate(
        #[inline(always)]
        |s| rows[s].as_ref(),
    )
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

/// Copies a piece at a time: the C library copies some 4 KiB and more by an instruction that takes some
/// processors several times as long, which was a sixth of a training step of 64-32-10.
fn copy<T: Scalar>(from: &[T], to: &mut [T]) {
    const PIECE: usize = 256;
    for (from, to) in from.chunks(PIECE).zip(to.chunks_mut(PIECE)) {
        to.copy_from_slice(from);
    }
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
