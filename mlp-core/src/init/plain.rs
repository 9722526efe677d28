//! A scale of the user's own, whatever the widths.

use super::draw;
use super::{Initializer, fill_each};
use crate::number::Scalar;
use rand::Rng;

/// U(−limit, limit).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    /// The largest magnitude.
    pub limit: f64,
}

/// N(0, `standard_deviation`²), not truncated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// The standard deviation.
    pub standard_deviation: f64,
}

impl Initializer for Uniform {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        fill_each(weights, || draw::uniform(rng, self.limit));
    }
}

impl Initializer for Normal {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        fill_each(weights, || self.standard_deviation * draw::normal(rng));
    }
}
