//! Batch normalization taken into the weights and biases in front of it, for inference.

use super::BatchNorm;
use crate::dense::{Biases, Dense};
use crate::network::Network;
use crate::number::Scalar;

/// A network with batch normalization, which `network!` also defines without: [`folded`](Network::folded) gives the
/// same function as a network of the second type, `FoldedDigits` for `Digits`.
///
/// In inference a batch normalization is a scale and a shift of each neuron, and `z = a W + b` in front
/// of it can take both:
///
/// ```text
/// s[j]     = γ[j] / √(σ²[j] + ε)               μ, σ²: the moving mean and variance
/// w′[i][j] = w[i][j] s[j]
/// b′[j]    = (b[j] − μ[j]) s[j] + β[j]         b = 0, since the layer has β in place of biases
/// ```
///
/// Each w′ is one product of the scale, each b′ one fused sum, so `a W′ + b′` differs from
/// `γ (a W − μ) / √(σ² + ε) + β` by the rounding of the terms, a few ε of the largest of them. Where moving
/// statistics are not finite or σ² + ε is not above 0, NaN or infinities come out, as they do of the network.
///
/// The folded network has biases in these layers and the layers, activations, slopes and residual
/// blocks of the original. What only training knows it has not: batch normalization, dropout, `l1` and `l2`. So
/// it has fewer parameters, and up to 1024 of them it is computed as narrow networks are. It is a
/// [`Network`] like any other, also to be trained further, then without normalization.
///
/// Fold once after training, not for each call.
///
/// ```ignore
/// network! { struct Digits: 64 => relu 32 [batch_norm, dropout = 0.2] => softmax 10 }
///
/// trainer.fit(&mut digits, &images, &labels)?;
/// let folded: FoldedDigits = digits.folded();
/// let probabilities = folded.forward(&images[0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no batch normalization that could be folded",
    label = "no layer of this network says `[batch_norm]`",
    note = "it is as fast as a folded network: leave `.folded()` out, and call its methods as they are"
)]
pub trait FoldBatchNorm: Network {
    /// The type without batch normalization: the name of the network behind the word `Folded`.
    type Folded: Network<
            Scalar = Self::Scalar,
            Input = Self::Input,
            Output = Self::Output,
            OutputActivation = Self::OutputActivation,
        >;

    /// [`Network::folded`], by the name that `network!` writes it under.
    #[doc(hidden)]
    #[must_use]
    fn fold_batch_norm(&self) -> Self::Folded;
}

impl<const N: usize, T: Scalar> BatchNorm<N, T> {
    /// The layer in front of this batch normalization, with its scale and shift in weights and biases: see
    /// [`FoldBatchNorm`].
    #[must_use]
    pub fn fold<const FAN_IN: usize, B: Biases<T, N>>(
        &self,
        epsilon: f64,
        layer: &Dense<FAN_IN, N, T, B>,
    ) -> Dense<FAN_IN, N, T> {
        let (scales, _) = self.scale_and_shift(epsilon);
        let mut folded = Dense {
            weights: layer.weights,
            biases: self.beta,
        };
        for row in &mut folded.weights {
            for (weight, &scale) in row.iter_mut().zip(&scales) {
                *weight = *weight * scale;
            }
        }
        for (j, (bias, &scale)) in folded.biases.iter_mut().zip(&scales).enumerate() {
            let before = layer.biases.get(j).unwrap_or(T::ZERO) - self.moving_mean[j];
            *bias = before.fused(scale, *bias);
        }
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BATCH_NORM: BatchNorm<2, f64> = BatchNorm {
        gamma: [3.0, -1.0],
        beta: [0.5, 0.25],
        moving_mean: [2.0, -4.0],
        // √(σ² + 1) is 2 and 4.
        moving_variance: [3.0, 15.0],
    };

    #[test]
    fn biases_are_moved_by_the_mean_and_scaled_as_the_weights_are() {
        let layer = Dense::<1, 2, f64> {
            weights: [[8.0, 8.0]],
            biases: [1.0, 1.0],
        };
        let folded = BATCH_NORM.fold(1.0, &layer);
        assert_eq!(folded.weights, [[12.0, -2.0]]);
        assert_eq!(folded.biases, [-1.0, -1.0]);
    }

    #[test]
    fn a_layer_without_biases_folds_as_one_with_biases_of_0() {
        let weights = [[8.0, 8.0], [1.0, -2.0]];
        let with = Dense::<2, 2, f64> {
            weights,
            biases: [0.0; 2],
        };
        let without = Dense::<2, 2, f64, crate::dense::NoBiases> {
            weights,
            biases: crate::dense::NoBiases,
        };
        let folded = BATCH_NORM.fold(1.0, &without);
        assert_eq!(folded, BATCH_NORM.fold(1.0, &with));
        assert_eq!(folded.biases, [-2.5, -0.75]);
    }
}
