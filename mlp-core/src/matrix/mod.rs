//! Products of a layer with vectors.
//!
//! | for | numbers side by side are | in |
//! |---|---|---|
//! | one sample, tiny layers | neurons | [`respond`] |
//! | several samples, tiny layers | samples | [`affine`], [`back_propagate`], `Columns` of the engine |
//! | wide layers | neurons, of a tile of samples | [`rows`] |
//!
//! All run their sums in the same [`order`](crate::order), so the bits agree.

mod backward;
mod columns;
mod forward;
mod lanes;
mod respond;
pub mod rows;

pub use backward::{add, add_gradients, back_propagate};
pub(crate) use columns::{add_gradients_of_columns, write_gradients};
pub use forward::{affine, sum_by_halves};
pub(crate) use lanes::{AddLanes, LaneSums, RoomForLanes, WriteInLanes};
pub use respond::respond;
