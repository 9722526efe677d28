//! Metrics: how good the answers are.

use crate::number::Scalar;

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
    predicted: impl IntoIterator<Item = L>,
    expected: impl IntoIterator<Item = L>,
) -> f64 {
    let (mut predicted, mut expected) = (predicted.into_iter().fuse(), expected.into_iter().fuse());
    let (mut correct, mut samples) = (0.0, 0.0);
    loop {
        match (predicted.next(), expected.next()) {
            (None, None) => return correct / samples,
            (predicted, expected) if predicted == expected => correct += 1.0,
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
