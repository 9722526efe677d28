//! Glorot initialization: a compromise between the variance forwards and backwards.

use super::{Initializer, Normal, Uniform, width};
use crate::number::{Real, Scalar};
use rand::Rng;

/// U(−limit, limit) with limit = √(6 / (`fan_in` + `fan_out`)).
///
/// Glorot and Bengio, *Understanding the Difficulty of Training Deep Feedforward Neural Networks*,
/// 2010, eq. 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[doc(alias = "xavier_uniform")]
pub struct GlorotUniform;

/// N(0, 2 / (`fan_in` + `fan_out`)), not truncated.
///
/// Glorot and Bengio, *Understanding the Difficulty of Training Deep Feedforward Neural Networks*,
/// 2010, eq. 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[doc(alias = "xavier_normal")]
pub struct GlorotNormal;

impl Initializer for GlorotUniform {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        let limit = Real::sqrt(6.0 / width(FAN_IN + FAN_OUT));
        Uniform { limit }.fill(weights, rng);
    }
}

impl Initializer for GlorotNormal {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        let standard_deviation = Real::sqrt(2.0 / width(FAN_IN + FAN_OUT));
        Normal { standard_deviation }.fill(weights, rng);
    }
}
