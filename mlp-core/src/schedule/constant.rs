//! The learning rate stays.

use super::{Progress, Schedule};

/// Factor 1 all along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constant;

impl Schedule for Constant {
    type State = [f64; 0];

    #[inline(always)]
    fn factor(&self, _: &[f64; 0], _: &Progress) -> f64 {
        1.0
    }
}
