//! Activation functions: φ in `a = φ(z)`, and its derivative.
//!
//! [`Activation`] is a function of one neuron, [`LayerActivation`] of all neurons of a layer, [`Gate`] of a few that
//! make one output.
//!
//! Adding one is a file here, a line in the list below and a line in the table of `mlp-macros`; a
//! test fails until both agree.

mod celu;
mod compiled;
mod elu;
mod exponential;
pub(crate) mod gate;
mod geglu;
mod gelu;
mod gelu_tanh;
mod glu;
mod hard_shrink;
mod hard_sigmoid;
mod hard_silu;
mod hard_tanh;
mod leaky_relu;
mod linear;
mod log_sigmoid;
mod log_softmax;
mod maxout;
mod mish;
mod prelu;
mod reglu;
mod relu;
mod relu6;
mod selu;
mod sigmoid;
mod silu;
mod soft_shrink;
mod softmax;
mod softplus;
mod softsign;
mod sparse_plus;
mod sparse_sigmoid;
mod sparsemax;
mod squareplus;
mod swiglu;
mod tanh;
mod tanh_shrink;
mod threshold;

pub use celu::Celu;
pub use elu::Elu;
pub use exponential::Exponential;
pub use gate::Gate;
pub use geglu::Geglu;
pub use gelu::Gelu;
pub use gelu_tanh::GeluTanh;
pub use glu::Glu;
pub use hard_shrink::HardShrink;
pub use hard_sigmoid::HardSigmoid;
pub use hard_silu::HardSilu;
pub use hard_tanh::HardTanh;
pub use leaky_relu::LeakyRelu;
pub use linear::Linear;
pub use log_sigmoid::LogSigmoid;
pub use log_softmax::LogSoftmax;
pub(crate) use log_softmax::{is_largest, log_of_sum, log_probabilities};
pub use maxout::Maxout;
pub use mish::Mish;
pub use prelu::Prelu;
pub(crate) use prelu::learned;
pub use reglu::Reglu;
pub use relu::Relu;
pub use relu6::Relu6;
pub use selu::Selu;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use soft_shrink::SoftShrink;
pub(crate) use softmax::BESIDE;
pub use softmax::Softmax;
pub use softplus::Softplus;
pub use softsign::Softsign;
pub use sparse_plus::SparsePlus;
pub use sparse_sigmoid::SparseSigmoid;
pub use sparsemax::Sparsemax;
pub use squareplus::Squareplus;
pub use swiglu::Swiglu;
pub use tanh::Tanh;
pub use tanh_shrink::TanhShrink;
pub use threshold::Threshold;

use crate::array::{generate, map};
use crate::dense::{Biases, Dense};
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, Simd, dispatch};

/// The activations by the name they have in `network!`.
pub const NAMES: &[&str] = &[
    "celu",
    "elu",
    "exponential",
    "geglu",
    "gelu",
    "gelu_tanh",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "maxout",
    "mish",
    "prelu",
    "reglu",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swiglu",
    "tanh",
    "tanh_shrink",
    "threshold",
];

/// An elementwise activation function.
///
/// Implement it for a type of your own and name the type's path in `network!`. The function is
/// written once and runs on single numbers and on vectors, at the speed of the built-in ones if both
/// functions are `#[inline(always)]`. The
/// value used is the type's [`Default`].
///
/// NaN gives NaN: where `z` is NaN, so are φ(z) and φ′(z), of every built-in activation. A comparison is false there, so
/// one with pieces asks for [`is_nan`](Real::is_nan), or its flat piece hides that something is wrong.
///
/// ```
/// use mlp_core::activation::Activation;
/// use mlp_core::number::Real;
///
/// /// z / (1 + |z|)
/// #[derive(Clone, Copy, Debug, Default)]
/// pub struct Softsign;
///
/// impl Activation for Softsign {
///     #[inline(always)]
///     fn activate<V: Real>(self, z: V) -> V {
///         z / (z.constant(1.0) + z.abs())
///     }
///
///     #[inline(always)]
///     fn derivative<V: Real>(self, z: V) -> V {
///         let d = z.constant(1.0) + z.abs();
///         z.constant(1.0) / (d * d)
///     }
/// }
/// assert_eq!(Softsign.activate(3.0_f32), 0.75);
/// assert_eq!(Softsign.derivative(3.0_f32), 0.0625);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an activation function",
    label = "expected the name of an activation or a type that implements `Activation`",
    note = "implement `mlp::activation::Activation` for `{Self}`: `activate` is φ(z), `derivative` is φ′(z)"
)]
pub trait Activation: Copy {
    /// Whether φ′ is computed from `a` rather than from `z` in back-propagation.
    ///
    /// Set it together with [`derivative_from_activation`](Self::derivative_from_activation).
    const DERIVATIVE_FROM_ACTIVATION: bool = false;

    /// `a = φ(z)`.
    fn activate<V: Real>(self, z: V) -> V;

    /// `φ′(z)`; at a kink, the value by convention (0 for relu at 0).
    fn derivative<V: Real>(self, z: V) -> V;

    /// `φ′` expressed by `a = φ(z)`, where that is cheaper: `a (1 − a)` for the sigmoid.
    ///
    /// Used only where [`DERIVATIVE_FROM_ACTIVATION`](Self::DERIVATIVE_FROM_ACTIVATION) is true.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        self.derivative(a)
    }

    /// `∂loss/∂z = ∂loss/∂a · φ′`, from whichever of `z` and `a` the derivative is computed from.
    ///
    /// Both are always given. Write another where φ′ is 0 or 1, so that nothing need be multiplied:
    /// `gradient.zero_where(a.equals(a.constant(0.0)))` for the rectifier ([`Real::zero_where`]). It must be the
    /// product that it stands for, since training and
    /// [`check_gradients`](crate::gradient_check::check_gradients) then ask it alone.
    /// Where `z` is NaN, it may give the gradient in place of NaN: all that such a neuron reaches is NaN, and so is what
    /// comes back. Where φ′ is 0, it may give 0 for a gradient that is infinite or NaN.
    #[inline(always)]
    fn back_propagate<V: Real>(self, gradient: V, z: V, a: V) -> V {
        gradient
            * if Self::DERIVATIVE_FROM_ACTIVATION {
                self.derivative_from_activation(a)
            } else {
                self.derivative(z)
            }
    }

    /// `a = φ(z)` for each number; an empty z is what `a` holds. Compiled where it is called, but for the functions
    /// of `compiled.rs`.
    #[doc(hidden)]
    fn forward_slice<T: Scalar>(self, level: Level, z: &[T], a: &mut [T]) {
        dispatch!(level, simd => forward_slice(simd, self, z, a));
    }

    /// `∂loss/∂z` over `∂loss/∂a`.
    #[doc(hidden)]
    fn backward_slice<T: Scalar>(self, level: Level, z: &[T], a: &[T], gradient: &mut [T]) {
        dispatch!(level, simd => backward_slice(simd, self, z, a, gradient));
    }
}

/// `a = φ(z)` for each number; an empty z is not read: its numbers are those of `a`.
#[inline(always)]
fn forward_slice<S: Simd<T>, A: LayerActivation, T: Scalar>(simd: S, phi: A, z: &[T], a: &mut [T]) {
    simd::update_with(
        simd,
        a,
        [z],
        #[inline(always)]
        |_: S::Native, [z]| phi.each(z),
    );
}

/// `gradient ← gradient · φ′` for each number.
#[inline(always)]
fn backward_slice<S: Simd<T>, A: Activation, T: Scalar>(
    simd: S,
    phi: A,
    z: &[T],
    a: &[T],
    gradient: &mut [T],
) {
    simd::update_with(
        simd,
        gradient,
        [z, a],
        #[inline(always)]
        |gradient: S::Native, [z, a]| phi.back_propagate(gradient, z, a),
    );
}

/// What a layer applies to its pre-activations: an [`Activation`] to each, or a function of all of
/// them, such as [`Softmax`].
///
/// The same function in two layouts: [`forward`](Self::forward) and [`backward`](Self::backward) have
/// the neurons in an array and samples side by side in each number, `each`, `rows` and `backward_rows`
/// have the neurons of one sample in a row. Both give the same bits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an activation function",
    label = "expected the name of an activation or a type that implements `Activation`",
    note = "implement `mlp::activation::Activation` for `{Self}`: `activate` is φ(z), `derivative` is φ′(z)"
)]
pub trait LayerActivation: Copy {
    /// `a = φ(z)`.
    fn forward<V: Real, const N: usize>(self, z: &[V; N]) -> [V; N];

    /// `∂loss/∂z` from `∂loss/∂a`: the product with the Jacobian of φ.
    fn backward<V: Real, const N: usize>(self, z: &[V; N], a: &[V; N], gradient: &[V; N])
    -> [V; N];

    /// [`respond`](crate::matrix::respond) with φ first, so that what is said of a type that is
    /// no activation is the same wherever generated code names it, and said once.
    #[doc(hidden)]
    #[inline(always)]
    fn response<S, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
        self,
        simd: S,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[T; FAN_IN],
    ) -> [T; FAN_OUT]
    where
        S: Simd<T>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        crate::matrix::respond(simd, layer, self, a)
    }

    /// The part of φ that looks at one neuron alone: all of an elementwise function.
    #[doc(hidden)]
    fn each<V: Real>(self, z: V) -> V;

    /// The part that looks at all neurons of a sample, after `each`, for some samples, a row of `width`
    /// numbers for each: nothing for an elementwise function.
    #[doc(hidden)]
    fn rows<S: Simd<T>, T: Scalar>(self, simd: S, width: usize, rows: &mut [T]);

    /// `∂loss/∂z` over `∂loss/∂a`, for some samples, a row of `width` numbers for each.
    #[doc(hidden)]
    fn backward_rows<S: Simd<T>, T: Scalar>(
        self,
        simd: S,
        width: usize,
        z: &[T],
        a: &[T],
        gradient: &mut [T],
    );

    /// `a = φ(z)` at a level, for some samples, a row of `width` numbers for each; an empty z is what `a` holds.
    #[doc(hidden)]
    fn forward_rows<T: Scalar>(self, level: Level, width: usize, z: &[T], a: &mut [T]) {
        dispatch!(level, simd => forward_rows(simd, self, width, z, a));
    }

    /// [`backward_rows`](Self::backward_rows) at a level.
    #[doc(hidden)]
    fn backward_rows_at<T: Scalar>(
        self,
        level: Level,
        width: usize,
        [z, a]: [&[T]; 2],
        gradient: &mut [T],
    ) {
        dispatch!(level, simd => self.backward_rows(simd, width, z, a, gradient));
    }
}

/// `a = φ(z)` for some samples, a row of `width` numbers for each; an empty z is what `a` holds.
#[inline(always)]
pub(crate) fn forward_rows<S: Simd<T>, A: LayerActivation, T: Scalar>(
    simd: S,
    phi: A,
    width: usize,
    z: &[T],
    a: &mut [T],
) {
    forward_slice(simd, phi, z, a);
    phi.rows(simd, width, a);
}

impl<A: Activation> LayerActivation for A {
    #[inline(always)]
    fn forward<V: Real, const N: usize>(self, z: &[V; N]) -> [V; N] {
        map(
            z,
            #[inline(always)]
            |z| self.activate(z),
        )
    }

    #[inline(always)]
    fn backward<V: Real, const N: usize>(
        self,
        z: &[V; N],
        a: &[V; N],
        gradient: &[V; N],
    ) -> [V; N] {
        generate(
            #[inline(always)]
            |j| self.back_propagate(gradient[j], z[j], a[j]),
        )
    }

    #[inline(always)]
    fn each<V: Real>(self, z: V) -> V {
        self.activate(z)
    }

    #[inline(always)]
    fn rows<S: Simd<T>, T: Scalar>(self, _: S, _: usize, _: &mut [T]) {}

    #[inline(always)]
    fn backward_rows<S: Simd<T>, T: Scalar>(
        self,
        simd: S,
        _: usize,
        z: &[T],
        a: &[T],
        gradient: &mut [T],
    ) {
        backward_slice(simd, self, z, a, gradient);
    }

    #[inline(always)]
    fn forward_rows<T: Scalar>(self, level: Level, _: usize, z: &[T], a: &mut [T]) {
        self.forward_slice(level, z, a);
    }

    #[inline(always)]
    fn backward_rows_at<T: Scalar>(
        self,
        level: Level,
        _: usize,
        [z, a]: [&[T]; 2],
        gradient: &mut [T],
    ) {
        self.backward_slice(level, z, a, gradient);
    }
}
