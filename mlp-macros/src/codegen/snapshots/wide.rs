// network! { struct Wide: 32 => relu 31 => softmax 2 }

/// The network `32 => relu 31 => softmax 2`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `relu` | 32 × 31 | 1023 | 992 |
/// | 2 | `softmax` | 31 × 2 | 64 | 62 |
/// | | | | **1087** | **1054** |
///
/// In `f32`: 4348 bytes of parameters, 252 bytes of activations in a call, 4872 bytes
/// beside the parameters in training.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it;
/// `predict` and `accuracy` are those of [`Classifier`](::mlp::predict::Classifier).
///
/// # Example
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! { pub struct Wide: 32 => relu 31 => softmax 2 }
///
/// let network = Wide::seeded(7);
/// let output: [f32; 2] = network.forward(&[0.5; 32]);
/// assert_eq!(network.parameters().len(), 1087);
/// ```
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
#[cfg_attr(target_arch = "x86_64", repr(align(64)))]
struct Wide {
    /// Layer 1, `relu`: 32 × 31 weights, 31 biases.
    pub layer1: ::mlp::__private::Dense<32, 31, ::core::primitive::f32>,
    /// Layer 2, `softmax`: 31 × 2 weights, 2 biases.
    pub layer2: ::mlp::__private::Dense<31, 2, ::core::primitive::f32>,
}
#[automatically_derived]
impl ::mlp::__private::Network for Wide {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 32];
    type Output = [::core::primitive::f32; 2];
    type OutputActivation = ::mlp::__private::activation::Softmax;
    const INPUTS: ::core::primitive::usize = 32;
    const OUTPUTS: ::core::primitive::usize = 2;
    const LAYERS: ::core::primitive::usize = 2;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Wide",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 32,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "relu",
                fan_in: 32,
                fan_out: 31,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "softmax",
                fan_in: 31,
                fan_out: 2,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<32, 31, ::core::primitive::f32>>::ZEROED,
            layer2: <::mlp::__private::Dense<31, 2, ::core::primitive::f32>>::ZEROED,
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
impl ::mlp::__private::engine::rows::Equations<32, 2> for Wide {
    #[inline(always)]
    fn respond<S: ::mlp::__private::Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; 32],
    ) -> [Self::Scalar; 2] {
        use ::mlp::__private::activation::{Relu, Softmax};
        use ::mlp::__private::matrix::respond;
        let a1 = respond(simd, &self.layer1, Relu, a0);
        let a2 = respond(simd, &self.layer2, Softmax { temperature: 1.0 }, &a1);
        a2
    }
    fn propagate<const SAMPLES: ::core::primitive::usize>(
        &self,
        rows: ::mlp::__private::Rows<'_, Self, SAMPLES>,
        a0: &[&[Self::Scalar; 32]],
        last: &mut [[Self::Scalar; 2]],
    ) {
        use ::mlp::__private::activation::Relu;
        let mut a1 = rows.space();
        rows.respond(&self.layer1, Relu, a0, &mut a1);
        rows.affine_into(&self.layer2, &a1, last);
    }
    fn back_propagate<
        L: ::mlp::__private::Loss<Self::OutputActivation>,
        const SAMPLES: ::core::primitive::usize,
    >(
        &self,
        rows: ::mlp::__private::Rows<'_, Self, SAMPLES>,
        loss: &L,
        a0: &[&[Self::Scalar; 32]],
        y: &[[Self::Scalar; 2]],
        gradients: &mut Self,
    ) -> [Self::Scalar; SAMPLES] {
        use ::mlp::__private::activation::{Relu, Softmax};
        let mut z1 = rows.space();
        rows.affine(&self.layer1, a0, &mut z1);
        let mut a1 = rows.space();
        rows.forward(Relu, &z1, &mut a1);
        let mut z2 = rows.space();
        rows.affine(&self.layer2, &a1, &mut z2);
        let mut delta2 = rows.space();
        let values = rows.loss(loss, Softmax { temperature: 1.0 }, &z2, y, &mut delta2);
        rows.add_gradients(&mut gradients.layer2, &a1, &delta2);
        let mut delta1 = rows.space();
        rows.delta(&self.layer2, &delta2, Relu, [&z1, &a1], &mut delta1);
        rows.add_gradients(&mut gradients.layer1, a0, &delta1);
        values
    }
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Softmax;
        Softmax { temperature: 1.0 }
    }
}
