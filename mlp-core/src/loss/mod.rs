//! Losses: what training minimizes, each paired at compile time with the outputs it fits.
//!
//! A loss is computed from the pre-activations of the output layer, not from its activations, so
//! that it stays finite and exact where the output is saturated; nothing is clipped.
//!
//! Adding one is a file here and a line below.

mod binary_cross_entropy;
mod categorical_cross_entropy;
mod mean_squared_error;
mod target;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use categorical_cross_entropy::CategoricalCrossEntropy;
pub use mean_squared_error::MeanSquaredError;
pub use target::TargetError;
use target::check_each;

use crate::number::{Real, Scalar};
use crate::order::interleaved;

/// A loss that fits an output layer with activation `A`.
///
/// # Reduction
/// [`loss`](Self::loss) and [`delta`](Self::delta) are those of one sample. The loss of a batch is
/// the mean over its samples, and so is its gradient.
#[diagnostic::on_unimplemented(
    message = "the loss `{Self}` does not fit a network that ends in `{A}`",
    label = "the network ends in `{A}`",
    note = "`BinaryCrossEntropy` fits `sigmoid`, `CategoricalCrossEntropy` fits `softmax`, `MeanSquaredError` fits every activation",
    note = "write the loss that fits, or end the network in the activation this loss is made for"
)]
pub trait Loss<A>: Sync {
    /// What a sample should come out as, for a network whose output is `O` (an array with one
    /// number for each output).
    type Target<O: Copy + Sync>: Copy + Sync;

    /// Whether targets carry a [`weight`](Self::weight) for their sample.
    const WEIGHTED: bool = false;

    /// The target as one number for each output.
    fn values<T: Scalar, const N: usize>(target: &Self::Target<[T; N]>) -> [T; N];

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
undecided!(CategoricalCrossEntropy);
