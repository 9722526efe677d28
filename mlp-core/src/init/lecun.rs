//! LeCun initialization: keeps the variance through layers that are nearly linear.

use super::{Initializer, Normal, Uniform, width};
use crate::number::{Real, Scalar};
use rand::Rng;

/// U(−limit, limit) with limit = √(3 / `fan_in`).
///
/// LeCun et al., *Efficient BackProp*, 1998, eq. 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LecunUniform;

/// N(0, 1 / `fan_in`), not truncated: what selu needs.
///
/// LeCun et al., *Efficient BackProp*, 1998, eq. 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LecunNormal;

impl Initializer for LecunUniform {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        let limit = Real::sqrt(3.0 / width(FAN_IN));
        Uniform { limit }.fill(weights, rng);
    }
}

impl Initializer for LecunNormal {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        let standard_deviation = Real::sqrt(1.0 / width(FAN_IN));
        Normal { standard_deviation }.fill(weights, rng);
    }
}
