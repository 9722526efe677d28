//! What most programs need: `use mlp::prelude::*;`.

#[cfg(feature = "std")]
pub use crate::data::{Csv, Dataset};
pub use crate::loss::{BinaryCrossEntropy, CategoricalCrossEntropy, Loss, MeanSquaredError};
pub use crate::network::Network;
pub use crate::optimizer::Sgd;
pub use crate::predict::{BinaryClassifier, Classifier};
pub use crate::samples::Samples;
pub use crate::scaler::StandardScaler;
pub use crate::schedule::Exponential;
pub use crate::train::{Epoch, TrainError, Trainer};
pub use mlp_macros::network;
