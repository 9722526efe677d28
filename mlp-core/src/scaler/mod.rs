//! Scalers: what is done to the numbers before a network sees them.
//!
//! A scaler is fitted to the training inputs and then applied to every input, in training and ever
//! after. It is a plain value of two arrays, so it can be stored beside the network and used where
//! there is no allocator.

mod standard;

pub use standard::StandardScaler;

use core::fmt::{self, Display, Formatter};

/// Why a scaler could not be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScalerError {
    /// There are no samples.
    Empty,
    /// A number is infinite or NaN.
    NotFinite {
        /// The sample that holds it, counted from 0.
        sample: usize,
        /// The feature, counted from 0.
        feature: usize,
    },
    /// The numbers of a feature are so large that their mean or deviation is infinite.
    Overflow {
        /// The feature, counted from 0.
        feature: usize,
    },
}

impl Display for ScalerError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there are no samples to fit a scaler to"),
            Self::NotFinite { sample, feature } => {
                write!(
                    f,
                    "sample {sample}, feature {feature} (both counted from 0) is not a finite number"
                )
            }
            Self::Overflow { feature } => {
                write!(
                    f,
                    "the numbers of feature {feature} (counted from 0) are too large for their deviation"
                )
            }
        }
    }
}

impl core::error::Error for ScalerError {}
