//! From probabilities to decisions.

use crate::activation::{LogSoftmax, Sigmoid, Softmax};
use crate::array::map;
use crate::metrics::argmax;
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::samples::LengthMismatch;

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
        in_tiles(self, inputs, labels, Self::label)
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
        if inputs.len() != targets.len() {
            return Err(LengthMismatch {
                inputs: inputs.len(),
                others: targets.len(),
            });
        }
        let predicted = inputs.iter().map(|input| self.predict(input));
        let expected = targets.iter().map(Self::label);
        Ok(crate::metrics::accuracy(expected, predicted))
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
        in_tiles(self, inputs, labels, |output| {
            output.map(|p| p >= threshold)
        })
    }
}

/// Runs a batch through the network in tiles on the stack and decides each output.
fn in_tiles<N: Network, L>(
    network: &N,
    inputs: &[N::Input],
    labels: &mut [L],
    decide: impl Fn(&N::Output) -> L,
) -> Result<(), LengthMismatch> {
    /// Enough to fill the widest vector unit twice.
    const TILE: usize = 32;

    if inputs.len() != labels.len() {
        return Err(LengthMismatch {
            inputs: inputs.len(),
            others: labels.len(),
        });
    }
    let Some(first) = inputs.first() else {
        return Ok(());
    };
    let mut outputs = [network.forward(first); TILE];
    for (inputs, labels) in inputs.chunks(TILE).zip(labels.chunks_mut(TILE)) {
        network.forward_batch(inputs, &mut outputs[..inputs.len()])?;
        for (label, output) in labels.iter_mut().zip(&outputs) {
            *label = decide(output);
        }
    }
    Ok(())
}
