//! Standardization: every feature to mean 0 and deviation 1.

use super::ScalerError;
use super::fold::{self, Feature};
use crate::number::{Real, Scalar};
use crate::sum::compensated as sum;
use core::array;

/// Brings every feature to mean 0 and deviation 1, as scikit-learn's `StandardScaler` does.
///
/// `transform(x)[i] = (x[i] − mean[i]) / scale[i]`
///
/// `scale` is the population deviation, √(Σ (x − mean)² / n). A feature that is the same in every
/// sample, up to rounding, has scale 1 and so becomes 0.
///
/// Fit it to the training part only, and apply it to every input: what the test part holds is not
/// known when a network is used.
///
/// # Examples
///
/// ```
/// use mlp_core::scaler::StandardScaler;
///
/// # fn main() -> Result<(), mlp_core::scaler::ScalerError> {
/// let mut train = [[1.0_f32, 10.0], [3.0, 10.0]];
/// let scaler = StandardScaler::fit(&train)?;
/// assert_eq!((scaler.mean, scaler.scale), ([2.0, 10.0], [1.0, 1.0]));
///
/// scaler.transform_all(&mut train);
/// assert_eq!(train, [[-1.0, 0.0], [1.0, 0.0]]);
/// assert_eq!(scaler.transform(&[5.0, 11.0]), [3.0, 1.0]);
/// # Ok(())
/// # }
/// ```
///
/// A fitted scaler is written into a program as a constant:
///
/// ```
/// # use mlp_core::scaler::StandardScaler;
/// const SCALER: StandardScaler<2> = StandardScaler { mean: [2.0, 10.0], scale: [1.0, 1.0] };
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardScaler<const N: usize, T: Scalar = f32> {
    /// The mean of each feature.
    pub mean: [T; N],
    /// The deviation of each feature; not 0.
    pub scale: [T; N],
}

impl<const N: usize, T: Scalar> StandardScaler<N, T> {
    /// Measures mean and deviation of each feature.
    ///
    /// # Numerics
    ///
    /// In `f64` whatever `T` is, in two passes with compensated sums, so the result is exact to the
    /// last bits however many samples there are, and rounded to `T` at the end.
    ///
    /// # Errors
    ///
    /// - [`ScalerError::Empty`] without samples.
    /// - [`ScalerError::NotFinite`] if a number is infinite or NaN.
    /// - [`ScalerError::Overflow`] if numbers near the largest `f64` add up to infinity.
    pub fn fit(samples: &[[T; N]]) -> Result<Self, ScalerError> {
        fold::check(samples)?;
        let mut scaler = Self {
            mean: [T::ZERO; N],
            scale: [T::ONE; N],
        };
        for feature in 0..N {
            let (mean, scale) =
                mean_and_scale(|| samples.iter().map(|sample| sample[feature].to_f64()));
            scaler.mean[feature] = T::from_f64(mean);
            // Deviations below the smallest T round to 0.
            scaler.scale[feature] = Some(T::from_f64(scale))
                .filter(|scale| *scale > T::ZERO)
                .unwrap_or(T::ONE);
            if !(mean.is_finite() && scale.is_finite()) {
                return Err(ScalerError::Overflow { feature });
            }
        }
        Ok(scaler)
    }

    /// Standardizes one sample.
    #[must_use]
    pub fn transform(&self, sample: &[T; N]) -> [T; N] {
        array::from_fn(|i| (sample[i] - self.mean[i]) / self.scale[i])
    }

    /// Undoes [`transform`](Self::transform), up to rounding: `sample[i] · scale[i] + mean[i]`.
    #[must_use]
    pub fn inverse_transform(&self, sample: &[T; N]) -> [T; N] {
        array::from_fn(|i| sample[i].fused(self.scale[i], self.mean[i]))
    }

    fold::common_methods!();

    fn feature(&self, index: usize) -> Feature {
        Feature {
            center: self.mean[index].to_f64(),
            scale: self.scale[index].to_f64(),
        }
    }
}

/// The mean of the numbers, and what to divide their distances from it by.
fn mean_and_scale<I: Iterator<Item = f64>>(numbers: impl Fn() -> I) -> (f64, f64) {
    let count = numbers().fold(0.0, |count, _| count + 1.0);
    let mean = sum(numbers()) / count;
    // The mean is rounded; the second sum takes out what that adds to the first (Chan, Golub and
    // LeVeque, *Algorithms for computing the sample variance*, The American Statistician 37 (1983),
    // equation 1.7).
    let squares = sum(numbers().map(|number| (number - mean) * (number - mean)));
    let rounding = sum(numbers().map(|number| number - mean));
    let variance = (squares - rounding * rounding / count) / count;

    // What rounding alone can give; scikit-learn's bound for a constant feature.
    let noise = count * mean * f64::EPSILON;
    let is_constant = variance <= count * f64::EPSILON * variance + noise * noise;
    (
        mean,
        if is_constant {
            1.0
        } else {
            Real::sqrt(variance)
        },
    )
}

#[cfg(test)]
mod tests;
