//! Initializers: where training starts.
//!
//! Weights are drawn in `f64` and rounded to the network's type, so an `f32` and an `f64` network
//! with the same seed start from the same point. Weights are drawn row by row. Biases start at 0.
//!
//! Adding one is a file here, a line below and a line in the table of `mlp-macros`.

mod constant;
mod draw;
mod glorot;
mod he;
mod lecun;
mod orthogonal;
mod plain;

pub use constant::{Constant, Zeros};
pub use glorot::{GlorotNormal, GlorotUniform};
pub use he::{HeNormal, HeUniform};
pub use lecun::{LecunNormal, LecunUniform};
pub use orthogonal::Orthogonal;
pub use plain::{Normal, Uniform};

use crate::number::Scalar;
use rand::Rng;

/// The initializers by the name they have in `network!`.
pub const NAMES: &[&str] = &[
    "constant",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "normal",
    "orthogonal",
    "uniform",
    "zeros",
];

/// A rule for the first weights of a layer.
pub trait Initializer {
    /// Fills the weights of a layer with `FAN_IN` inputs and `FAN_OUT` neurons.
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    );
}

/// [`Initializer::fill`] without the trait in scope.
#[doc(hidden)]
pub fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
    initializer: &impl Initializer,
    weights: &mut [[T; FAN_OUT]; FAN_IN],
    rng: &mut R,
) {
    initializer.fill(weights, rng);
}

/// Fills weights with independent draws from one distribution, row by row.
fn fill_each<T: Scalar, const FAN_IN: usize, const FAN_OUT: usize>(
    weights: &mut [[T; FAN_OUT]; FAN_IN],
    mut draw: impl FnMut() -> f64,
) {
    for weight in weights.as_flattened_mut() {
        *weight = T::from_f64(draw());
    }
}

/// A width as a number.
#[allow(clippy::cast_precision_loss, reason = "a width is far below 2^53")]
const fn width(n: usize) -> f64 {
    n as f64
}
