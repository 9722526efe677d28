// network! { struct Gates: 2 => glu 3 => maxout(3) HIDDEN => glu 1 }

/// The network `2 => glu 3 => maxout(3) HIDDEN => glu 1`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `glu` | 2 × 6 → 3 | 18 | 12 |
/// | 2 | `maxout(3)` | 3 × (3 · HIDDEN) → HIDDEN | – | – |
/// | 3 | `glu` | HIDDEN × 2 → 1 | – | – |
///
/// In `f32`. Some widths are constants, so the figures are in `SUMMARY`, `PARAMETERS`, `MACS`
/// and the other constants of the trait.
/// Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct Gates {
    /// Layer 1, `glu`: 2 × 6 weights, 6 biases.
    /// Its N = 3 outputs are made of 2 neurons each: output j is
    /// z\[j\] σ(z\[N + j\]).
    pub layer1: ::mlp::__private::Dense<2, 6, ::core::primitive::f32>,
    /// Layer 2, `maxout(3)`: 3 × (3 · HIDDEN) weights, (3 · HIDDEN) biases.
    /// Its N = HIDDEN outputs are made of 3 neurons each: output j is
    /// the largest z\[k N + j\] of all k.
    pub layer2: ::mlp::__private::Dense<3, { 3 * HIDDEN }, ::core::primitive::f32>,
    /// Layer 3, `glu`: HIDDEN × 2 weights, 2 biases.
    /// Its N = 1 outputs are made of 2 neurons each: output j is
    /// z\[j\] σ(z\[N + j\]).
    pub layer3: ::mlp::__private::Dense<{ HIDDEN }, 2, ::core::primitive::f32>,
}
const _: () = ::core::assert!(
    HIDDEN > 0,
    "[MLP0018] `HIDDEN` is 0, and a layer without neurons computes nothing; write a width of at least 1"
);
#[automatically_derived]
impl ::mlp::__private::Network for Gates {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 1];
    type OutputActivation = ::mlp::__private::activation::Linear;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 1;
    const LAYERS: ::core::primitive::usize = 3;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Gates",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 2,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "glu",
                fan_in: 2,
                fan_out: 6,
                bias: true,
                pieces: 2,
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "maxout(3)",
                fan_in: 3,
                fan_out: { 3 * HIDDEN },
                bias: true,
                pieces: 3,
                ..::mlp::__private::LayerSummary::DENSE
            },
            ::mlp::__private::LayerSummary {
                activation: "glu",
                fan_in: { HIDDEN },
                fan_out: 2,
                bias: true,
                pieces: 2,
                ..::mlp::__private::LayerSummary::DENSE
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<2, 6, ::core::primitive::f32>>::ZEROED,
            layer2: <::mlp::__private::Dense<
                3,
                { 3 * HIDDEN },
                ::core::primitive::f32,
            >>::ZEROED,
            layer3: <::mlp::__private::Dense<
                { HIDDEN },
                2,
                ::core::primitive::f32,
            >>::ZEROED,
        }
    }
    fn init<R: ::mlp::__private::Rng + ?::core::marker::Sized>(rng: &mut R) -> Self {
        let mut network = <Self as ::mlp::__private::Network>::zeroed();
        ::mlp::__private::fill(
            &::mlp::__private::init::GlorotNormal,
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
impl ::mlp::__private::engine::rows::Equations<2, 1> for Gates {
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
        use ::mlp::__private::activation::{Maxout, Glu};
        let mut z1 = rows.space();
        rows.affine(&self.layer1, a0, &mut z1);
        let a1: ::mlp::__private::Space<[Self::Scalar; 3], SAMPLES> = rows
            .gate(Glu, &z1);
        let mut z2 = rows.space();
        rows.affine(&self.layer2, &a1, &mut z2);
        let a2: ::mlp::__private::Space<[Self::Scalar; { HIDDEN }], SAMPLES> = rows
            .gate(Maxout::<3>, &z2);
        let mut z3 = rows.space();
        rows.affine(&self.layer3, &a2, &mut z3);
        let a3: ::mlp::__private::Space<[Self::Scalar; 1], SAMPLES> = rows
            .gate(Glu, &z3);
        rows.copy_into(&a3, last);
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
        use ::mlp::__private::activation::{Linear, Maxout, Glu};
        let mut z1 = rows.space();
        rows.affine(&self.layer1, a0, &mut z1);
        let a1: ::mlp::__private::Space<[Self::Scalar; 3], SAMPLES> = rows
            .gate(Glu, &z1);
        let mut z2 = rows.space();
        rows.affine(&self.layer2, &a1, &mut z2);
        let a2: ::mlp::__private::Space<[Self::Scalar; { HIDDEN }], SAMPLES> = rows
            .gate(Maxout::<3>, &z2);
        let mut z3 = rows.space();
        rows.affine(&self.layer3, &a2, &mut z3);
        let a3: ::mlp::__private::Space<[Self::Scalar; 1], SAMPLES> = rows
            .gate(Glu, &z3);
        let mut da3 = rows.space();
        let values = rows.loss(loss, Linear, &a3, y, &mut da3);
        let delta3 = rows.backward_through_gate(Glu, &z3, &da3);
        rows.add_gradients(&mut gradients.layer3, &a2, &delta3);
        let da2 = rows.back_propagate(&self.layer3, &delta3);
        let delta2 = rows.backward_through_gate(Maxout::<3>, &z2, &da2);
        rows.add_gradients(&mut gradients.layer2, &a1, &delta2);
        let da1 = rows.back_propagate(&self.layer2, &delta2);
        let delta1 = rows.backward_through_gate(Glu, &z1, &da1);
        rows.add_gradients(&mut gradients.layer1, a0, &delta1);
        values
    }
    #[inline(always)]
    fn output_activation(&self) -> Self::OutputActivation {
        use ::mlp::__private::activation::Linear;
        Linear
    }
}
