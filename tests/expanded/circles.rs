// What `network!` writes for
//
//     /// Tells the inner circle from the outer one.
//     pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1
//
// beside the equations of the lecture. `cargo expand` shows the same without these comments, and a
// test of `mlp-macros` fails when the macro writes something else.
//
// Layers count from 1; the input is layer 0. A sample is a row, so the weights stand to its right:
//
//     z⁽ˡ⁾ = a⁽ˡ⁻¹⁾ W⁽ˡ⁾ + b⁽ˡ⁾              a⁽ˡ⁾ = φ(z⁽ˡ⁾)
//     δ⁽ᴸ⁾ = ∂loss/∂z⁽ᴸ⁾                     δ⁽ˡ⁾ = (δ⁽ˡ⁺¹⁾ W⁽ˡ⁺¹⁾ᵀ) ⊙ φ′(z⁽ˡ⁾)
//     ∂W⁽ˡ⁾ = a⁽ˡ⁻¹⁾ᵀ δ⁽ˡ⁾                   ∂b⁽ˡ⁾ = δ⁽ˡ⁾
//
// w1, b1, z1, a1 are W⁽¹⁾, b⁽¹⁾, z⁽¹⁾, a⁽¹⁾; delta1 is δ⁽¹⁾; da1 is the derivative of the loss with
// respect to a⁽¹⁾.

/// Tells the inner circle from the outer one.
///
/// W⁽ˡ⁾ and b⁽ˡ⁾ of three layers, one after the other in memory: 37 numbers.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
pub struct Circles {
    /// W⁽¹⁾ is 2 × 4: row i holds what leaves input i. b⁽¹⁾ has one number for each neuron.
    pub layer1: ::mlp::__private::Dense<2, 4, ::core::primitive::f32>,
    /// W⁽²⁾ is 4 × 4: row i holds what leaves input i. b⁽²⁾ has one number for each neuron.
    pub layer2: ::mlp::__private::Dense<4, 4, ::core::primitive::f32>,
    /// W⁽³⁾ is 4 × 1: row i holds what leaves input i. b⁽³⁾ has one number for each neuron.
    pub layer3: ::mlp::__private::Dense<4, 1, ::core::primitive::f32>,
}

// Network is the trait of every network: what it takes and gives, its first weights, and the calls of
// the loops that take slices of samples through the equations below.
#[automatically_derived]
impl ::mlp::__private::Network for Circles {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 1];
    type OutputActivation = ::mlp::__private::activation::Sigmoid;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 1;
    const LAYERS: ::core::primitive::usize = 3;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Circles",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 2,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "relu",
                fan_in: 2,
                fan_out: 4,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "relu",
                fan_in: 4,
                fan_out: 4,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "sigmoid",
                fan_in: 4,
                fan_out: 1,
                bias: true,
                ..::mlp::__private::LayerSummary::DENSE
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<2, 4, ::core::primitive::f32>>::ZEROED,
            layer2: <::mlp::__private::Dense<4, 4, ::core::primitive::f32>>::ZEROED,
            layer3: <::mlp::__private::Dense<4, 1, ::core::primitive::f32>>::ZEROED,
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
            &::mlp::__private::init::HeNormal,
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
        ::mlp::__private::engine::columns::gradients_of_part(simd, self, samples, loss, gradients)
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

// The equations, three times; they differ in what stands side by side in the processor:
//
//   respond          one sample, the neurons of a layer side by side
//   propagate        several samples: one number of each of them is a V
//   back_propagate   the same, and all the way back
//
// A V may as well be read as the number of one sample. The arithmetic on it:
//
//   z.plus(w, a)   z + w a, rounded once
//   a.times(w)     w a
//   a.splat(b)     b as a number of the kind of a
//
// and a tile is the samples side by side, which add themselves to the gradients of a layer in the order of
// `mlp_core::order`: ∂W[i][j] += a[i] δ[j] and ∂b[j] += δ[j], each product fused into its sum.
#[automatically_derived]
#[doc(hidden)]
#[allow(
    clippy::pedantic,
    clippy::too_many_lines,
    reason = "one line for each neuron and weight, however many"
)]
impl ::mlp::__private::engine::columns::Equations<2, 1> for Circles {
    // What the network makes of one sample: each line is a⁽ˡ⁾ = φ(a⁽ˡ⁻¹⁾ W⁽ˡ⁾ + b⁽ˡ⁾).
    #[inline(always)]
    fn respond<S: ::mlp::__private::Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; 2],
    ) -> [Self::Scalar; 1] {
        use ::mlp::__private::activation::{Relu, Sigmoid};
        use ::mlp::__private::matrix::respond;
        let a1 = respond(simd, &self.layer1, Relu, a0);
        let a2 = respond(simd, &self.layer2, Relu, &a1);
        let a3 = respond(simd, &self.layer3, Sigmoid, &a2);
        a3
    }

    // Forwards, neuron by neuron: column j of W⁽ˡ⁾ holds what enters neuron j.
    #[inline(always)]
    fn propagate<V: ::mlp::__private::Real<Scalar = Self::Scalar>>(
        &self,
        a0: &[V; 2],
    ) -> ::mlp::__private::Last<[V; 1]> {
        use ::mlp::__private::activation::{Relu, Sigmoid};
        use ::mlp::__private::{Last, LayerActivation};

        // Layer 1: z⁽¹⁾ = a⁽⁰⁾ W⁽¹⁾ + b⁽¹⁾
        let w1 = &self.layer1.weights;
        let b1 = &self.layer1.biases;
        let z1 = [
            a0[0].splat(b1[0]).plus(w1[0][0], a0[0]).plus(w1[1][0], a0[1]),
            a0[0].splat(b1[1]).plus(w1[0][1], a0[0]).plus(w1[1][1], a0[1]),
            a0[0].splat(b1[2]).plus(w1[0][2], a0[0]).plus(w1[1][2], a0[1]),
            a0[0].splat(b1[3]).plus(w1[0][3], a0[0]).plus(w1[1][3], a0[1]),
        ];
        // a⁽¹⁾ = relu(z⁽¹⁾)
        let a1 = LayerActivation::forward(Relu, &z1);

        // Layer 2: z⁽²⁾ = a⁽¹⁾ W⁽²⁾ + b⁽²⁾
        let w2 = &self.layer2.weights;
        let b2 = &self.layer2.biases;
        let z2 = [
            a1[0]
                .splat(b2[0])
                .plus(w2[0][0], a1[0])
                .plus(w2[1][0], a1[1])
                .plus(w2[2][0], a1[2])
                .plus(w2[3][0], a1[3]),
            a1[0]
                .splat(b2[1])
                .plus(w2[0][1], a1[0])
                .plus(w2[1][1], a1[1])
                .plus(w2[2][1], a1[2])
                .plus(w2[3][1], a1[3]),
            a1[0]
                .splat(b2[2])
                .plus(w2[0][2], a1[0])
                .plus(w2[1][2], a1[1])
                .plus(w2[2][2], a1[2])
                .plus(w2[3][2], a1[3]),
            a1[0]
                .splat(b2[3])
                .plus(w2[0][3], a1[0])
                .plus(w2[1][3], a1[1])
                .plus(w2[2][3], a1[2])
                .plus(w2[3][3], a1[3]),
        ];
        // a⁽²⁾ = relu(z⁽²⁾)
        let a2 = LayerActivation::forward(Relu, &z2);

        // Layer 3: z⁽³⁾ = a⁽²⁾ W⁽³⁾ + b⁽³⁾
        let w3 = &self.layer3.weights;
        let b3 = &self.layer3.biases;
        let z3 = [
            a2[0]
                .splat(b3[0])
                .plus(w3[0][0], a2[0])
                .plus(w3[1][0], a2[1])
                .plus(w3[2][0], a2[2])
                .plus(w3[3][0], a2[3]),
        ];
        // a⁽³⁾ = sigmoid(z⁽³⁾)
        let a3 = LayerActivation::forward(Sigmoid, &z3);

        Last { z: z3, a: a3 }
    }

    // Forwards, as above, and backwards: returns the loss of each sample, and adds the gradient of their
    // sum to `gradients`.
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

        // Layer 1: z⁽¹⁾ = a⁽⁰⁾ W⁽¹⁾ + b⁽¹⁾
        let w1 = &self.layer1.weights;
        let b1 = &self.layer1.biases;
        let z1 = [
            a0[0].splat(b1[0]).plus(w1[0][0], a0[0]).plus(w1[1][0], a0[1]),
            a0[0].splat(b1[1]).plus(w1[0][1], a0[0]).plus(w1[1][1], a0[1]),
            a0[0].splat(b1[2]).plus(w1[0][2], a0[0]).plus(w1[1][2], a0[1]),
            a0[0].splat(b1[3]).plus(w1[0][3], a0[0]).plus(w1[1][3], a0[1]),
        ];
        // a⁽¹⁾ = relu(z⁽¹⁾)
        let a1 = LayerActivation::forward(Relu, &z1);

        // Layer 2: z⁽²⁾ = a⁽¹⁾ W⁽²⁾ + b⁽²⁾
        let w2 = &self.layer2.weights;
        let b2 = &self.layer2.biases;
        let z2 = [
            a1[0]
                .splat(b2[0])
                .plus(w2[0][0], a1[0])
                .plus(w2[1][0], a1[1])
                .plus(w2[2][0], a1[2])
                .plus(w2[3][0], a1[3]),
            a1[0]
                .splat(b2[1])
                .plus(w2[0][1], a1[0])
                .plus(w2[1][1], a1[1])
                .plus(w2[2][1], a1[2])
                .plus(w2[3][1], a1[3]),
            a1[0]
                .splat(b2[2])
                .plus(w2[0][2], a1[0])
                .plus(w2[1][2], a1[1])
                .plus(w2[2][2], a1[2])
                .plus(w2[3][2], a1[3]),
            a1[0]
                .splat(b2[3])
                .plus(w2[0][3], a1[0])
                .plus(w2[1][3], a1[1])
                .plus(w2[2][3], a1[2])
                .plus(w2[3][3], a1[3]),
        ];
        // a⁽²⁾ = relu(z⁽²⁾)
        let a2 = LayerActivation::forward(Relu, &z2);

        // Layer 3: z⁽³⁾ = a⁽²⁾ W⁽³⁾ + b⁽³⁾
        let w3 = &self.layer3.weights;
        let b3 = &self.layer3.biases;
        let z3 = [
            a2[0]
                .splat(b3[0])
                .plus(w3[0][0], a2[0])
                .plus(w3[1][0], a2[1])
                .plus(w3[2][0], a2[2])
                .plus(w3[3][0], a2[3]),
        ];
        // a⁽³⁾ = sigmoid(z⁽³⁾)
        let a3 = LayerActivation::forward(Sigmoid, &z3);

        // The loss, from z and a of the last layer and the target y, and δ⁽³⁾ = ∂loss/∂z⁽³⁾, which for
        // binary cross-entropy on a sigmoid is a⁽³⁾ − y.
        let (value, delta3) = tile.loss(loss, Sigmoid, &z3, &a3, y);
        // ∂W⁽³⁾ += a⁽²⁾ᵀ δ⁽³⁾, ∂b⁽³⁾ += δ⁽³⁾
        tile.add_gradients(&mut gradients.layer3, &a2, &delta3);

        // ∂loss/∂a⁽²⁾ = δ⁽³⁾ W⁽³⁾ᵀ: row i of W⁽³⁾ holds what left neuron i.
        let da2 = [
            delta3[0].times(w3[0][0]),
            delta3[0].times(w3[1][0]),
            delta3[0].times(w3[2][0]),
            delta3[0].times(w3[3][0]),
        ];
        // δ⁽²⁾ = ∂loss/∂a⁽²⁾ ⊙ relu′(z⁽²⁾)
        let delta2 = LayerActivation::backward(Relu, &z2, &a2, &da2);
        // ∂W⁽²⁾ += a⁽¹⁾ᵀ δ⁽²⁾, ∂b⁽²⁾ += δ⁽²⁾
        tile.add_gradients(&mut gradients.layer2, &a1, &delta2);

        // ∂loss/∂a⁽¹⁾ = δ⁽²⁾ W⁽²⁾ᵀ: row i of W⁽²⁾ holds what left neuron i.
        let da1 = [
            delta2[0]
                .times(w2[0][0])
                .plus(w2[0][1], delta2[1])
                .plus(w2[0][2], delta2[2])
                .plus(w2[0][3], delta2[3]),
            delta2[0]
                .times(w2[1][0])
                .plus(w2[1][1], delta2[1])
                .plus(w2[1][2], delta2[2])
                .plus(w2[1][3], delta2[3]),
            delta2[0]
                .times(w2[2][0])
                .plus(w2[2][1], delta2[1])
                .plus(w2[2][2], delta2[2])
                .plus(w2[2][3], delta2[3]),
            delta2[0]
                .times(w2[3][0])
                .plus(w2[3][1], delta2[1])
                .plus(w2[3][2], delta2[2])
                .plus(w2[3][3], delta2[3]),
        ];
        // δ⁽¹⁾ = ∂loss/∂a⁽¹⁾ ⊙ relu′(z⁽¹⁾)
        let delta1 = LayerActivation::backward(Relu, &z1, &a1, &da1);
        // ∂W⁽¹⁾ += a⁽⁰⁾ᵀ δ⁽¹⁾, ∂b⁽¹⁾ += δ⁽¹⁾
        tile.add_gradients(&mut gradients.layer1, a0, &delta1);

        value
    }

    // φ of the last layer, which the loss is computed with.
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Sigmoid;
        Sigmoid
    }
}
