//! How good probabilities are: log loss, and whether the right class is among the likeliest.

use super::{MetricError, number};
use crate::number::{Real, Scalar};
use crate::samples::LengthMismatch;
use crate::sum::compensated;

/// The mean of −ln p over the samples, p being the probability given to the right class.
///
/// Each probability is first brought between ε and 1 − ε, ε being the distance of 1 to the next
/// number of its type, so that a certain answer that is wrong costs much but not everything: 36 in
/// `f64`, 16 in `f32`. This is scikit-learn's `log_loss`. NaN without samples, or if a probability that
/// counts is NaN.
///
/// # Errors
/// If there are not as many labels as probabilities, or a label is not less than `K`.
///
/// ```
/// use mlp_core::metrics::log_loss;
///
/// let loss = log_loss(&[0, 1], &[[0.5, 0.5], [0.25_f64, 0.75]])?;
/// assert!((loss - (2.0_f64.ln() + (4.0_f64 / 3.0).ln()) / 2.0).abs() < 1e-15);
/// # Ok::<(), mlp_core::metrics::MetricError>(())
/// ```
pub fn log_loss<T: Scalar, const K: usize>(
    labels: &[usize],
    probabilities: &[[T; K]],
) -> Result<f64, MetricError> {
    LengthMismatch::check(labels.len(), probabilities.len())?;
    check_labels(labels, K)?;
    let losses = labels.iter().zip(probabilities).map(|(&label, row)| {
        // The label was found to be a class.
        row.get(label).map_or(f64::NAN, |&p| cost(p))
    });
    Ok(compensated(losses) / number(labels.len() as u64))
}

/// The mean of −ln p over the samples, p being the probability of what was the case: that of yes is
/// given, that of no is the rest.
///
/// The probabilities are kept from 0 and 1 as in [`log_loss`]. NaN without samples.
///
/// # Errors
/// If there are not as many labels as probabilities.
pub fn binary_log_loss<T: Scalar>(
    labels: &[bool],
    probabilities: &[T],
) -> Result<f64, LengthMismatch> {
    LengthMismatch::check(labels.len(), probabilities.len())?;
    let losses = labels
        .iter()
        .zip(probabilities)
        .map(|(&yes, &p)| cost(if yes { p } else { T::ONE - p }));
    Ok(compensated(losses) / number(labels.len() as u64))
}

/// The fraction of samples whose class has one of the `k` largest outputs.
///
/// Of equal outputs at the border all are among the largest, as in Keras' `TopKCategoricalAccuracy`.
/// An output that is NaN is not larger than another, and a class whose output is NaN not among them.
/// NaN without samples.
///
/// # Errors
/// If there are not as many labels as outputs, or a label is not less than `K`.
pub fn top_k_accuracy<T: Scalar, const K: usize>(
    labels: &[usize],
    outputs: &[[T; K]],
    k: usize,
) -> Result<f64, MetricError> {
    LengthMismatch::check(labels.len(), outputs.len())?;
    check_labels(labels, K)?;
    let mut hits = 0_u64;
    for (&label, row) in labels.iter().zip(outputs) {
        // Only NaN differs from itself.
        let Some(&own) = row.get(label).filter(|own| own.partial_cmp(own).is_some()) else {
            continue;
        };
        let larger = row.iter().filter(|&&output| output > own).count();
        hits += u64::from(larger < k);
    }
    Ok(number(hits) / number(labels.len() as u64))
}

fn cost<T: Scalar>(probability: T) -> f64 {
    let epsilon = T::EPSILON.to_f64();
    let p = Real::at_most(Real::at_least(probability.to_f64(), epsilon), 1.0 - epsilon);
    -Real::ln(p)
}

fn check_labels(labels: &[usize], classes: usize) -> Result<(), MetricError> {
    for (sample, &label) in labels.iter().enumerate() {
        MetricError::check(Some(sample), label, classes)?;
    }
    Ok(())
}
