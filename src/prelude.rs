//! What most programs need: `use mlp::prelude::*;`.

pub use crate::batch_norm::FoldBatchNorm;
#[cfg(feature = "std")]
pub use crate::data::{Csv, Dataset, Idx, Npy};
pub use crate::loss::{
    Adjust, BinaryCrossEntropy, BinaryFocalCrossEntropy, CategoricalCrossEntropy,
    CategoricalFocalCrossEntropy, CategoricalHinge, CosineSimilarity, Hinge, Huber, KlDivergence,
    LogCosh, Loss, MeanAbsoluteError, MeanSquaredError, Poisson, Quantile,
    SparseCategoricalCrossEntropy, SquaredHinge,
};
pub use crate::network::Network;
pub use crate::optimizer::{Adam, AdamW, Lbfgs, RmsProp, Sgd};
#[cfg(feature = "rayon")]
pub use crate::parallel::ParallelNetwork;
pub use crate::predict::{BinaryClassifier, Classifier};
pub use crate::samples::Samples;
pub use crate::scaler::{MinMaxScaler, RobustScaler, StandardScaler};
pub use crate::schedule::{Cosine, Exponential, OneCycle, ReduceOnPlateau, Warmup};
#[cfg(feature = "std")]
pub use crate::train::StratifiedKFold;
pub use crate::train::{EarlyStopping, Epoch, KFold, TrainError, Trainer};
pub use mlp_macros::network;

// A network of yours may be called `Network`, `Classifier` or the like, and then hides the name of a
// trait above. The methods of the trait stay in scope by these.
pub use crate::loss::{Adjust as _, Loss as _};
pub use crate::network::Network as _;
pub use crate::predict::{BinaryClassifier as _, Classifier as _};
pub use crate::train::Folds as _;
