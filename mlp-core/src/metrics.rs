//! Metrics: how good the answers are.
//!
//! The names are those of scikit-learn and Keras. Every metric is an `f64`, whatever type of number
//! the network computes in, and none needs an allocator.
//!
//! | of classes | of probabilities | of numbers |
//! |---|---|---|
//! | [`accuracy`], [`ConfusionMatrix`]: precision, recall, F1 | [`log_loss`], [`binary_log_loss`], [`roc_auc`], [`top_k_accuracy`] | [`mean_squared_error`], [`root_mean_squared_error`], [`mean_absolute_error`], [`r2_score`] |
//!
//! Where a metric is not defined, its page says what is returned: 0 where scikit-learn warns and
//! says 0, NaN where it says NaN.

mod confusion;
mod probabilities;
mod ranking;
mod regression;

pub use confusion::{Average, ConfusionMatrix, Table};
pub use probabilities::{binary_log_loss, log_loss, top_k_accuracy};
pub use ranking::roc_auc;
#[cfg(feature = "std")]
pub use ranking::roc_auc_score;
pub use regression::{mean_absolute_error, mean_squared_error, r2_score, root_mean_squared_error};

use crate::number::Scalar;
use crate::samples::LengthMismatch;
use core::fmt::{self, Display, Formatter};

/// Why a metric could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetricError {
    /// There are not as many answers as there should be.
    Lengths(LengthMismatch),
    /// A label is no class.
    Label {
        /// The sample that has it, counted from 0; `None` if it was given alone.
        sample: Option<usize>,
        /// The label.
        label: usize,
        /// The number of classes, which are numbered from 0.
        classes: usize,
    },
}

impl MetricError {
    /// That a label is less than the number of classes.
    fn check(sample: Option<usize>, label: usize, classes: usize) -> Result<(), Self> {
        if label < classes {
            Ok(())
        } else {
            Err(Self::Label {
                sample,
                label,
                classes,
            })
        }
    }
}

impl From<LengthMismatch> for MetricError {
    fn from(lengths: LengthMismatch) -> Self {
        Self::Lengths(lengths)
    }
}

impl Display for MetricError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lengths(lengths) => write!(
                f,
                "{} expected values cannot be compared with {} answers; there must be one for each",
                lengths.inputs, lengths.others
            ),
            Self::Label {
                sample,
                label,
                classes,
            } => {
                if let Some(sample) = sample {
                    write!(f, "sample {sample} (counted from 0): ")?;
                }
                write!(f, "label {label} is out of range: ")?;
                match classes.checked_sub(1) {
                    None => f.write_str("there are no classes"),
                    Some(last) => write!(f, "the classes are numbered 0 to {last}"),
                }
            }
        }
    }
}

impl core::error::Error for MetricError {}

/// A count as a number; exact below 2⁵³.
#[allow(
    clippy::cast_precision_loss,
    reason = "fewer than 2^53 samples fit any memory"
)]
fn number(count: u64) -> f64 {
    count as f64
}

/// The index of the largest value: the class a softmax output chooses.
///
/// The first of several equal values wins, and NaN never does. `None` if there is no value that is
/// not NaN.
///
/// ```
/// use mlp_core::metrics::argmax;
///
/// assert_eq!(argmax(&[0.1_f32, 0.7, 0.2]), Some(1));
/// ```
#[must_use]
pub fn argmax<T: Scalar>(values: &[T]) -> Option<usize> {
    let mut largest: Option<(usize, T)> = None;
    for (index, &value) in values.iter().enumerate() {
        let is_larger = match largest {
            Some((_, largest)) => value > largest,
            // Only NaN differs from itself.
            None => value.partial_cmp(&value).is_some(),
        };
        if is_larger {
            largest = Some((index, value));
        }
    }
    largest.map(|(index, _)| index)
}

/// The fraction of predictions that are what was expected, from 0 to 1.
///
/// `accuracy = (number of i with predicted[i] = expected[i]) / (number of samples)`
///
/// Without samples there is no fraction, and the result is NaN. If one side is longer than the
/// other, what has no partner counts as a wrong prediction.
///
/// ```
/// use mlp_core::metrics::accuracy;
///
/// assert_eq!(accuracy([0, 1, 1, 2], [0, 1, 2, 2]), 0.75);
/// ```
#[must_use]
pub fn accuracy<L: PartialEq>(
    expected: impl IntoIterator<Item = L>,
    predicted: impl IntoIterator<Item = L>,
) -> f64 {
    let (mut expected, mut predicted) = (expected.into_iter().fuse(), predicted.into_iter().fuse());
    let (mut correct, mut samples) = (0.0, 0.0);
    loop {
        match (expected.next(), predicted.next()) {
            (None, None) => return correct / samples,
            (expected, predicted) if expected == predicted => correct += 1.0,
            _ => {}
        }
        samples += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_values_wins() {
        assert_eq!(argmax(&[1.0, 3.0, 3.0_f64]), Some(1));
        assert_eq!(argmax(&[0.0, -0.0_f32]), Some(0));
        assert_eq!(argmax(&[f32::NEG_INFINITY]), Some(0));
    }

    #[test]
    fn nan_never_wins() {
        assert_eq!(argmax(&[f64::NAN, 1.0, f64::NAN, 2.0, f64::NAN]), Some(3));
        assert_eq!(argmax(&[f32::NAN, f32::NEG_INFINITY]), Some(1));
        assert_eq!(argmax(&[f32::NAN, f32::NAN]), None);
        assert_eq!(argmax::<f32>(&[]), None);
    }

    #[test]
    fn accuracy_is_the_fraction_of_matches() {
        assert_eq!(accuracy([true, false], [true, true]), 0.5);
        assert_eq!(accuracy(["a", "b"], ["a", "b"]), 1.0);
        assert_eq!(accuracy(&[1, 2, 3], &[3, 1, 2]), 0.0);
    }

    #[test]
    fn no_samples_have_no_accuracy_and_a_missing_answer_is_wrong() {
        assert!(accuracy::<u8>([], []).is_nan());
        assert_eq!(accuracy([1], [1, 1]), 0.5);
        assert_eq!(accuracy([1, 1, 1, 1], [1]), 0.25);
    }
}
