//! The identity: what a regression ends in.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z) = z`, `φ′(z) = 1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linear;

impl Activation for Linear {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.select(z.is_nan(), z.constant(1.0))
    }

    compiled_each!(Linear);
}
