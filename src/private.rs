//! Every item that generated code names, and nothing else. It may change with any version.

pub use crate::gradient_test::test_gradients;
pub use mlp_core::activation::{self, LayerActivation};
pub use mlp_core::batch_norm::{BatchNorm, FoldBatchNorm};
pub use mlp_core::dense::{Dense, NoBiases, join, join_mut};
pub use mlp_core::engine::Last;
pub use mlp_core::engine::columns::Tile;
pub use mlp_core::engine::rows::{Rows, Space};
pub use mlp_core::init::{self, fill};
pub use mlp_core::loss::{self, Loss};
pub use mlp_core::network::Network;
pub use mlp_core::number::Real;
pub use mlp_core::numerics::Numerics;
pub use mlp_core::samples::{LengthMismatch, Samples};
pub use mlp_core::simd::Simd;
pub use mlp_core::summary::{BatchNormSettings, LayerSummary, Summary};
pub use mlp_core::{engine, matrix};
pub use rand::Rng;
