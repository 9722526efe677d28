//! How far predicted numbers are from the true ones.

use super::number;
use crate::number::{Real, Scalar};
use crate::samples::LengthMismatch;
use crate::sum::compensated;

/// The mean of (predicted − expected)² over all samples and outputs; NaN without any.
///
/// # Errors
/// If there are not as many predictions as expected values.
pub fn mean_squared_error<T: Scalar, const N: usize>(
    expected: &[[T; N]],
    predicted: &[[T; N]],
) -> Result<f64, LengthMismatch> {
    mean(expected, predicted, |difference| difference * difference)
}

/// The square root of the [`mean_squared_error`], in the unit of the outputs.
///
/// For several outputs it is the root of the mean over all of them, as in Keras; scikit-learn takes the
/// root for each output and then the mean of the roots.
///
/// # Errors
/// If there are not as many predictions as expected values.
pub fn root_mean_squared_error<T: Scalar, const N: usize>(
    expected: &[[T; N]],
    predicted: &[[T; N]],
) -> Result<f64, LengthMismatch> {
    mean_squared_error(expected, predicted).map(Real::sqrt)
}

/// The mean of |predicted − expected| over all samples and outputs; NaN without any.
///
/// # Errors
/// If there are not as many predictions as expected values.
pub fn mean_absolute_error<T: Scalar, const N: usize>(
    expected: &[[T; N]],
    predicted: &[[T; N]],
) -> Result<f64, LengthMismatch> {
    mean(expected, predicted, Real::abs)
}

/// R², the coefficient of determination: the part of the variance that is explained.
///
/// For each output `1 − Σ (expected − predicted)² / Σ (expected − mean)²`, and the mean of that over
/// the outputs. 1 is perfect, 0 is what the mean of the expected values would reach, and it can be any
/// negative number. This is scikit-learn's `r2_score`: an output that is expected to be constant scores 1
/// if it is predicted exactly and else 0, and fewer than two samples give NaN.
///
/// # Errors
/// If there are not as many predictions as expected values.
///
/// ```
/// use mlp_core::metrics::r2_score;
///
/// let expected = [[1.0_f32], [2.0], [3.0]];
/// assert_eq!(r2_score(&expected, &[[1.0], [2.0], [4.0]])?, 0.5);
/// # Ok::<(), mlp_core::samples::LengthMismatch>(())
/// ```
#[doc(alias = "coefficient of determination")]
pub fn r2_score<T: Scalar, const N: usize>(
    expected: &[[T; N]],
    predicted: &[[T; N]],
) -> Result<f64, LengthMismatch> {
    LengthMismatch::check(expected.len(), predicted.len())?;
    if expected.len() < 2 {
        return Ok(f64::NAN);
    }
    let count = number(expected.len() as u64);
    let score = |output: usize| {
        let mean = compensated(expected.iter().map(|row| row[output].to_f64())) / count;
        let total = compensated(expected.iter().map(|row| {
            let difference = row[output].to_f64() - mean;
            difference * difference
        }));
        let residual = compensated(expected.iter().zip(predicted).map(|(expected, predicted)| {
            let difference = expected[output].to_f64() - predicted[output].to_f64();
            difference * difference
        }));
        if total != 0.0 {
            1.0 - residual / total
        } else if residual == 0.0 {
            1.0
        } else {
            // 0, or NaN where the residual is.
            residual * 0.0
        }
    };
    Ok(compensated((0..N).map(score)) / number(N as u64))
}

/// The mean of `f(predicted − expected)` over all samples and outputs.
fn mean<T: Scalar, const N: usize>(
    expected: &[[T; N]],
    predicted: &[[T; N]],
    f: impl Fn(f64) -> f64,
) -> Result<f64, LengthMismatch> {
    LengthMismatch::check(expected.len(), predicted.len())?;
    let pairs = expected.as_flattened().iter().zip(predicted.as_flattened());
    let sum =
        compensated(pairs.map(|(expected, predicted)| f(predicted.to_f64() - expected.to_f64())));
    Ok(sum / number(expected.as_flattened().len() as u64))
}
