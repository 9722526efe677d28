//! Products of a layer with vectors, as loops with constant bounds.
//!
//! `network!` writes tiny layers out, one line a neuron; from a budget of multiplications on it
//! calls these functions instead. Both run their sums in the same [`order`](crate::order), so the
//! bits agree. All are over [`Real`](crate::number::Real), one number or several side by side.

mod backward;
mod forward;

pub use backward::{add, add_gradients, add_product, back_propagate};
pub use forward::{affine, sum_by_halves};
