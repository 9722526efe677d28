//! eˣ and eˣ − 1, over their whole range with one reduction and without a special case.

use super::reduction::{self, Pieces};
use crate::number::Real;

/// eˣ = s·(1 + q)·s
#[inline(always)]
fn exp<V: Real>(Pieces { q, scale, .. }: Pieces<V>) -> V {
    scale.fused(q, scale) * scale
}

/// eˣ − 1 = (s·q + (s − 1/s))·s, the difference exact or the part it loses too small to matter.
///
/// Near zero, where s = 1, it is q, accurate relative to itself.
#[inline(always)]
fn exp_m1<V: Real>(Pieces { q, scale, count }: Pieces<V>) -> V {
    let inverse = (-count).power_of_two();
    scale.fused(q, scale - inverse) * scale
}

pub(super) mod single {
    use super::{Real, reduction::single::wide};

    /// eˣ.
    ///
    /// 0 below −104, subnormal results rounded like others, +∞ above 88.72.
    #[must_use]
    #[inline(always)]
    pub fn exp<V: Real<Scalar = f32>>(x: V) -> V {
        super::exp(wide(
            x.at_most(x.constant(89.0)).at_least(x.constant(-104.0)),
        ))
    }

    /// eˣ − 1, accurate near zero; keeps the sign of zero.
    #[must_use]
    #[inline(always)]
    pub fn exp_m1<V: Real<Scalar = f32>>(x: V) -> V {
        super::exp_m1(wide(
            x.at_most(x.constant(89.0)).at_least(x.constant(-18.0)),
        ))
        .copysign(x)
    }
}

pub(super) mod double {
    use super::{Real, reduction::double::wide};

    /// eˣ.
    ///
    /// 0 below −746, subnormal results rounded like others, +∞ above 709.78.
    #[must_use]
    #[inline(always)]
    pub fn exp<V: Real<Scalar = f64>>(x: V) -> V {
        super::exp(wide(
            x.at_most(x.constant(710.0)).at_least(x.constant(-746.0)),
        ))
    }

    /// eˣ − 1, accurate near zero; keeps the sign of zero.
    #[must_use]
    #[inline(always)]
    pub fn exp_m1<V: Real<Scalar = f64>>(x: V) -> V {
        super::exp_m1(wide(
            x.at_most(x.constant(710.0)).at_least(x.constant(-38.0)),
        ))
        .copysign(x)
    }
}
