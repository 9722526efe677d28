//! The exponential linear unit that keeps mean 0 and variance 1 through many layers.

use super::Activation;
use crate::number::Real;

/// `φ(z)` is `λ z` above 0 and `λ α (eᶻ − 1)` elsewhere, with λ ≈ 1.0507 and α ≈ 1.6733; `φ′(z)` is `λ` above 0
/// and `λ α eᶻ = a + λ α` elsewhere, at 0 too.
///
/// Range −λα ≈ −1.7581 to ∞. NaN gives NaN. It wants weights that start from `lecun_normal`.
///
/// Klambauer, Unterthiner, Mayr and Hochreiter, *Self-Normalizing Neural Networks*, 2017.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selu;

impl Activation for Selu {
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let above = z * z.constant(LAMBDA);
        above.select(
            z.constant(0.0).less_than(z),
            z.exp_m1() * z.constant(LAMBDA_ALPHA),
        )
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.constant(LAMBDA).select(
            z.constant(0.0).less_than(z),
            z.exp() * z.constant(LAMBDA_ALPHA),
        )
    }

    /// Positive exactly where `z` is.
    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        a.constant(LAMBDA)
            .select(a.constant(0.0).less_than(a), a + a.constant(LAMBDA_ALPHA))
    }
}

/// λ, the fixed point of mean 0 and variance 1.
const LAMBDA: f64 = 1.050_700_987_355_480_5;

/// λ α.
const LAMBDA_ALPHA: f64 = 1.758_099_340_847_376_6;
