// network! { struct Drop: 2 => relu 3 [dropout = 0.25] => residual(tanh 3 [dropout = 0.5]) => linear 1 }

/// The network `2 => relu 3 => residual(tanh 3) => linear 1`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `relu` | 2 × 3 | 9 | 6 |
/// | 2 | `tanh` | 3 × 3 | 12 | 9 |
/// | 3 | `linear` | 3 × 1 | 4 | 3 |
/// | | | | **25** | **18** |
///
/// In `f32`: 100 bytes of parameters, 24 bytes of activations in a call, 192 bytes
/// beside the parameters in training.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it.
///
/// # Example
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! { pub struct Drop: 2 => relu 3 [dropout = 0.25] => residual(tanh 3 [dropout = 0.5]) => linear 1 }
///
/// let network = Drop::seeded(7);
/// let output: [f32; 1] = network.forward(&[0.5, 0.5]);
/// assert_eq!(network.parameters().len(), 25);
/// ```
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct Drop {
    /// Layer 1, `relu`: 2 × 3 weights, 3 biases.
    pub layer1: ::mlp::__private::Dense<2, 3, ::core::primitive::f32>,
    /// Layer 2, `tanh`: 3 × 3 weights, 3 biases.
    pub layer2: ::mlp::__private::Dense<3, 3, ::core::primitive::f32>,
    /// Layer 3, `linear`: 3 × 1 weights, 1 bias.
    pub layer3: ::mlp::__private::Dense<3, 1, ::core::primitive::f32>,
}
#[automatically_derived]
impl ::mlp::__private::Network for Drop {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 1];
    type OutputActivation = ::mlp::__private::activation::Linear;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 1;
    const LAYERS: ::core::primitive::usize = 3;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Drop",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 2,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "relu",
                fan_in: 2,
                fan_out: 3,
                bias: true,
                dropout: 0.25,
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "tanh",
                fan_in: 3,
                fan_out: 3,
                bias: true,
                dropout: 0.5,
                adds: &[1],
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
            layer2: <::mlp::__private::Dense<3, 3, ::core::primitive::f32>>::ZEROED,
            layer3: <::mlp::__private::Dense<3, 1, ::core::primitive::f32>>::ZEROED,
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
    #[inline]
    fn parameters(&self) -> &[Self::Scalar] {
        let layers = [
            ::mlp::__private::Dense::parameters(&self.layer1),
            ::mlp::__private::Dense::parameters(&self.layer2),
            ::mlp::__private::Dense::parameters(&self.layer3),
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
impl ::mlp::__private::engine::rows::Equations<2, 1> for Drop {
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
        use ::mlp::__private::activation::{Relu, Tanh};
        let mut h1 = rows.space();
        rows.respond(&self.layer1, Relu, a0, &mut h1);
        let a1 = h1;
        let mut h2 = rows.space();
        rows.respond(&self.layer2, Tanh, &a1, &mut h2);
        let a2 = rows.add(&h2, &a1);
        rows.affine_into(&self.layer3, &a2, last);
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
        use ::mlp::__private::activation::{Linear, Relu, Tanh};
        let mut z1 = rows.space();
        rows.affine(&self.layer1, a0, &mut z1);
        let mut h1 = rows.space();
        rows.forward(Relu, &z1, &mut h1);
        let a1 = rows.drop_out(1, 0.25, &h1);
        let mut z2 = rows.space();
        rows.affine(&self.layer2, &a1, &mut z2);
        let mut h2 = rows.space();
        rows.forward(Tanh, &z2, &mut h2);
        let a2 = rows.drop_out(2, 0.5, &h2);
        let a2 = rows.add(&a2, &a1);
        let mut z3 = rows.space();
        rows.affine(&self.layer3, &a2, &mut z3);
        let mut delta3 = rows.space();
        let values = rows.loss(loss, Linear, &z3, y, &mut delta3);
        rows.add_gradients(&mut gradients.layer3, &a2, &delta3);
        let da2 = rows.back_propagate(&self.layer3, &delta3);
        let dh2 = rows.drop_out(2, 0.5, &da2);
        let delta2 = rows.backward(Tanh, &z2, &h2, &dh2);
        rows.add_gradients(&mut gradients.layer2, &a1, &delta2);
        let da1 = rows.back_propagate(&self.layer2, &delta2);
        let da1 = rows.add(&da1, &da2);
        let dh1 = rows.drop_out(1, 0.25, &da1);
        let delta1 = rows.backward(Relu, &z1, &h1, &dh1);
        rows.add_gradients(&mut gradients.layer1, a0, &delta1);
        values
    }
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Linear;
        Linear
    }
}
