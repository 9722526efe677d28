//! The logistic function, by one exponential and one division.
//!
//! ```text
//! σ(−y) = 1 / (1 + eʸ) = c / (c + S·(1 + q))     where S = c·2ⁿ
//! ```
//!
//! A small c leaves S room for the eʸ whose reciprocals are subnormal, so the left tail ends at
//! zero by rounding, not by overflow. The numerator is exact. In the denominator, S + c is exact or
//! loses c, and what it loses is added to S·q; where it loses nothing, S·q is exact, so the last
//! addition is the only rounding that counts.

use super::reduction;
use crate::number::Real;

/// `offset` is the exponent of c.
#[inline(always)]
fn sigmoid<V: Real>(reduction::Pieces { q, scale, .. }: reduction::Pieces<V>, offset: f64) -> V {
    let c = q.constant(offset).power_of_two();
    let sum = scale + c;
    let lost = c - (sum - scale);
    c / (scale.fused(q, lost) + sum)
}

pub(super) mod single {
    use super::{Real, reduction::single::narrow_minus};

    /// 1 / (1 + e⁻ˣ), accurate relative to itself in both tails.
    #[must_use]
    #[inline(always)]
    pub fn sigmoid<V: Real<Scalar = f32>>(x: V) -> V {
        let bounded = x.at_least(x.constant(-104.0)).at_most(x.constant(40.0));
        super::sigmoid(narrow_minus(bounded, -32.0), -32.0)
    }
}

pub(super) mod double {
    use super::{Real, reduction::double::narrow_minus};

    /// 1 / (1 + e⁻ˣ), accurate relative to itself in both tails.
    #[must_use]
    #[inline(always)]
    pub fn sigmoid<V: Real<Scalar = f64>>(x: V) -> V {
        let bounded = x.at_least(x.constant(-746.0)).at_most(x.constant(40.0));
        super::sigmoid(narrow_minus(bounded, -64.0), -64.0)
    }
}
