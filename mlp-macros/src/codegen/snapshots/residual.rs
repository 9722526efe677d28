// network! { struct Skip: 2 => residual(relu 3 => residual(tanh 3) => tanh 2) => linear 1 }

/// The network `2 => residual(relu 3 => residual(tanh 3) => tanh 2) => linear 1`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `relu` | 2 × 3 | 9 | 6 |
/// | 2 | `tanh` | 3 × 3 | 12 | 9 |
/// | 3 | `tanh` | 3 × 2 | 8 | 6 |
/// | 4 | `linear` | 2 × 1 | 3 | 2 |
/// | | | | **32** | **23** |
///
/// In `f32`: 128 bytes of parameters, 32 bytes of activations in a call, 244 bytes
/// beside the parameters in training.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it.
///
/// # Example
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! { pub struct Skip: 2 => residual(relu 3 => residual(tanh 3) => tanh 2) => linear 1 }
///
/// let network = Skip::seeded(7);
/// let output: [f32; 1] = network.forward(&[0.5, 0.5]);
/// assert_eq!(network.parameters().len(), 32);
/// ```
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct Skip {
    /// Layer 1, `relu`: 2 × 3 weights, 3 biases.
    pub layer1: ::mlp::__private::Dense<2, 3, ::core::primitive::f32>,
    /// Layer 2, `tanh`: 3 × 3 weights, 3 biases.
    pub layer2: ::mlp::__private::Dense<3, 3, ::core::primitive::f32>,
    /// Layer 3, `tanh`: 3 × 2 weights, 2 biases.
    pub layer3: ::mlp::__private::Dense<3, 2, ::core::primitive::f32>,
    /// Layer 4, `linear`: 2 × 1 weights, 1 bias.
    pub layer4: ::mlp::__private::Dense<2, 1, ::core::primitive::f32>,
}
#[automatically_derived]
impl ::mlp::__private::Network for Skip {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 1];
    type OutputActivation = ::mlp::__private::activation::Linear;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 1;
    const LAYERS: ::core::primitive::usize = 4;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Skip",
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
                activation: "tanh",
                fan_in: 3,
                fan_out: 3,
                bias: true,
                adds: &[1],
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "tanh",
                fan_in: 3,
                fan_out: 2,
                bias: true,
                adds: &[0],
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "linear",
                fan_in: 2,
                fan_out: 1,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<2, 3, ::core::primitive::f32>>::ZEROED,
            layer2: <::mlp::__private::Dense<3, 3, ::core::primitive::f32>>::ZEROED,
            layer3: <::mlp::__private::Dense<3, 2, ::core::primitive::f32>>::ZEROED,
            layer4: <::mlp::__private::Dense<2, 1, ::core::primitive::f32>>::ZEROED,
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
        ::mlp::__private::fill(
            &::mlp::__private::init::GlorotNormal,
            &mut network.layer3.weights,
            rng,
        );
        ::mlp::__private::fill(
            &::mlp::__private::init::GlorotNormal,
            &mut network.layer4.weights,
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
            ::mlp::__private::Dense::parameters(&self.layer3),
            ::mlp::__private::Dense::parameters(&self.layer4),
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
                    ::mlp::__private::Dense::parameters_mut(&mut network.layer3),
                    ::mlp::__private::Dense::parameters_mut(&mut network.layer4),
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
impl ::mlp::__private::engine::columns::Equations<2, 1> for Skip {
    #[inline(always)]
    fn respond<S: ::mlp::__private::Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; 2],
    ) -> [Self::Scalar; 1] {
        use ::mlp::__private::activation::{Linear, Relu, Tanh};
        use ::mlp::__private::matrix::{add, respond};
        let a1 = respond(simd, &self.layer1, Relu, a0);
        let h2 = respond(simd, &self.layer2, Tanh, &a1);
        let a2 = add(&h2, &a1);
        let h3 = respond(simd, &self.layer3, Tanh, &a2);
        let a3 = add(&h3, a0);
        let a4 = respond(simd, &self.layer4, Linear, &a3);
        a4
    }
    #[inline(always)]
    fn propagate<V: ::mlp::__private::Real<Scalar = Self::Scalar>>(
        &self,
        a0: &[V; 2],
    ) -> ::mlp::__private::Last<[V; 1]> {
        use ::mlp::__private::activation::{Linear, Relu, Tanh};
        use ::mlp::__private::matrix::add;
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
            a1[0]
                .splat(b2[1])
                .plus(w2[0][1], a1[0])
                .plus(w2[1][1], a1[1])
                .plus(w2[2][1], a1[2]),
            a1[0]
                .splat(b2[2])
                .plus(w2[0][2], a1[0])
                .plus(w2[1][2], a1[1])
                .plus(w2[2][2], a1[2]),
        ];
        let h2 = LayerActivation::forward(Tanh, &z2);
        let a2 = add(&h2, &a1);
        let w3 = &self.layer3.weights;
        let b3 = &self.layer3.biases;
        let z3 = [
            a2[0]
                .splat(b3[0])
                .plus(w3[0][0], a2[0])
                .plus(w3[1][0], a2[1])
                .plus(w3[2][0], a2[2]),
            a2[0]
                .splat(b3[1])
                .plus(w3[0][1], a2[0])
                .plus(w3[1][1], a2[1])
                .plus(w3[2][1], a2[2]),
        ];
        let h3 = LayerActivation::forward(Tanh, &z3);
        let a3 = add(&h3, a0);
        let w4 = &self.layer4.weights;
        let b4 = &self.layer4.biases;
        let z4 = [a3[0].splat(b4[0]).plus(w4[0][0], a3[0]).plus(w4[1][0], a3[1])];
        let a4 = LayerActivation::forward(Linear, &z4);
        Last { z: z4, a: a4 }
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
        use ::mlp::__private::activation::{Linear, Relu, Tanh};
        use ::mlp::__private::matrix::add;
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
            a1[0]
                .splat(b2[1])
                .plus(w2[0][1], a1[0])
                .plus(w2[1][1], a1[1])
                .plus(w2[2][1], a1[2]),
            a1[0]
                .splat(b2[2])
                .plus(w2[0][2], a1[0])
                .plus(w2[1][2], a1[1])
                .plus(w2[2][2], a1[2]),
        ];
        let h2 = LayerActivation::forward(Tanh, &z2);
        let a2 = add(&h2, &a1);
        let w3 = &self.layer3.weights;
        let b3 = &self.layer3.biases;
        let z3 = [
            a2[0]
                .splat(b3[0])
                .plus(w3[0][0], a2[0])
                .plus(w3[1][0], a2[1])
                .plus(w3[2][0], a2[2]),
            a2[0]
                .splat(b3[1])
                .plus(w3[0][1], a2[0])
                .plus(w3[1][1], a2[1])
                .plus(w3[2][1], a2[2]),
        ];
        let h3 = LayerActivation::forward(Tanh, &z3);
        let a3 = add(&h3, a0);
        let w4 = &self.layer4.weights;
        let b4 = &self.layer4.biases;
        let z4 = [a3[0].splat(b4[0]).plus(w4[0][0], a3[0]).plus(w4[1][0], a3[1])];
        let a4 = LayerActivation::forward(Linear, &z4);
        let (value, delta4) = tile.loss(loss, Linear, &z4, &a4, y);
        tile.add_gradients(&mut gradients.layer4, &a3, &delta4);
        let da3 = [delta4[0].times(w4[0][0]), delta4[0].times(w4[1][0])];
        let delta3 = LayerActivation::backward(Tanh, &z3, &h3, &da3);
        tile.add_gradients(&mut gradients.layer3, &a2, &delta3);
        let da2 = [
            delta3[0].times(w3[0][0]).plus(w3[0][1], delta3[1]),
            delta3[0].times(w3[1][0]).plus(w3[1][1], delta3[1]),
            delta3[0].times(w3[2][0]).plus(w3[2][1], delta3[1]),
        ];
        let delta2 = LayerActivation::backward(Tanh, &z2, &h2, &da2);
        tile.add_gradients(&mut gradients.layer2, &a1, &delta2);
        let da1 = [
            delta2[0]
                .times(w2[0][0])
                .plus(w2[0][1], delta2[1])
                .plus(w2[0][2], delta2[2]),
            delta2[0]
                .times(w2[1][0])
                .plus(w2[1][1], delta2[1])
                .plus(w2[1][2], delta2[2]),
            delta2[0].times(w2[2][0]).plus(w2[2][1], delta2[1]).plus(w2[2][2], delta2[2]),
        ];
        let da1 = add(&da1, &da2);
        let delta1 = LayerActivation::backward(Relu, &z1, &a1, &da1);
        tile.add_gradients(&mut gradients.layer1, a0, &delta1);
        value
    }
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Linear;
        Linear
    }
}
