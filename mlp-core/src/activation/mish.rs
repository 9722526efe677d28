//! Mish: smooth, not monotonic.

use super::Activation;
use crate::number::Real;

/// `φ(z) = z tanh(ln(1 + eᶻ))`; `φ′(z) = tanh(s) + z (1 − tanh² s) σ(z)`, `s = ln(1 + eᶻ)`.
///
/// Range −0.31 to ∞; 0 at −∞. Exact relative to itself in the left tail, too. NaN gives NaN.
///
/// # Numerics
/// With `e = eᶻ`, `tanh(ln(1 + e)) = e (e + 2) / (e (e + 2) + 2)`; above 0 both parts are divided by `e²`. So one exponential, of `−|z|`, and
/// one division do.
///
/// Misra, *Mish: A Self Regularized Non-Monotonic Activation Function*, 2019.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mish;

impl Activation for Mish {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let [numerator, denominator, _] = fraction(z);
        z.at_least(z.constant(-END)) * (numerator / denominator)
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let [numerator, denominator, e] = fraction(z);
        let (one, end) = (z.constant(1.0), z.constant(END));
        let inverse = one / denominator;
        // (1 − tanh² s) σ(z) is 4 e (1 + e) / denominator², above 0 with one e more.
        let more = e.select(z.less_than(z.constant(0.0)), e * e);
        let rest = (more * (one + e)) * (z.constant(4.0) * inverse);
        z.at_least(-end).at_most(end).fused(rest, numerator) * inverse
    }
}

/// From here on e^(−|z|) is 0.
const END: f64 = 1024.0;

/// Numerator and denominator of `tanh(ln(1 + eᶻ))`, and `e^(−|z|)`.
#[inline(always)]
fn fraction<V: Real>(z: V) -> [V; 3] {
    let is_negative = z.less_than(z.constant(0.0));
    let e = (-z.abs()).exp();
    let (one, two) = (z.constant(1.0), z.constant(2.0));
    let numerator = (e * (e + two)).select(is_negative, e.fused(two, one));
    let denominator = numerator + two.select(is_negative, (e * e) * two);
    [numerator, denominator, e]
}
