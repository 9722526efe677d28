//! Draws from the uniform and the normal distribution, the same bits on every target.

use crate::number::Real;
use rand::Rng;

/// A number in [0, 1): 53 random bits.
#[allow(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
pub(super) fn unit(rng: &mut (impl Rng + ?Sized)) -> f64 {
    const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    (rng.next_u64() >> 11) as f64 * STEP
}

/// A number in [−limit, limit).
pub(super) fn uniform(rng: &mut (impl Rng + ?Sized), limit: f64) -> f64 {
    limit * (2.0 * unit(rng) - 1.0)
}

/// A number from N(0, 1).
///
/// The polar method: a point in the unit disc gives two normal numbers, of which the second is
/// dropped to keep the draw free of state. Not truncated, as in PyTorch and NumPy; Keras cuts its
/// normal initializers off at two standard deviations.
///
/// Marsaglia and Bray, *A Convenient Method for Generating Normal Variables*, 1964.
pub(super) fn normal(rng: &mut (impl Rng + ?Sized)) -> f64 {
    loop {
        let (x, y) = (uniform(rng, 1.0), uniform(rng, 1.0));
        let s = x * x + y * y;
        if s > 0.0 && s < 1.0 {
            return x * Real::sqrt(-2.0 * Real::ln(s) / s);
        }
    }
}
