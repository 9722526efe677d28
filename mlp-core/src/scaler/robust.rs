//! Scaling by the middle half of the numbers, which outliers do not move.

use super::ScalerError;
use super::fold::{self, Feature};
use crate::number::{Real, Scalar};
use core::array;

/// Brings every feature to median 0 and interquartile range 1, as scikit-learn's `RobustScaler` does.
///
/// `transform(x)[i] = (x[i] − center[i]) / scale[i]`
///
/// `center` is the median and `scale` the distance of the third quartile from the first. A quartile between
/// two numbers is interpolated linearly, as in NumPy. A feature whose middle half is a single number
/// has scale 1.
///
/// ```
/// use mlp_core::scaler::RobustScaler;
///
/// let scaler = RobustScaler::fit(&[[1.0_f32], [2.0], [3.0], [4.0], [1e6]])?;
/// assert_eq!((scaler.center, scaler.scale), ([3.0], [2.0]));
/// # Ok::<(), mlp_core::scaler::ScalerError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RobustScaler<const N: usize, T: Scalar = f32> {
    /// The median of each feature.
    pub center: [T; N],
    /// The interquartile range of each feature; not 0.
    pub scale: [T; N],
}

impl<const N: usize, T: Scalar> RobustScaler<N, T> {
    /// Finds the quartiles of each feature.
    ///
    /// Nothing is sorted and no memory is taken: a number of given rank is found by halving the
    /// range of all `f64` 64 times, so the samples are read some four hundred times.
    ///
    /// # Errors
    ///
    /// - [`ScalerError::Empty`] without samples.
    /// - [`ScalerError::NotFinite`] if a number is infinite or NaN.
    /// - [`ScalerError::Overflow`] if the distance of two quartiles is infinite.
    pub fn fit(samples: &[[T; N]]) -> Result<Self, ScalerError> {
        fold::check(samples)?;
        let mut scaler = Self {
            center: [T::ZERO; N],
            scale: [T::ONE; N],
        };
        for feature in 0..N {
            let numbers = || samples.iter().map(|sample| sample[feature].to_f64());
            let quartile = |quarters| quartile(numbers, samples.len(), quarters);
            let range = quartile(3) - quartile(1);
            let rounded = T::from_f64(range);
            if !rounded.is_finite() {
                return Err(ScalerError::Overflow { feature });
            }
            scaler.center[feature] = T::from_f64(quartile(2));
            // scikit-learn's bound for a constant feature.
            if range >= 10.0 * T::EPSILON.to_f64() && rounded > T::ZERO {
                scaler.scale[feature] = rounded;
            }
        }
        Ok(scaler)
    }

    /// Scales one sample.
    #[must_use]
    pub fn transform(&self, sample: &[T; N]) -> [T; N] {
        array::from_fn(|i| (sample[i] - self.center[i]) / self.scale[i])
    }

    /// Undoes [`transform`](Self::transform), up to rounding: `sample[i] · scale[i] + center[i]`.
    #[must_use]
    pub fn inverse_transform(&self, sample: &[T; N]) -> [T; N] {
        array::from_fn(|i| sample[i].fused(self.scale[i], self.center[i]))
    }

    fold::common_methods!();

    fn feature(&self, index: usize) -> Feature {
        Feature {
            center: self.center[index].to_f64(),
            scale: self.scale[index].to_f64(),
        }
    }
}

/// The number below which `quarters` of four parts of the numbers are.
fn quartile<I: Iterator<Item = f64>>(
    numbers: impl Fn() -> I,
    count: usize,
    quarters: usize,
) -> f64 {
    let steps = (count - 1) as u128 * quarters as u128;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "at most three quarters of a usize, and less than four"
    )]
    let (rank, quarters_beyond) = ((steps / 4) as usize, (steps % 4) as u8);
    let below = ranked(&numbers, rank);
    if quarters_beyond == 0 {
        return below;
    }
    let above = ranked(&numbers, rank + 1);
    let fraction = f64::from(quarters_beyond) / 4.0;
    // From the nearer end, as NumPy does.
    if fraction < 0.5 {
        Real::fused(above - below, fraction, below)
    } else {
        Real::fused(below - above, 1.0 - fraction, above)
    }
}

/// The number that would stand at `rank`, counted from 0, if the numbers were sorted.
fn ranked<I: Iterator<Item = f64>>(numbers: &impl Fn() -> I, rank: usize) -> f64 {
    let (mut low, mut high) = (0, u64::MAX);
    while low < high {
        let middle = low + (high - low) / 2;
        if numbers().filter(|&number| key(number) <= middle).count() > rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    of_key(low)
}

/// An integer for each number, in the order of the numbers; −0 comes before 0.
fn key(number: f64) -> u64 {
    let bits = number.to_bits();
    if number.is_sign_negative() {
        !bits
    } else {
        bits | SIGN
    }
}

fn of_key(key: u64) -> f64 {
    f64::from_bits(if key & SIGN == 0 { !key } else { key ^ SIGN })
}

const SIGN: u64 = 1 << 63;
