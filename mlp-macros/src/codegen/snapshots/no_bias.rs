// network! { struct Bare: 1 => linear 2 [no_bias, init = constant(-0.5)] }

/// The network `1 => linear 2`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `linear` | 1 × 2 | 2 | 2 |
///
/// In `f32`: 8 bytes of parameters, 12 bytes of activations in a call, 36 bytes
/// beside the parameters in training.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it.
///
/// # Example
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! { pub struct Bare: 1 => linear 2 [init = constant(-0.5), no_bias] }
///
/// let network = Bare::seeded(7);
/// let output: [f32; 2] = network.forward(&[0.5]);
/// assert_eq!(network.parameters().len(), 2);
/// ```
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct Bare {
    /// Layer 1, `linear`: 1 × 2 weights, no biases.
    pub layer1: ::mlp::__private::Dense<
        1,
        2,
        ::core::primitive::f32,
        ::mlp::__private::NoBiases,
    >,
}
#[automatically_derived]
impl ::mlp::__private::Network for Bare {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 1];
    type Output = [::core::primitive::f32; 2];
    type OutputActivation = ::mlp::__private::activation::Linear;
    const INPUTS: ::core::primitive::usize = 1;
    const OUTPUTS: ::core::primitive::usize = 2;
    const LAYERS: ::core::primitive::usize = 1;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Bare",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 1,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "linear",
                fan_in: 1,
                fan_out: 2,
                bias: false,
                ..::mlp::__private::LayerSummary::DENSE
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<
                1,
                2,
                ::core::primitive::f32,
                ::mlp::__private::NoBiases,
            >>::ZEROED,
        }
    }
    fn init<R: ::mlp::__private::Rng + ?::core::marker::Sized>(rng: &mut R) -> Self {
        let mut network = <Self as ::mlp::__private::Network>::zeroed();
        ::mlp::__private::fill(
            &::mlp::__private::init::Constant {
                value: -0.5,
            },
            &mut network.layer1.weights,
            rng,
        );
        network
    }
    #[inline]
    fn forward(&self, input: &Self::Input) -> Self::Output {
        ::mlp::__private::engine::columns::forward(self, input)
    }
    #[inline]
    fn forward_batch(
        &self,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> ::core::result::Result<(), ::mlp::__private::LengthMismatch> {
        ::mlp::__private::engine::columns::forward_batch(self, inputs, outputs)
    }
    #[inline(always)]
    fn gradients_of_part<
        S: ::mlp::__private::Simd<Self::Scalar>,
        L: ::mlp::__private::Loss<Self::OutputActivation>,
    >(
        &self,
        simd: S,
        samples: &::mlp::__private::Samples<'_, Self::Input, L::Target<Self::Output>>,
        loss: &L,
        gradients: &mut Self,
    ) -> Self::Scalar {
        ::mlp::__private::engine::columns::gradients_of_part(
            simd,
            self,
            samples,
            loss,
            gradients,
        )
    }
    #[inline(always)]
    fn loss_of_part<
        S: ::mlp::__private::Simd<Self::Scalar>,
        L: ::mlp::__private::Loss<Self::OutputActivation>,
    >(
        &self,
        simd: S,
        samples: &::mlp::__private::Samples<'_, Self::Input, L::Target<Self::Output>>,
        loss: &L,
    ) -> Self::Scalar {
        ::mlp::__private::engine::columns::loss_of_part(simd, self, samples, loss)
    }
    #[inline]
    fn parameters(&self) -> &[Self::Scalar] {
        let layers = [::mlp::__private::Dense::parameters(&self.layer1)];
        ::core::option::Option::unwrap_or_default(::mlp::__private::join(self, layers))
    }
    #[inline]
    fn parameters_mut(&mut self) -> &mut [Self::Scalar] {
        let layers = ::mlp::__private::join_mut(
            self,
            |network| { [::mlp::__private::Dense::parameters_mut(&mut network.layer1)] },
        );
        ::core::option::Option::unwrap_or_default(layers)
    }
}
#[automatically_derived]
#[doc(hidden)]
#[allow(
    clippy::pedantic,
    clippy::too_many_lines,
    reason = "one line for each neuron and weight, however many"
)]
impl ::mlp::__private::engine::columns::Equations<1, 2> for Bare {
    #[inline(always)]
    fn respond<S: ::mlp::__private::Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; 1],
    ) -> [Self::Scalar; 2] {
        use ::mlp::__private::activation::Linear;
        use ::mlp::__private::matrix::respond;
        let a1 = respond(simd, &self.layer1, Linear, a0);
        a1
    }
    #[inline(always)]
    fn propagate<V: ::mlp::__private::Real<Scalar = Self::Scalar>>(
        &self,
        a0: &[V; 1],
    ) -> ::mlp::__private::Last<[V; 2]> {
        use ::mlp::__private::activation::Linear;
        use ::mlp::__private::{Last, LayerActivation};
        let w1 = &self.layer1.weights;
        let z1 = [a0[0].times(w1[0][0]), a0[0].times(w1[0][1])];
        let a1 = LayerActivation::forward(Linear, &z1);
        Last { z: z1, a: a1 }
    }
    #[inline(always)]
    fn back_propagate<V, C, L>(
        &self,
        tile: C,
        loss: &L,
        a0: &[V; 1],
        y: &[V; 2],
        gradients: &mut Self,
    ) -> V
    where
        V: ::mlp::__private::Real<Scalar = Self::Scalar>,
        C: ::mlp::__private::Tile<V>,
        L: ::mlp::__private::Loss<Self::OutputActivation>,
    {
        use ::mlp::__private::activation::Linear;
        use ::mlp::__private::LayerActivation;
        let w1 = &self.layer1.weights;
        let z1 = [a0[0].times(w1[0][0]), a0[0].times(w1[0][1])];
        let a1 = LayerActivation::forward(Linear, &z1);
        let (value, delta1) = tile.loss(loss, Linear, &z1, &a1, y);
        tile.add_gradients(&mut gradients.layer1, a0, &delta1);
        value
    }
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Linear;
        Linear
    }
}
