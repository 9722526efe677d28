//! A smooth rectifier without an exponential.

use super::Activation;
use crate::number::Real;

/// `φ(z) = (z + √(z² + b)) / 2`; `φ′(z) = (1 + z / √(z² + b)) / 2`.
///
/// Range 0 to ∞. Exact relative to itself in the left tail, too, where it is `b / (4 |z|)`. NaN gives NaN.
///
/// # Numerics
/// Below 0 computed as `(b/2) / (√(z² + b) + |z|)`, which does not cancel. From |z| = 2⁵⁹ on, `√(z² + b)` is taken
/// to be `|z|`, which for `b` up to 2⁶⁰ it is by rounding.
///
/// Barron, *Squareplus: A Softplus-Like Algebraic Rectifier*, 2021.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Squareplus {
    /// How round the corner is; above 0, 4 by default.
    pub b: f64,
}

impl Squareplus {
    /// The function with this b.
    #[must_use]
    pub const fn new(b: f64) -> Self {
        Self { b }
    }
}

impl Default for Squareplus {
    fn default() -> Self {
        Self::new(4.0)
    }
}

impl Activation for Squareplus {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let [_, half] = roots(self.b, z);
        let below = z.constant(0.25 * self.b) / half;
        below.select(z.less_than(z.constant(0.0)), half)
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let [root, half] = roots(self.b, z);
        let is_negative = z.less_than(z.constant(0.0));
        let numerator = z.constant(0.25 * self.b).select(is_negative, half);
        let slope = numerator / (half * root).select(is_negative, root);
        z.constant(1.0).select(z.constant(FAR).less_than(z), slope)
    }
}

/// From here on b does not count beside z².
const FAR: f64 = 576_460_752_303_423_488.0;

/// `√(z² + b)` and `(|z| + √(z² + b)) / 2`.
#[inline(always)]
fn roots<V: Real>(b: f64, z: V) -> [V; 2] {
    let magnitude = z.abs();
    let root = z.fused(z, z.constant(b)).sqrt();
    let root = root.select(magnitude.less_than(z.constant(FAR)), magnitude);
    let half = z.constant(0.5);
    [root, magnitude.fused(half, root * half)]
}
