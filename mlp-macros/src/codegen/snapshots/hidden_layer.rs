// network! { struct Hidden: 2 => relu 3 => sigmoid 1 }

/// The network `2 => relu 3 => sigmoid 1`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `relu` | 2 × 3 | 9 | 6 |
/// | 2 | `sigmoid` | 3 × 1 | 4 | 3 |
/// | | | | **13** | **9** |
///
/// In `f32`: 52 bytes of parameters, 20 bytes of activations in a call, 108 bytes
/// beside the parameters in training.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it;
/// `predict` and `accuracy` are those of [`Classifier`](::mlp::predict::Classifier).
///
/// # Example
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! { pub struct Hidden: 2 => relu 3 => sigmoid 1 }
///
/// let network = Hidden::seeded(7);
/// let output: [f32; 1] = network.forward(&[0.5, 0.5]);
/// assert_eq!(network.parameters().len(), 13);
/// ```
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct Hidden {
    /// Layer 1, `relu`: 2 × 3 weights, 3 biases.
    pub layer1: ::mlp::__private::Dense<2, 3, ::core::primitive::f32>,
    /// Layer 2, `sigmoid`: 3 × 1 weights, 1 bias.
    pub layer2: ::mlp::__private::Dense<3, 1, ::core::primitive::f32>,
}
#[automatically_derived]
impl ::mlp::__private::Network for Hidden {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 1];
    type OutputActivation = ::mlp::__private::activation::Sigmoid;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 1;
    const LAYERS: ::core::primitive::usize = 2;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Hidden",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 2,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "relu",
                fan_in: 2,
                fan_out: 3,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "sigmoid",
                fan_in: 3,
                fan_out: 1,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<2, 3, ::core::primitive::f32>>::ZEROED,
            layer2: <::mlp::__private::Dense<3, 1, ::core::primitive::f32>>::ZEROED,
        }
    }
    fn init<R: ::mlp::__private::Rng + ?::core::marker::Sized>(rng: &mut R) -> Self {
        let mut network = <Self as ::mlp::__private::Network>::zeroed();
        ::mlp::__private::fill(
            &::mlp::__private::init::HeNormal,
            &mut network.layer1.weights,
            rng,
        );
        ::mlp::__private::fill(
            &::mlp::__private::init::GlorotNormal,
            &mut network.layer2.weights,
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
        let layers = [
            ::mlp::__private::Dense::parameters(&self.layer1),
            ::mlp::__private::Dense::parameters(&self.layer2),
        ];
        ::core::option::Option::unwrap_or_default(::mlp::__private::join(self, layers))
    }
    #[inline]
    fn parameters_mut(&mut self) -> &mut [Self::Scalar] {
        let layers = ::mlp::__private::join_mut(
            self,
            |network| {
                [
                    ::mlp::__private::Dense::parameters_mut(&mut network.layer1),
                    ::mlp::__private::Dense::parameters_mut(&mut network.layer2),
                ]
            },
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
impl ::mlp::__private::engine::columns::Equations<2, 1> for Hidden {
    #[inline(always)]
    fn respond<S: ::mlp::__private::Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; 2],
    ) -> [Self::Scalar; 1] {
        use ::mlp::__private::activation::{Relu, Sigmoid};
        use ::mlp::__private::matrix::respond;
        let a1 = respond(simd, &self.layer1, Relu, a0);
        let a2 = respond(simd, &self.layer2, Sigmoid, &a1);
        a2
    }
    #[inline(always)]
    fn propagate<V: ::mlp::__private::Real<Scalar = Self::Scalar>>(
        &self,
        a0: &[V; 2],
    ) -> ::mlp::__private::Last<[V; 1]> {
        use ::mlp::__private::activation::{Relu, Sigmoid};
        use ::mlp::__private::{Last, LayerActivation};
        let w1 = &self.layer1.weights;
        let b1 = &self.layer1.biases;
        let z1 = [
            a0[0].splat(b1[0]).plus(w1[0][0], a0[0]).plus(w1[1][0], a0[1]),
            a0[0].splat(b1[1]).plus(w1[0][1], a0[0]).plus(w1[1][1], a0[1]),
            a0[0].splat(b1[2]).plus(w1[0][2], a0[0]).plus(w1[1][2], a0[1]),
        ];
        let a1 = LayerActivation::forward(Relu, &z1);
        let w2 = &self.layer2.weights;
        let b2 = &self.layer2.biases;
        let z2 = [
            a1[0]
                .splat(b2[0])
                .plus(w2[0][0], a1[0])
                .plus(w2[1][0], a1[1])
                .plus(w2[2][0], a1[2]),
        ];
        let a2 = LayerActivation::forward(Sigmoid, &z2);
        Last { z: z2, a: a2 }
    }
    #[inline(always)]
    fn back_propagate<V, C, L>(
        &self,
        tile: C,
        loss: &L,
        a0: &[V; 2],
        y: &[V; 1],
        gradients: &mut Self,
    ) -> V
    where
        V: ::mlp::__private::Real<Scalar = Self::Scalar>,
        C: ::mlp::__private::Tile<V>,
        L: ::mlp::__private::Loss<Self::OutputActivation>,
    {
        use ::mlp::__private::activation::{Relu, Sigmoid};
        use ::mlp::__private::LayerActivation;
        let w1 = &self.layer1.weights;
        let b1 = &self.layer1.biases;
        let z1 = [
            a0[0].splat(b1[0]).plus(w1[0][0], a0[0]).plus(w1[1][0], a0[1]),
            a0[0].splat(b1[1]).plus(w1[0][1], a0[0]).plus(w1[1][1], a0[1]),
            a0[0].splat(b1[2]).plus(w1[0][2], a0[0]).plus(w1[1][2], a0[1]),
        ];
        let a1 = LayerActivation::forward(Relu, &z1);
        let w2 = &self.layer2.weights;
        let b2 = &self.layer2.biases;
        let z2 = [
            a1[0]
                .splat(b2[0])
                .plus(w2[0][0], a1[0])
                .plus(w2[1][0], a1[1])
                .plus(w2[2][0], a1[2]),
        ];
        let a2 = LayerActivation::forward(Sigmoid, &z2);
        let (value, delta2) = tile.loss(loss, Sigmoid, &z2, &a2, y);
        tile.add_gradients(&mut gradients.layer2, &a1, &delta2);
        let da1 = [
            delta2[0].times(w2[0][0]),
            delta2[0].times(w2[1][0]),
            delta2[0].times(w2[2][0]),
        ];
        let delta1 = LayerActivation::backward(Relu, &z1, &a1, &da1);
        tile.add_gradients(&mut gradients.layer1, a0, &delta1);
        value
    }
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Sigmoid;
        Sigmoid
    }
}
