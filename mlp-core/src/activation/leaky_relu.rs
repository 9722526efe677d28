//! The rectifier that lets a little through below zero.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z)` is `z` above 0 and `slope · z` elsewhere; `φ′(z)` is 1 above 0 and `slope` elsewhere.
///
/// Maas, Hannun and Ng, *Rectifier Nonlinearities Improve Neural Network Acoustic Models*, 2013.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyRelu {
    /// The slope below zero; any finite number, 0.2 by default, as Keras' function has it (PyTorch: 0.01).
    pub slope: f64,
}

impl LeakyRelu {
    /// A rectifier with this slope below zero.
    #[must_use]
    pub const fn new(slope: f64) -> Self {
        Self { slope }
    }
}

impl Default for LeakyRelu {
    fn default() -> Self {
        Self::new(0.2)
    }
}

impl Activation for LeakyRelu {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let zero = z.constant(0.0);
        z.select(zero.less_than(z), z * z.constant(self.slope))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let zero = z.constant(0.0);
        let slope = z
            .constant(1.0)
            .select(zero.less_than(z), z.constant(self.slope));
        z.select(z.is_nan(), slope)
    }

    compiled_each!(LeakyRelu);
}
