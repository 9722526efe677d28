//! ln(1 + eˣ), the smooth ReLU, without overflow.
//!
//! ```text
//! softplus x = max(x, 0) + ln(1 + e),     e = e^(−|x|) between 0 and 1
//! ```
//!
//! so the exponential cannot overflow and the left tail, where softplus x is nearly eˣ, keeps its
//! relative accuracy down into the subnormals.

use super::exponential;
use super::logarithm::up_to_one;
use crate::number::Real;

pub(super) mod single {
    use super::{Real, exponential, up_to_one};

    /// ln(1 + eˣ).
    #[inline(always)]
    pub fn softplus<V: Real<Scalar = f32>>(x: V) -> V {
        let parts = exponential::single::parts(-x.abs().at_most(x.constant(104.0)));
        let ratio = up_to_one::single_ratio(parts.exp());
        // e · ratio with e = s·(1 + q)·s not rounded in between, and the sum in the last rounding.
        let product = parts.q.fused(ratio, ratio) * parts.s;
        product.fused(parts.s, x.at_least(x.constant(0.0)))
    }
}

pub(super) mod double {
    use super::{Real, exponential, up_to_one};

    /// ln(1 + eˣ).
    #[inline(always)]
    pub fn softplus<V: Real<Scalar = f64>>(x: V) -> V {
        let parts = exponential::double::parts(-x.abs().at_most(x.constant(746.0)));
        x.at_least(x.constant(0.0)) + up_to_one::double(parts.exp())
    }
}
