//! He initialization: keeps the variance through layers that drop half of what they get.

use super::{Initializer, Normal, Uniform, width};
use crate::number::{Real, Scalar};
use rand::Rng;

/// U(−limit, limit) with limit = √(6 / `fan_in`): for the relu family.
///
/// He et al., *Delving Deep into Rectifiers*, 2015, eq. 10 — <https://arxiv.org/abs/1502.01852>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[doc(alias = "kaiming_uniform")]
pub struct HeUniform;

/// N(0, 2 / `fan_in`), not truncated: for the relu family.
///
/// He et al., *Delving Deep into Rectifiers*, 2015, eq. 10 — <https://arxiv.org/abs/1502.01852>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[doc(alias = "kaiming_normal")]
pub struct HeNormal;

impl Initializer for HeUniform {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        let limit = Real::sqrt(6.0 / width(FAN_IN));
        Uniform { limit }.fill(weights, rng);
    }
}

impl Initializer for HeNormal {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        let standard_deviation = Real::sqrt(2.0 / width(FAN_IN));
        Normal { standard_deviation }.fill(weights, rng);
    }
}
