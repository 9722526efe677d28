//! ln(1 + eˣ), the smooth form of max(x, 0), without overflow.
//!
//! ```text
//! softplus x = max(x, 0) + ln(1 + e),     e = e^(−|x|) between 0 and 1
//! ```
//!
//! so the exponential cannot overflow and the left tail, where softplus x is nearly eˣ, keeps its
//! relative accuracy down into the subnormals.

use super::logarithm::up_to_one;
use super::reduction::{self, Pieces};
use crate::number::Real;

/// e^(−|x|), from S = 2^(n + offset).
#[inline(always)]
fn exp_of_minus<V: Real>(Pieces { q, scale, .. }: Pieces<V>, offset: f64) -> V {
    scale.fused(q, scale) * q.constant(-offset).power_of_two()
}

pub(super) mod single {
    use super::{Real, exp_of_minus, reduction::single::narrow_minus, up_to_one};

    /// ln(1 + eˣ), accurate relative to itself in both tails.
    #[must_use]
    #[inline(always)]
    pub fn softplus<V: Real<Scalar = f32>>(x: V) -> V {
        let e = exp_of_minus(narrow_minus(x.abs().at_most(x.constant(104.0)), 32.0), 32.0);
        x.at_least(x.constant(0.0)) + up_to_one::single(e)
    }
}

pub(super) mod double {
    use super::{Real, exp_of_minus, reduction::double::narrow_minus, up_to_one};

    /// ln(1 + eˣ), accurate relative to itself in both tails.
    #[must_use]
    #[inline(always)]
    pub fn softplus<V: Real<Scalar = f64>>(x: V) -> V {
        let e = exp_of_minus(narrow_minus(x.abs().at_most(x.constant(746.0)), 64.0), 64.0);
        up_to_one::double(e, x.at_least(x.constant(0.0)))
    }
}
