//! The trait every network implements: what `network!` writes, documented.

use crate::activation::LayerActivation;
use crate::engine::parts;
use crate::loss::Loss;
use crate::number::Scalar;
use crate::numerics::Numerics;
use crate::order::sum_of_parameters;
use crate::samples::{LengthMismatch, Samples};
use crate::simd::{Baseline, Level, Simd, compiled, seldom};
use crate::summary::Summary;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// A feed-forward network of dense layers with fixed widths.
///
/// `network!` implements it; nothing here is meant to be implemented by hand. A network is a plain
/// value: its parameters and nothing else. It can be cloned, compared, put into a `static`, sent to
/// another thread, and called from several at once.
///
/// Layers count from 1, the input is layer 0. Layer l computes z⁽ˡ⁾ = a⁽ˡ⁻¹⁾ W⁽ˡ⁾ + b⁽ˡ⁾ and
/// a⁽ˡ⁾ = φ(z⁽ˡ⁾).
///
/// # For any network
/// A function can take every network of some widths, whatever is between them:
///
/// ```
/// use mlp_core::loss::{Loss, MeanSquaredError};
/// use mlp_core::{Network, samples::Samples};
///
/// fn error<N, const I: usize, const O: usize>(network: &N, x: &[[f32; I]], y: &[[f32; O]]) -> f32
/// where
///     N: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
///     MeanSquaredError: Loss<N::OutputActivation, Target<[f32; O]> = [f32; O]>,
/// {
///     Samples::new(x, y).map_or(f32::NAN, |samples| network.loss(&samples, &MeanSquaredError))
/// }
/// ```
///
/// # Numerics
/// The bits of every result are a function of the network, the input and the seed alone, on every
/// target: see the [crate's promise](crate#the-numeric-promise). A network that says
/// `where numerics = fast` gives that up for speed: see [`Numerics`].
pub trait Network: Clone + Send + Sync + 'static {
    /// The type of every number: `f32`, or `f64` if the network says so.
    type Scalar: Scalar;
    /// One sample: an array with one number for each input.
    type Input: Copy + Send + Sync + AsRef<[Self::Scalar]> + AsMut<[Self::Scalar]>;
    /// What comes out: an array with one number for each neuron of the last layer.
    type Output: Copy + Send + Sync + AsRef<[Self::Scalar]> + AsMut<[Self::Scalar]>;
    /// The activation of the last layer, which decides the losses that fit.
    type OutputActivation: LayerActivation;

    /// The number of inputs.
    const INPUTS: usize;
    /// The number of outputs.
    const OUTPUTS: usize;
    /// The number of layers; the input is not one.
    const LAYERS: usize;
    /// The number of weights and biases, and of what else a layer keeps: learned slopes of `prelu`, and γ, β and
    /// moving statistics of `[batch_norm]`.
    const PARAMETERS: usize = Self::SUMMARY.parameters();
    /// Multiply–accumulate operations of one forward pass: Σ `fan_in` · `fan_out`.
    const MACS: usize = Self::SUMMARY.macs();
    /// Bytes of the parameters, which an embedded network keeps in flash.
    ///
    /// The size of the type, but on x86-64: there a network of more than 1024 parameters is aligned to a line of the
    /// cache, which may add up to 60 bytes to it. If its widths are constants of the program, which the macro cannot
    /// count, `#[repr(align(64))]` in front of the struct does the same.
    const FLASH_BYTES: usize = Self::SUMMARY.flash_bytes();
    /// Bytes of activations alive at once in a forward pass: the largest sum of two neighbouring
    /// widths (of a gate, such as `glu`, all of its neurons and its inputs or its outputs), and what a residual block
    /// adds, times the bytes of a number. They are on the stack or in registers.
    const INFERENCE_BYTES: usize = Self::SUMMARY.inference_bytes();
    /// Bytes of the numbers that a step of gradient descent keeps besides the parameters: one gradient for each of
    /// them, the input, and z, a and δ of each neuron (a of each output); with dropout or batch normalization those
    /// of 64 samples. Not counted: two gradients more of a network of up to 64 `f32` (its lanes, see
    /// [`order`](crate::order)), 2 KiB where there are vectors, and one gradient more in batches of over 64 samples.
    ///
    /// The stack of a call is larger: a compiler keeps copies and addresses there, too. At opt-level "s", without std, on
    /// x86-64, `fit` takes 4.5 kB where 2-4-4-1 keeps 264 bytes and 5.0 kB where 3-8-3 keeps 380: some 4 kB beside a few
    /// gradients (`scripts/stack.py` in the repository prints it; on 32 bits addresses are half as wide). `forward` takes 160
    /// and 192 bytes. Measure it on the target, as for any other code.
    const TRAINING_BYTES: usize =
        Self::SUMMARY.training_bytes() + size_of::<Self>().saturating_sub(Self::FLASH_BYTES);
    /// The layer table: widths, activations, parameters and multiplications.
    const SUMMARY: Summary;
    /// Whether results have the same bits on every target: [`Exact`](Numerics::Exact) unless the
    /// network says `where numerics = fast`.
    const NUMERICS: Numerics = Numerics::Exact;

    /// All parameters zero.
    ///
    /// A network with hidden layers cannot learn from here: all neurons of a layer stay alike.
    fn zeroed() -> Self;

    /// Draws weights from each layer's initializer; biases start at 0.
    ///
    /// Unless the layer says `[init = …]`, layers of the relu family (`maxout`, `reglu`, `geglu` and `swiglu` among
    /// them) start with [`HeNormal`](crate::init::HeNormal), those of `selu` with [`LecunNormal`](crate::init::LecunNormal), all
    /// others with [`GlorotNormal`](crate::init::GlorotNormal).
    fn init<R: Rng + ?Sized>(rng: &mut R) -> Self;

    /// [`init`](Self::init) with a generator of its own, seeded.
    #[must_use]
    fn seeded(seed: u64) -> Self {
        Self::init(&mut Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// What the network makes of one sample.
    #[must_use]
    fn forward(&self, input: &Self::Input) -> Self::Output;

    /// What the network makes of each sample: `outputs[k]` becomes `forward(&inputs[k])`, to the bit.
    ///
    /// # Errors
    /// If there are not as many inputs as outputs; then nothing is written.
    fn forward_batch(
        &self,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> Result<(), LengthMismatch>;

    /// `forward` of each sample, as a vector: what Keras calls `predict`.
    #[cfg(feature = "std")]
    #[must_use]
    #[doc(alias = "predict")]
    fn outputs(&self, inputs: &[Self::Input]) -> std::vec::Vec<Self::Output> {
        let Some(first) = inputs.first() else {
            return std::vec::Vec::new();
        };
        let mut outputs = std::vec![self.forward(first); inputs.len()];
        // There are as many of both.
        let _ = self.forward_batch(inputs, &mut outputs);
        outputs
    }

    /// The mean loss over the samples, and its gradient: one number for each parameter, as a value
    /// of the network's own type.
    ///
    /// No samples give zero for both. Which of [`parameters`](Self::parameters) belong to which layer say
    /// [`SUMMARY.segments()`](Summary::segments); `layer1.weights[i][j]` of the gradient is ∂L/∂w of that weight.
    #[must_use]
    fn gradients<L: Loss<Self::OutputActivation>>(
        &self,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
    ) -> (Self::Scalar, Self) {
        const { Fits::<Self, L>::OUTPUTS };
        let mut gradients = Self::zeroed();
        let loss = self.gradients_into(samples, loss, &mut gradients);
        (loss, gradients)
    }

    /// [`gradients`](Self::gradients) written over a value that is there already, for networks that
    /// should not be moved about.
    fn gradients_into<L: Loss<Self::OutputActivation>>(
        &self,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
        gradients: &mut Self,
    ) -> Self::Scalar {
        const { Fits::<Self, L>::OUTPUTS };
        let level = Level::best_for::<Self::Scalar>(Self::NUMERICS);
        parts::gradients((Baseline::new(), level), self, samples, loss, gradients)
    }

    /// The mean loss over the samples; 0 for none.
    #[must_use]
    fn loss<L: Loss<Self::OutputActivation>>(
        &self,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
    ) -> Self::Scalar {
        const { Fits::<Self, L>::OUTPUTS };
        let level = Level::best_for::<Self::Scalar>(Self::NUMERICS);
        parts::loss(level, self, samples, loss)
    }

    /// Writes the gradients of a part of a batch (see [`order`](crate::order)), at most
    /// [`PART`](crate::order::PART) samples, and returns the sum of their losses.
    #[doc(hidden)]
    fn gradients_of_part<S: Simd<Self::Scalar>, L: Loss<Self::OutputActivation>>(
        &self,
        simd: S,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
        gradients: &mut Self,
    ) -> Self::Scalar;

    /// The sum of the losses of a part of a batch.
    #[doc(hidden)]
    fn loss_of_part<S: Simd<Self::Scalar>, L: Loss<Self::OutputActivation>>(
        &self,
        simd: S,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
    ) -> Self::Scalar;

    /// Lets `step` turn `gradients` into the parameters that follow this network's, and keeps the
    /// moving statistics of batch normalization out of its hands.
    ///
    /// The gradients hold the statistics of the batch in the places of the moving ones. `step` sees 0
    /// there, so that they count in no norm and in no memory of an optimizer; whatever it leaves there
    /// is replaced by `m · moving + (1 − m) · batch`. The network itself stays, so that what
    /// comes out can be refused.
    #[doc(hidden)]
    #[inline(always)]
    fn around_step(&self, gradients: &mut Self, step: impl FnOnce(&mut Self)) {
        step(gradients);
    }

    /// Every parameter, layer by layer: the weights row by row, then the biases.
    #[must_use]
    fn parameters(&self) -> &[Self::Scalar];

    /// Every parameter, to be changed.
    #[must_use]
    fn parameters_mut(&mut self) -> &mut [Self::Scalar];

    /// Half the sum of the squares of all weights, biases left out: ½ Σ w².
    ///
    /// Times λ it is the penalty whose gradient is λ w.
    #[must_use]
    fn half_squared_weights(&self) -> Self::Scalar {
        let summary = const { &Self::SUMMARY };
        let sum = seldom::<Self::Scalar, SquaredWeights>((summary, self.parameters()));
        Self::Scalar::from_f64(0.5 * sum)
    }

    /// The same function in inference, with each batch normalization in the weights and biases of its layer: a
    /// network of the type `FoldedDigits` for `Digits`.
    ///
    /// Only networks with `[batch_norm]` have it; see [`FoldBatchNorm`](crate::batch_norm::FoldBatchNorm).
    #[must_use]
    fn folded(&self) -> <Self as crate::batch_norm::FoldBatchNorm>::Folded
    where
        Self: crate::batch_norm::FoldBatchNorm,
    {
        self.fold_batch_norm()
    }

    /// The layer table.
    #[must_use]
    fn summary(&self) -> Summary {
        Self::SUMMARY
    }
}

/// That a network has as many outputs as a loss is for.
///
/// Public functions ask for it first of all, so that the compiler names the line that calls them.
pub(crate) struct Fits<N, L>(core::marker::PhantomData<(N, L)>);

impl<N: Network, L: Loss<N::OutputActivation>> Fits<N, L> {
    pub(crate) const OUTPUTS: () = assert!(
        match L::OUTPUTS {
            None => true,
            Some(outputs) => outputs == N::OUTPUTS,
        },
        "there must be one class weight for each output of the network; the line to look at is \
         named below, behind `while instantiating`"
    );
}

compiled! {
    /// The sum of the squares of the weights among all parameters.
    seldom SquaredWeights = |(summary, parameters): (&'a Summary, &'a [T])| -> f64 {
        let mut sum = 0.0;
        for segment in summary.weight_segments() {
            let weights = parameters.get(segment).unwrap_or_default();
            sum += sum_of_parameters(weights.len(), |k| {
                let weight = weights[k].to_f64();
                weight * weight
            });
        }
        sum
    }
}

/// Samples that fit a network and a loss.
pub type SamplesFor<'a, N, L> = Samples<
    'a,
    <N as Network>::Input,
    <L as Loss<<N as Network>::OutputActivation>>::Target<<N as Network>::Output>,
>;

/// The mean of `count` numbers whose sum is `sum`: the sum times 1/count, rounded; 0 for none.
#[doc(hidden)]
#[inline(always)]
#[allow(
    clippy::cast_precision_loss,
    reason = "a batch has far fewer than 2^53 samples"
)]
pub fn mean<T: Scalar>(sum: T, count: usize) -> T {
    if count == 0 {
        T::ZERO
    } else if count == 1 {
        sum
    } else {
        sum * (T::ONE / T::from_f64(count as f64))
    }
}
