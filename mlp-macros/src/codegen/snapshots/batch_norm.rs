// network! { struct Norm: 2 => relu 3 [batch_norm(momentum = 0.9)] => linear 1 }

/// The network `2 => relu 3 => linear 1`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `relu` | 2 × 3 | 18 | 6 |
/// | 2 | `linear` | 3 × 1 | 4 | 3 |
/// | | | | **22** | **9** |
///
/// In `f32`: 88 bytes of parameters, 20 bytes of activations in a call, 4440 bytes
/// beside the parameters in training.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it.
/// For inference [`folded`](::mlp::Network::folded) gives [`FoldedNorm`]: the same function
/// without batch normalization.
///
/// # Example
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! { pub struct Norm: 2 => relu 3 [batch_norm(momentum = 0.9, epsilon = 0.001)] => linear 1 }
///
/// let network = Norm::seeded(7);
/// let output: [f32; 1] = network.forward(&[0.5, 0.5]);
/// assert_eq!(network.parameters().len(), 22);
/// ```
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct Norm {
    /// Layer 1, `relu`: 2 × 3 weights, β in place of biases.
    pub layer1: ::mlp::__private::Dense<
        2,
        3,
        ::core::primitive::f32,
        ::mlp::__private::NoBiases,
    >,
    /// Batch normalization of layer 1: γ, β, moving mean and variance of 3 neurons.
    pub batch_norm1: ::mlp::__private::BatchNorm<3, ::core::primitive::f32>,
    /// Layer 2, `linear`: 3 × 1 weights, 1 bias.
    pub layer2: ::mlp::__private::Dense<3, 1, ::core::primitive::f32>,
}
#[automatically_derived]
impl ::mlp::__private::Network for Norm {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 1];
    type OutputActivation = ::mlp::__private::activation::Linear;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 1;
    const LAYERS: ::core::primitive::usize = 2;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Norm",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 2,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "relu",
                fan_in: 2,
                fan_out: 3,
                bias: false,
                batch_norm: ::core::option::Option::Some(::mlp::__private::BatchNormSettings {
                    momentum: 0.9,
                    epsilon: 0.001,
                }),
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "linear",
                fan_in: 3,
                fan_out: 1,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<
                2,
                3,
                ::core::primitive::f32,
                ::mlp::__private::NoBiases,
            >>::ZEROED,
            batch_norm1: <::mlp::__private::BatchNorm<
                3,
                ::core::primitive::f32,
            >>::ZEROED,
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
        network.batch_norm1 = <::mlp::__private::BatchNorm<
            3,
            ::core::primitive::f32,
        >>::START;
        ::mlp::__private::fill(
            &::mlp::__private::init::GlorotNormal,
            &mut network.layer2.weights,
            rng,
        );
        network
    }
    #[inline]
    fn forward(&self, input: &Self::Input) -> Self::Output {
        ::mlp::__private::engine::rows::forward(self, input)
    }
    #[inline]
    fn forward_batch(
        &self,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> ::core::result::Result<(), ::mlp::__private::LengthMismatch> {
        ::mlp::__private::engine::rows::forward_batch(self, inputs, outputs)
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
        ::mlp::__private::engine::rows::gradients_of_part(
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
        ::mlp::__private::engine::rows::loss_of_part(simd, self, samples, loss)
    }
    #[inline(always)]
    fn around_step(
        &self,
        gradients: &mut Self,
        step: impl ::core::ops::FnOnce(&mut Self),
    ) {
        let batch_norm1 = ::mlp::__private::BatchNorm::take_statistics(
            &mut gradients.batch_norm1,
        );
        step(gradients);
        ::mlp::__private::BatchNorm::follow(
            &mut gradients.batch_norm1,
            &self.batch_norm1,
            &batch_norm1,
            0.9,
        );
    }
    #[inline]
    fn parameters(&self) -> &[Self::Scalar] {
        let layers = [
            ::mlp::__private::Dense::parameters(&self.layer1),
            &self.batch_norm1.gamma,
            &self.batch_norm1.beta,
            &self.batch_norm1.moving_mean,
            &self.batch_norm1.moving_variance,
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
                    &mut network.batch_norm1.gamma,
                    &mut network.batch_norm1.beta,
                    &mut network.batch_norm1.moving_mean,
                    &mut network.batch_norm1.moving_variance,
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
impl ::mlp::__private::engine::rows::Equations<2, 1> for Norm {
    fn respond<S: ::mlp::__private::Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; 2],
    ) -> [Self::Scalar; 1] {
        ::mlp::__private::engine::rows::one(self, ::mlp::__private::Rows::one(simd), a0)
    }
    fn propagate<const SAMPLES: ::core::primitive::usize>(
        &self,
        rows: ::mlp::__private::Rows<'_, Self, SAMPLES>,
        a0: &[&[Self::Scalar; 2]],
        last: &mut [[Self::Scalar; 1]],
    ) {
        use ::mlp::__private::activation::Relu;
        let mut z1 = rows.space();
        rows.affine(&self.layer1, a0, &mut z1);
        let statistics1 = rows.moving_statistics(0.001, &self.batch_norm1);
        let n1 = rows.normalize(&self.batch_norm1, &statistics1, &z1);
        let mut a1 = rows.space();
        rows.forward(Relu, &n1, &mut a1);
        rows.affine_into(&self.layer2, &a1, last);
    }
    fn back_propagate<
        L: ::mlp::__private::Loss<Self::OutputActivation>,
        const SAMPLES: ::core::primitive::usize,
    >(
        &self,
        rows: ::mlp::__private::Rows<'_, Self, SAMPLES>,
        loss: &L,
        a0: &[&[Self::Scalar; 2]],
        y: &[[Self::Scalar; 1]],
        gradients: &mut Self,
    ) -> [Self::Scalar; SAMPLES] {
        use ::mlp::__private::activation::{Linear, Relu};
        let mut z1 = rows.space();
        rows.affine(&self.layer1, a0, &mut z1);
        let statistics1 = rows.statistics(0.001, &z1);
        let n1 = rows.normalize(&self.batch_norm1, &statistics1, &z1);
        let mut a1 = rows.space();
        rows.forward(Relu, &n1, &mut a1);
        let mut z2 = rows.space();
        rows.affine(&self.layer2, &a1, &mut z2);
        let mut delta2 = rows.space();
        let values = rows.loss(loss, Linear, &z2, y, &mut delta2);
        rows.add_gradients(&mut gradients.layer2, &a1, &delta2);
        let mut dn1 = rows.space();
        rows.delta(&self.layer2, &delta2, Relu, [&n1, &a1], &mut dn1);
        let delta1 = rows
            .backward_through_statistics(
                (&self.batch_norm1, &mut gradients.batch_norm1),
                &statistics1,
                &z1,
                &dn1,
            );
        rows.add_gradients(&mut gradients.layer1, a0, &delta1);
        values
    }
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Linear;
        Linear
    }
}
/// [`Norm`] for inference, `2 => relu 3 => linear 1`: each batch normalization is in the weights
/// and biases of its layer. [`folded`](::mlp::Network::folded) makes it.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `relu` | 2 × 3 | 9 | 6 |
/// | 2 | `linear` | 3 × 1 | 4 | 3 |
/// | | | | **13** | **9** |
///
/// In `f32`: 52 bytes of parameters, 20 bytes of activations in a call, 108 bytes
/// beside the parameters in training.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it.
///
/// # Example
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! { pub struct Norm: 2 => relu 3 [batch_norm(momentum = 0.9, epsilon = 0.001)] => linear 1 }
///
/// let network = Norm::seeded(7);
/// let folded: FoldedNorm = network.folded();
/// let outputs: [[f32; 1]; 2] = [network.forward(&[0.5, 0.5]), folded.forward(&[0.5, 0.5])];
/// assert!(outputs[0].iter().zip(outputs[1]).all(|(a, b)| (a - b).abs() <= 1e-4 * a.abs().max(1.0)));
/// ```
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct FoldedNorm {
    /// Layer 1, `relu`: 2 × 3 weights, 3 biases.
    pub layer1: ::mlp::__private::Dense<2, 3, ::core::primitive::f32>,
    /// Layer 2, `linear`: 3 × 1 weights, 1 bias.
    pub layer2: ::mlp::__private::Dense<3, 1, ::core::primitive::f32>,
}
#[automatically_derived]
impl ::mlp::__private::Network for FoldedNorm {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 1];
    type OutputActivation = ::mlp::__private::activation::Linear;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 1;
    const LAYERS: ::core::primitive::usize = 2;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "FoldedNorm",
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
                activation: "linear",
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
impl ::mlp::__private::engine::columns::Equations<2, 1> for FoldedNorm {
    #[inline(always)]
    fn respond<S: ::mlp::__private::Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; 2],
    ) -> [Self::Scalar; 1] {
        use ::mlp::__private::activation::{Linear, Relu};
        use ::mlp::__private::matrix::respond;
        let a1 = respond(simd, &self.layer1, Relu, a0);
        let a2 = respond(simd, &self.layer2, Linear, &a1);
        a2
    }
    #[inline(always)]
    fn propagate<V: ::mlp::__private::Real<Scalar = Self::Scalar>>(
        &self,
        a0: &[V; 2],
    ) -> ::mlp::__private::Last<[V; 1]> {
        use ::mlp::__private::activation::{Linear, Relu};
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
        let a2 = LayerActivation::forward(Linear, &z2);
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
        use ::mlp::__private::activation::{Linear, Relu};
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
        let a2 = LayerActivation::forward(Linear, &z2);
        let (value, delta2) = tile.loss(loss, Linear, &z2, &a2, y);
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
        use ::mlp::__private::activation::Linear;
        Linear
    }
}
#[automatically_derived]
impl ::mlp::__private::FoldBatchNorm for Norm {
    type Folded = FoldedNorm;
    fn fold_batch_norm(&self) -> Self::Folded {
        FoldedNorm {
            layer1: ::mlp::__private::BatchNorm::fold(
                &self.batch_norm1,
                0.001,
                &self.layer1,
            ),
            layer2: self.layer2,
        }
    }
}
