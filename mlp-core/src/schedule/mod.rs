//! Schedules: how the learning rate changes from epoch to epoch.
//!
//! Adding one is a file here and a line below.

mod constant;
mod exponential;

pub use constant::Constant;
pub use exponential::Exponential;

/// A rule for the learning rate of an epoch.
pub trait Schedule {
    /// What the optimizer's learning rate is multiplied by in `epoch`; epochs count from 1.
    fn factor(&self, epoch: usize) -> f64;
}
