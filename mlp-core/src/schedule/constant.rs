//! The learning rate stays.

use super::Schedule;

/// Factor 1 in every epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constant;

impl Schedule for Constant {
    fn factor(&self, _: usize) -> f64 {
        1.0
    }
}
