//! Losses: what training minimizes, each paired at compile time with the outputs it fits.
//!
//! A loss is computed from the pre-activations of the output layer, not from its activations, so
//! that it stays finite and exact where the output is saturated; nothing is clipped.
//!
//! | outputs | losses | targets |
//! |---|---|---|
//! | any | [`MeanSquaredError`], [`MeanAbsoluteError`], [`Huber`], [`LogCosh`], [`Quantile`], [`CosineSimilarity`] | finite numbers |
//! | `sigmoid` | [`BinaryCrossEntropy`], [`BinaryFocalCrossEntropy`] | 0 to 1, each |
//! | `softmax`, `log_softmax` | [`CategoricalCrossEntropy`], [`CategoricalFocalCrossEntropy`], [`KlDivergence`] | a distribution |
//! | the same | [`SparseCategoricalCrossEntropy`] | a label, any integer type |
//! | `linear`, `tanh` | [`Hinge`], [`SquaredHinge`] | −1 or 1, each; 0 is −1 |
//! | the same | [`CategoricalHinge`] | one-hot |
//! | `exponential`, `softplus` | [`Poisson`] | finite numbers from 0 on |
//!
//! The outputs of a [`Gate`](crate::activation::Gate), such as `glu`, are `linear` to a loss.
//!
//! [`Adjust`] adds label smoothing, class weights and sample weights to any of them.
//!
//! Adding one is a file here and a line below.

mod adjust;
mod binary_cross_entropy;
mod binary_focal_cross_entropy;
mod categorical_cross_entropy;
mod categorical_focal_cross_entropy;
mod class_weight;
mod cosine_similarity;
mod each;
mod hinge;
mod huber;
mod kl_divergence;
mod label;
mod label_smoothing;
mod log_cosh;
mod mean_absolute_error;
mod mean_squared_error;
mod poisson;
mod quantile;
pub(crate) mod rows;
mod sample_weight;
mod sparse_categorical_cross_entropy;
mod target;

pub use adjust::Adjust;
pub use binary_cross_entropy::BinaryCrossEntropy;
pub use binary_focal_cross_entropy::BinaryFocalCrossEntropy;
pub use categorical_cross_entropy::CategoricalCrossEntropy;
pub use categorical_focal_cross_entropy::CategoricalFocalCrossEntropy;
pub use class_weight::{ClassWeighted, ClassWeights};
pub use cosine_similarity::CosineSimilarity;
pub use hinge::{CategoricalHinge, Hinge, SquaredHinge};
pub use huber::Huber;
pub use kl_divergence::KlDivergence;
pub use label::Label;
pub use label_smoothing::{LabelSmoothed, SmoothLabels};
pub use log_cosh::LogCosh;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub use poisson::Poisson;
pub use quantile::Quantile;
pub use sample_weight::SampleWeighted;
pub use sparse_categorical_cross_entropy::SparseCategoricalCrossEntropy;
pub use target::TargetError;
use target::check_each;

use crate::activation::LayerActivation;
use crate::number::{Real, Scalar};
use crate::order::interleaved;
use crate::simd::Level;

/// A loss that fits an output layer with activation `A`.
///
/// # Reduction
/// [`loss`](Self::loss) and [`delta`](Self::delta) are those of one sample. The loss of a batch is
/// the mean over its samples, and so is its gradient.
///
/// # A loss of your own
/// Write it over `V: Real` and it runs on single numbers and on vectors; `A: LayerActivation` makes it fit every
/// output, through the activation's backward pass:
///
/// ```
/// use mlp_core::activation::{LayerActivation, Linear};
/// use mlp_core::loss::{Adjust, Loss};
/// use mlp_core::number::{Real, Scalar};
///
/// /// Σⱼ (a[j] − y[j])⁴
/// #[derive(Clone, Copy, Debug)]
/// struct Quartic;
///
/// impl<A: LayerActivation> Loss<A> for Quartic {
///     type Target<O: Copy + Sync> = O;
///
///     fn values<T: Scalar, const N: usize>(target: &[T; N]) -> [T; N] {
///         *target
///     }
///
///     #[inline(always)]
///     fn loss<V: Real, const N: usize>(&self, _: A, _: &[V; N], a: &[V; N], y: &[V; N]) -> V {
///         let mut sum = a[0].constant(0.0);
///         for j in 0..N {
///             let square = (a[j] - y[j]) * (a[j] - y[j]);
///             sum = square.fused(square, sum);
///         }
///         sum
///     }
///
///     #[inline(always)]
///     fn delta<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> [V; N] {
///         let mut gradient = *a;
///         for j in 0..N {
///             let error = a[j] - y[j];
///             gradient[j] = error * error * error * error.constant(4.0);
///         }
///         phi.backward(z, a, &gradient)
///     }
/// }
///
/// impl Adjust for Quartic {} // for `Quartic.sample_weight()` and the like
///
/// assert_eq!(Quartic.loss(Linear, &[3.0], &[3.0], &[1.0]), 16.0);
/// assert_eq!(Quartic.delta(Linear, &[3.0], &[3.0], &[1.0]), [32.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "the loss `{Self}` does not fit a network that ends in `{A}`",
    label = "the network ends in `{A}`",
    note = "`BinaryCrossEntropy` and `BinaryFocalCrossEntropy` fit `sigmoid`; `CategoricalCrossEntropy`, `SparseCategoricalCrossEntropy`, `CategoricalFocalCrossEntropy` and `KlDivergence` fit `softmax` and `log_softmax`; `Hinge`, `SquaredHinge` and `CategoricalHinge` fit `linear` and `tanh`; `Poisson` fits `exponential` and `softplus`; what comes out of a gate, such as `glu`, is `linear` to a loss",
    note = "`MeanSquaredError`, `MeanAbsoluteError`, `Huber`, `LogCosh`, `Quantile` and `CosineSimilarity` fit every activation",
    note = "write the loss that fits, or end the network in the activation this loss is made for"
)]
pub trait Loss<A>: Sync {
    /// What a sample should come out as, for a network whose output is `O` (an array with one
    /// number for each output).
    type Target<O: Copy + Sync>: Copy + Sync;

    /// Whether targets carry a [`weight`](Self::weight) for their sample.
    const WEIGHTED: bool = false;

    /// How many outputs a network must have for this loss, if not any number: as many as there are
    /// class weights. What trains a network with another number does not compile.
    const OUTPUTS: Option<usize> = None;

    /// The target as one number for each output.
    fn values<T: Scalar, const N: usize>(target: &Self::Target<[T; N]>) -> [T; N];

    /// Targets that lie in memory as [`values`](Self::values) would give them.
    #[doc(hidden)]
    #[inline(always)]
    fn rows<T: Scalar, const N: usize>(_targets: &[Self::Target<[T; N]>]) -> Option<&[[T; N]]> {
        None
    }

    /// What the loss of this sample and its gradient are multiplied by, where
    /// [`WEIGHTED`](Self::WEIGHTED) is true.
    #[inline(always)]
    fn weight<T: Scalar, O: Copy + Sync>(_target: &Self::Target<O>) -> T {
        T::ONE
    }

    /// Asked of every target before training starts, so that nothing changes if one is refused: whether
    /// the loss has a meaning for it, for a network of so many outputs.
    ///
    /// # Errors
    /// [`TargetError`] for what can only be a mistake: a label of no class, a probability beyond 1, NaN, or
    /// a setting of the loss outside its range.
    #[inline]
    fn check<T: Scalar, O: Copy + Sync + AsRef<[T]>>(
        &self,
        _target: &Self::Target<O>,
        _outputs: usize,
    ) -> Result<(), TargetError> {
        Ok(())
    }

    /// The loss of one sample, from the pre-activations `z` and activations `a = φ(z)` of the output
    /// layer and the target `y`.
    fn loss<V: Real, const N: usize>(&self, activation: A, z: &[V; N], a: &[V; N], y: &[V; N])
    -> V;

    /// `δ = ∂loss/∂z` of one sample, from the same.
    fn delta<V: Real, const N: usize>(
        &self,
        activation: A,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N];

    /// The losses and δ of some samples at a level, from z and y. Compiled where it is called, but for losses that
    /// this crate compiles for all levels.
    #[doc(hidden)]
    #[inline(always)]
    fn losses_and_deltas<T: Scalar, const N: usize>(
        &self,
        activation: A,
        level: Level,
        of: [&[[T; N]]; 2],
        out: (&mut [T], &mut [[T; N]]),
    ) where
        A: LayerActivation,
    {
        rows::losses_and_deltas(level, self, activation, of, out);
    }
}

/// `1/N`, the weight of one output in a mean over `N`.
#[inline(always)]
#[allow(
    clippy::cast_precision_loss,
    reason = "a layer has far fewer than 2^53 neurons"
)]
fn weight_of_one<const N: usize>() -> f64 {
    1.0 / N as f64
}

/// The sum of `N` numbers, as [`interleaved`] sums.
#[inline(always)]
fn sum<V: Real, const N: usize>(values: &[V; N]) -> V {
    interleaved(
        N,
        #[inline(always)]
        |k| values[k],
        values[0],
    )
}

/// The activation of no network.
///
/// Beside the one implementation of [`Loss`] that counts, a loss for a single activation has one for
/// this, so that the compiler does not conclude the activation from the loss: it looks at the
/// network first, and explains a pair that does not fit in the words above.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Undecided {}

macro_rules! undecided {
    ($loss:ty) => {
        #[diagnostic::do_not_recommend]
        impl Loss<Undecided> for $loss {
            type Target<O: Copy + Sync> = O;

            fn values<T: Scalar, const N: usize>(target: &[T; N]) -> [T; N] {
                *target
            }

            fn loss<V: Real, const N: usize>(
                &self,
                activation: Undecided,
                _: &[V; N],
                _: &[V; N],
                _: &[V; N],
            ) -> V {
                match activation {}
            }

            fn delta<V: Real, const N: usize>(
                &self,
                activation: Undecided,
                _: &[V; N],
                _: &[V; N],
                _: &[V; N],
            ) -> [V; N] {
                match activation {}
            }
        }
    };
}

undecided!(BinaryCrossEntropy);
undecided!(BinaryFocalCrossEntropy);

macro_rules! adjustable {
    ($($loss:ty)*) => {$(
        impl Adjust for $loss {}
    )*};
}

adjustable! {
    BinaryCrossEntropy BinaryFocalCrossEntropy
    CategoricalCrossEntropy CategoricalFocalCrossEntropy KlDivergence
    Hinge SquaredHinge CategoricalHinge Poisson
    MeanSquaredError MeanAbsoluteError Huber LogCosh Quantile CosineSimilarity
}

impl<I> Adjust for SparseCategoricalCrossEntropy<I> {}
