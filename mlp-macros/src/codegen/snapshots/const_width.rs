// network! { struct Wide: 2 => tanh crate::HIDDEN => softmax 3 }

/// The network `2 => tanh crate::HIDDEN => softmax 3`.
///
/// | layer | activation | shape | parameters | MACs |
/// |---:|---|---|---:|---:|
/// | 1 | `tanh` | 2 × crate::HIDDEN | – | – |
/// | 2 | `softmax` | crate::HIDDEN × 3 | – | – |
///
/// In `f32`. Some widths are constants, so the figures are in `SUMMARY`, `PARAMETERS`, `MACS`
/// and the other constants of the trait.
/// Its methods are those of [`Network`](::mlp::Network).
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
#[repr(C)]
struct Wide {
    /// Layer 1, `tanh`: 2 × crate::HIDDEN weights, crate::HIDDEN biases.
    pub layer1: ::mlp::__private::Dense<2, { crate::HIDDEN }, ::core::primitive::f32>,
    /// Layer 2, `softmax`: crate::HIDDEN × 3 weights, 3 biases.
    pub layer2: ::mlp::__private::Dense<{ crate::HIDDEN }, 3, ::core::primitive::f32>,
}
const _: () = ::core::assert!(
    crate ::HIDDEN > 0,
    "[MLP0018] `crate::HIDDEN` is 0, and a layer without neurons computes nothing; write a width of at least 1"
);
#[automatically_derived]
impl ::mlp::__private::Network for Wide {
    type Scalar = ::core::primitive::f32;
    type Input = [::core::primitive::f32; 2];
    type Output = [::core::primitive::f32; 3];
    type OutputActivation = ::mlp::__private::activation::Softmax;
    const INPUTS: ::core::primitive::usize = 2;
    const OUTPUTS: ::core::primitive::usize = 3;
    const LAYERS: ::core::primitive::usize = 2;
    const SUMMARY: ::mlp::__private::Summary = ::mlp::__private::Summary {
        name: "Wide",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 2,
        layers: &[
            ::mlp::__private::LayerSummary {
                activation: "tanh",
                fan_in: 2,
                fan_out: { crate::HIDDEN },
                bias: true,
            },
            ::mlp::__private::LayerSummary {
                activation: "softmax",
                fan_in: { crate::HIDDEN },
                fan_out: 3,
                bias: true,
            },
        ],
    };
    fn zeroed() -> Self {
        Self {
            layer1: <::mlp::__private::Dense<
                2,
                { crate::HIDDEN },
                ::core::primitive::f32,
            >>::ZEROED,
            layer2: <::mlp::__private::Dense<
                { crate::HIDDEN },
                3,
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
            &::mlp::__private::init::GlorotNormal,
            &mut network.layer2.weights,
            rng,
        );
        network
    }
    #[inline]
    fn forward(&self, input: &Self::Input) -> Self::Output {
        ::mlp::__private::engine::forward(self, input)
    }
    #[inline]
    fn forward_batch(
        &self,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> ::core::result::Result<(), ::mlp::__private::LengthMismatch> {
        ::mlp::__private::engine::forward_batch(self, inputs, outputs)
    }
    #[inline]
    fn gradients_into<L: ::mlp::__private::Loss<Self::OutputActivation>>(
        &self,
        samples: &::mlp::__private::Samples<'_, Self::Input, L::Target<Self::Output>>,
        loss: &L,
        gradients: &mut Self,
    ) -> Self::Scalar {
        ::mlp::__private::engine::gradients_into(self, samples, loss, gradients)
    }
    #[inline]
    fn loss<L: ::mlp::__private::Loss<Self::OutputActivation>>(
        &self,
        samples: &::mlp::__private::Samples<'_, Self::Input, L::Target<Self::Output>>,
        loss: &L,
    ) -> Self::Scalar {
        ::mlp::__private::engine::loss(self, samples, loss)
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
impl ::mlp::__private::engine::Equations<2, 3> for Wide {
    #[inline(always)]
    fn propagate<V: ::mlp::__private::Real<Scalar = Self::Scalar>>(
        &self,
        a0: &[V; 2],
    ) -> [V; 3] {
        use ::mlp::__private::activation::{Tanh, Softmax};
        use ::mlp::__private::matrix::affine;
        use ::mlp::__private::LayerActivation;
        let z1 = affine(&self.layer1, a0);
        let a1 = LayerActivation::forward(Tanh, &z1);
        let z2 = affine(&self.layer2, &a1);
        let a2 = LayerActivation::forward(Softmax, &z2);
        a2
    }
    #[inline(always)]
    fn evaluate<
        V: ::mlp::__private::Real<Scalar = Self::Scalar>,
        L: ::mlp::__private::Loss<Self::OutputActivation>,
    >(&self, loss: &L, a0: &[V; 2], y: &[V; 3]) -> V {
        use ::mlp::__private::activation::{Tanh, Softmax};
        use ::mlp::__private::matrix::affine;
        use ::mlp::__private::{LayerActivation, Loss};
        let z1 = affine(&self.layer1, a0);
        let a1 = LayerActivation::forward(Tanh, &z1);
        let z2 = affine(&self.layer2, &a1);
        let a2 = LayerActivation::forward(Softmax, &z2);
        Loss::loss(loss, Softmax, &z2, &a2, y)
    }
    #[inline(always)]
    fn back_propagate<
        V: ::mlp::__private::Real<Scalar = Self::Scalar>,
        L: ::mlp::__private::Loss<Self::OutputActivation>,
    >(&self, loss: &L, a0: &[V; 2], y: &[V; 3], gradients: &mut Self) -> V {
        use ::mlp::__private::activation::{Tanh, Softmax};
        use ::mlp::__private::matrix::{add_gradients, affine, back_propagate};
        use ::mlp::__private::{LayerActivation, Loss};
        let z1 = affine(&self.layer1, a0);
        let a1 = LayerActivation::forward(Tanh, &z1);
        let z2 = affine(&self.layer2, &a1);
        let a2 = LayerActivation::forward(Softmax, &z2);
        let value = Loss::loss(loss, Softmax, &z2, &a2, y);
        let delta2 = Loss::delta(loss, Softmax, &z2, &a2, y);
        add_gradients(&mut gradients.layer2, &a1, &delta2);
        let da1 = back_propagate(&self.layer2, &delta2);
        let delta1 = LayerActivation::backward(Tanh, &z1, &a1, &da1);
        add_gradients(&mut gradients.layer1, a0, &delta1);
        value
    }
}
