//! The sigmoid linear unit with the sigmoid in three straight pieces, also known as hard swish.

use super::Activation;
use super::HardSigmoid;
use crate::number::Real;

/// `φ(z) = z · min(max(z/6 + ½, 0), 1)`; `φ′(z)` is 0 up to −3, 1 from 3 on and `z/3 + ½` between.
///
/// Range −0.375 to ∞; 0 at −∞. NaN gives NaN.
///
/// Howard et al., *Searching for `MobileNetV3`*, 2019.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HardSilu;

impl Activation for HardSilu {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        // Where the factor is 0, −∞ would make NaN of it.
        z.at_least(z.constant(-3.0)) * HardSigmoid.activate(z)
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let three = z.constant(3.0);
        let slope = (z + z + three) * z.constant(1.0 / 6.0);
        let slope = slope.select((-three).less_than(z), z.constant(0.0));
        let slope = slope.select(z.less_than(three), z.constant(1.0));
        let slope = slope.select((-three).less_than(z), z.constant(0.0));
        z.select(z.is_nan(), slope)
    }
}
