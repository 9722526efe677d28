//! Scalers: what is done to the numbers before a network sees them.
//!
//! A scaler is fitted to the training inputs and then applied to every input, in training and ever
//! after. It is a plain value of two arrays, so it can be stored beside the network and used where
//! there is no allocator. Or it becomes part of the network: `scaler.fold_into(&mut network)`
//! after training, and inputs go in as they are, at no cost.
//!
//! | scaler | brings each feature to |
//! |---|---|
//! | [`StandardScaler`] | mean 0, deviation 1 |
//! | [`MinMaxScaler`] | 0 to 1, or other bounds |
//! | [`RobustScaler`] | median 0, interquartile range 1: for data with outliers |

mod fold;
mod min_max;
mod robust;
mod standard;

pub use min_max::MinMaxScaler;
pub use robust::RobustScaler;
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
