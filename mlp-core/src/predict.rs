//! From probabilities to decisions.

use crate::activation::{LogSoftmax, Sigmoid, Softmax};
use crate::array::map;
use crate::matrix::rows::Space;
use crate::metrics::argmax;
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::samples::LengthMismatch;
use core::iter::repeat_n;

/// The decision that belongs to an output activation whose outputs are probabilities.
#[diagnostic::on_unimplemented(
    message = "the outputs of a network that ends in `{Self}` are not probabilities",
    label = "needs a network that ends in `sigmoid`, `softmax` or `log_softmax`",
    note = "use `forward` for the outputs as they are"
)]
pub trait Probabilities<O> {
    /// What is decided: a yes or no for each sigmoid output, one class for a softmax.
    type Label: Copy + PartialEq + core::fmt::Debug;

    /// The decision for one output: yes from ½ on; the class of the largest probability.
    fn label(output: &O) -> Self::Label;

    /// The probabilities themselves: the output, unless it is their logarithms.
    #[must_use]
    #[inline]
    fn probabilities(output: O) -> O
    where
        O: Sized,
    {
        output
    }
}

impl<T: Scalar, const N: usize> Probabilities<[T; N]> for Sigmoid {
    type Label = [bool; N];

    #[inline]
    fn label(output: &[T; N]) -> [bool; N] {
        output.map(|p| p >= T::from_f64(0.5))
    }
}

impl<T: Scalar, const N: usize> Probabilities<[T; N]> for Softmax {
    type Label = usize;

    /// The first class of the largest probability; 0 if all are NaN.
    #[inline]
    fn label(output: &[T; N]) -> usize {
        argmax(output).unwrap_or(0)
    }
}

impl<T: Scalar, const N: usize> Probabilities<[T; N]> for LogSoftmax {
    type Label = usize;

    /// The first class of the largest probability; 0 if all are NaN.
    #[inline]
    fn label(output: &[T; N]) -> usize {
        argmax(output).unwrap_or(0)
    }

    #[inline]
    fn probabilities(output: [T; N]) -> [T; N] {
        map(&output, |a| <T as Real>::exp(a))
    }
}

/// Classification, for networks that end in `sigmoid`, `softmax` or `log_softmax`.
///
/// | last layer | [`predict`](Self::predict) gives |
/// |---|---|
/// | `sigmoid N` | `[bool; N]`: which outputs are at least ½ |
/// | `softmax N`, `log_softmax N` | `usize`: the class of the largest probability |
///
/// Every network has the methods, but they compile only where the outputs are [`Probabilities`]; the
/// message of the compiler says so where they are not. [`forward`](Network::forward) gives the outputs
/// as they are.
pub trait Classifier: Network {
    /// The probabilities: [`forward`](Network::forward) under the name scikit-learn has for it, and of
    /// `log_softmax` the exponentials of that.
    #[must_use]
    fn predict_proba(&self, input: &Self::Input) -> Self::Output
    where
        Self::OutputActivation: Probabilities<Self::Output>,
    {
        Self::OutputActivation::probabilities(self.forward(input))
    }

    /// The probabilities of many samples.
    ///
    /// # Errors
    /// If there are not as many inputs as outputs; then nothing is written.
    fn predict_proba_batch(
        &self,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> Result<(), LengthMismatch>
    where
        Self::OutputActivation: Probabilities<Self::Output>,
    {
        self.forward_batch(inputs, outputs)?;
        for output in outputs {
            *output = Self::OutputActivation::probabilities(*output);
        }
        Ok(())
    }

    /// The decision for probabilities already computed, or for a one-hot target.
    #[must_use]
    fn label(output: &Self::Output) -> Label<Self>
    where
        Self::OutputActivation: Probabilities<Self::Output>,
    {
        Self::OutputActivation::label(output)
    }

    /// The decision for one sample.
    #[must_use]
    fn predict(&self, input: &Self::Input) -> Label<Self>
    where
        Self::OutputActivation: Probabilities<Self::Output>,
    {
        Self::label(&self.forward(input))
    }

    /// The decision for each of many samples.
    ///
    /// # Errors
    /// If there are not as many inputs as labels; then nothing is written.
    fn predict_batch(
        &self,
        inputs: &[Self::Input],
        labels: &mut [Label<Self>],
    ) -> Result<(), LengthMismatch>
    where
        Self::OutputActivation: Probabilities<Self::Output>,
    {
        LengthMismatch::check(inputs.len(), labels.len())?;
        in_tiles(self, inputs, |k, output| labels[k] = Self::label(output))
    }

    /// The fraction of samples whose decision agrees with that of their target; NaN for none.
    ///
    /// # Errors
    /// If there are not as many inputs as targets.
    fn accuracy(
        &self,
        inputs: &[Self::Input],
        targets: &[Self::Output],
    ) -> Result<f64, LengthMismatch>
    where
        Self::OutputActivation: Probabilities<Self::Output>,
    {
        LengthMismatch::check(inputs.len(), targets.len())?;
        let (mut correct, mut samples) = (0.0, 0.0);
        in_tiles(self, inputs, |k, output| {
            if Self::label(&targets[k]) == Self::label(output) {
                correct += 1.0;
            }
            samples += 1.0;
        })?;
        Ok(correct / samples)
    }
}

// For every network, so that a call on one without probabilities is answered by `Probabilities`,
// which says what to write, and not by "no such method".
impl<N: Network> Classifier for N {}

/// What a network decides for one sample.
pub type Label<N> =
    <<N as Network>::OutputActivation as Probabilities<<N as Network>::Output>>::Label;

/// Classification at a threshold of the caller's, for networks that end in `sigmoid`.
///
/// Where a missed yes costs more than a false one, the threshold goes below ½.
pub trait BinaryClassifier: Network {
    /// Yes or no for each output.
    type Decisions: Copy + PartialEq + core::fmt::Debug;

    /// Which outputs are at least `threshold`.
    #[must_use]
    fn predict_at(&self, input: &Self::Input, threshold: Self::Scalar) -> Self::Decisions;

    /// Which outputs are at least `threshold`, for each of many samples.
    ///
    /// # Errors
    /// If there are not as many inputs as labels; then nothing is written.
    fn predict_batch_at(
        &self,
        inputs: &[Self::Input],
        threshold: Self::Scalar,
        labels: &mut [Self::Decisions],
    ) -> Result<(), LengthMismatch>;
}

impl<T, M, const N: usize> BinaryClassifier for M
where
    T: Scalar,
    M: Network<Scalar = T, Output = [T; N], OutputActivation = Sigmoid>,
{
    type Decisions = [bool; N];

    #[inline]
    fn predict_at(&self, input: &M::Input, threshold: T) -> [bool; N] {
        self.forward(input).map(|p| p >= threshold)
    }

    fn predict_batch_at(
        &self,
        inputs: &[M::Input],
        threshold: T,
        labels: &mut [[bool; N]],
    ) -> Result<(), LengthMismatch> {
        LengthMismatch::check(inputs.len(), labels.len())?;
        in_tiles(self, inputs, |k, output| {
            labels[k] = output.map(|p| p >= threshold);
        })
    }
}

/// Runs a batch through the network, some of it at a time, and shows each output with its number.
fn in_tiles<N: Network>(
    network: &N,
    inputs: &[N::Input],
    show: impl FnMut(usize, &N::Output),
) -> Result<(), LengthMismatch> {
    if const { !cfg!(feature = "std") } {
        // Without vectors nothing is won by several, whose outputs a chip may have no room for.
        one_by_one(network, inputs, show);
        return Ok(());
    }
    match const { together::<N::Output>() } {
        MANY => tiles::<MANY, N>(network, inputs, show),
        SOME => tiles::<SOME, N>(network, inputs, show),
        FEW => tiles::<FEW, N>(network, inputs, show),
        _ => {
            one_by_one(network, inputs, show);
            Ok(())
        }
    }
}

fn one_by_one<N: Network>(
    network: &N,
    inputs: &[N::Input],
    mut show: impl FnMut(usize, &N::Output),
) {
    for (k, input) in inputs.iter().enumerate() {
        show(k, &network.forward(input));
    }
}

/// A whole number of the tiles that a wide network has, of 64, 96 or 128 samples.
const MANY: usize = 384;
const SOME: usize = 128;
const FEW: usize = 32;

/// How many outputs wait on the stack for what is decided of them.
const fn together<O>() -> usize {
    /// The bytes that they may take.
    const BYTES: usize = 64 * 1024;
    if MANY * size_of::<O>() <= BYTES {
        MANY
    } else if SOME * size_of::<O>() <= BYTES {
        SOME
    } else if FEW * size_of::<O>() <= BYTES {
        FEW
    } else {
        1
    }
}

fn tiles<const TILE: usize, N: Network>(
    network: &N,
    inputs: &[N::Input],
    mut show: impl FnMut(usize, &N::Output),
) -> Result<(), LengthMismatch> {
    let Some((first, others)) = inputs.split_first() else {
        return Ok(());
    };
    let output = network.forward(first);
    show(0, &output);
    // Not cleared: any output will do where others are to come.
    let mut outputs = Space::<N::Output, TILE>::new();
    outputs.collect(repeat_n(output, others.len()));
    let mut k = 1;
    for inputs in others.chunks(TILE) {
        let outputs = &mut outputs[..inputs.len()];
        network.forward_batch(inputs, outputs)?;
        for output in &*outputs {
            show(k, output);
            k += 1;
        }
    }
    Ok(())
}
