//! Every weight alike.

use super::{Initializer, fill_each};
use crate::number::Scalar;
use rand::Rng;

/// Every weight is `value`.
///
/// All neurons of a layer then compute the same, receive the same gradient and stay the same: a
/// network with hidden layers cannot learn from it. It is for experiments and for output layers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    /// The weight.
    pub value: f64,
}

/// Every weight is 0; see [`Constant`] for what that does to learning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zeros;

impl Initializer for Constant {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        _: &mut R,
    ) {
        fill_each(weights, || self.value);
    }
}

impl Initializer for Zeros {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        Constant { value: 0.0 }.fill(weights, rng);
    }
}
