//! Every feature between two bounds.

use super::ScalerError;
use super::fold::{self, Feature};
use crate::number::{Real, Scalar};
use core::array;

/// Brings every feature of the training inputs between two bounds, 0 and 1 unless said, as
/// scikit-learn's `MinMaxScaler` does.
///
/// `transform(x)[i] = (x[i] − min[i]) / range[i] · (upper − lower) + lower`
///
/// `range` is the distance of the largest number from the smallest. A feature that is the same in
/// every sample has range 1 and so becomes `lower`. Later inputs beyond those of training go beyond
/// the bounds; they are not cut.
///
/// ```
/// use mlp_core::scaler::MinMaxScaler;
///
/// let scaler = MinMaxScaler::fit(&[[0.0_f32, -5.0], [255.0, 5.0]])?;
/// assert_eq!(scaler.transform(&[51.0, 0.0]), [0.2, 0.5]);
/// assert_eq!(scaler.between(-1.0, 1.0).transform(&[255.0, 0.0]), [1.0, 0.0]);
/// # Ok::<(), mlp_core::scaler::ScalerError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MinMaxScaler<const N: usize, T: Scalar = f32> {
    /// The smallest number of each feature.
    pub min: [T; N],
    /// The largest less the smallest number of each feature; not 0.
    pub range: [T; N],
    /// What the smallest number becomes.
    pub lower: T,
    /// What the largest number becomes; not `lower`.
    pub upper: T,
}

impl<const N: usize, T: Scalar> MinMaxScaler<N, T> {
    /// Finds the smallest and the largest number of each feature; the bounds are 0 and 1.
    ///
    /// # Errors
    ///
    /// - [`ScalerError::Empty`] without samples.
    /// - [`ScalerError::NotFinite`] if a number is infinite or NaN.
    /// - [`ScalerError::Overflow`] if the distance of two numbers is infinite.
    pub fn fit(samples: &[[T; N]]) -> Result<Self, ScalerError> {
        fold::check(samples)?;
        let mut scaler = Self {
            min: [T::ZERO; N],
            range: [T::ONE; N],
            lower: T::ZERO,
            upper: T::ONE,
        };
        for feature in 0..N {
            let mut numbers = samples.iter().map(|sample| sample[feature]);
            let first = numbers.next().unwrap_or(T::ZERO);
            let (min, max) = numbers.fold((first, first), |(min, max), number| {
                (Real::at_most(min, number), Real::at_least(max, number))
            });
            let range = max - min;
            if !range.is_finite() {
                return Err(ScalerError::Overflow { feature });
            }
            scaler.min[feature] = min;
            if range > T::ZERO {
                scaler.range[feature] = range;
            }
        }
        Ok(scaler)
    }

    /// The same scaler with other bounds.
    #[must_use]
    pub const fn between(self, lower: T, upper: T) -> Self {
        Self {
            lower,
            upper,
            ..self
        }
    }

    /// Scales one sample.
    #[must_use]
    pub fn transform(&self, sample: &[T; N]) -> [T; N] {
        let width = self.upper - self.lower;
        array::from_fn(|i| ((sample[i] - self.min[i]) / self.range[i]).fused(width, self.lower))
    }

    /// Undoes [`transform`](Self::transform), up to rounding.
    #[must_use]
    pub fn inverse_transform(&self, sample: &[T; N]) -> [T; N] {
        let width = self.upper - self.lower;
        array::from_fn(|i| ((sample[i] - self.lower) / width).fused(self.range[i], self.min[i]))
    }

    fold::common_methods!();

    fn feature(&self, index: usize) -> Feature {
        let lower = self.lower.to_f64();
        let scale = self.range[index].to_f64() / (self.upper.to_f64() - lower);
        Feature {
            center: Real::fused(-lower, scale, self.min[index].to_f64()),
            scale,
        }
    }
}
