//! The sigmoid linear unit, also known as swish.

use super::Activation;
use super::compiled::compiled_each;
use crate::number::Real;

/// `φ(z) = z σ(z)`; `φ′(z) = σ(z) + z σ(z) σ(−z)`.
///
/// Range −0.28 to ∞; 0 at −∞. Exact relative to itself in the left tail, too. NaN gives NaN.
///
/// Elfwing, Uchibe and Doya, *Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
/// Reinforcement Learning*, 2017; Ramachandran, Zoph and Le, *Searching for Activation Functions*, 2017.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silu;

impl Activation for Silu {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        // Where the factor is 0, −∞ would make NaN of it.
        z.at_least(z.constant(-END)) * z.sigmoid()
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let [below, above] = both_sigmoids(z, z.constant(0.0));
        let end = z.constant(END);
        let z = z.at_least(-end).at_most(end);
        (z * above).fused(below, below)
    }

    compiled_each!(Silu);
}

/// From here on σ is 0 or 1.
const END: f64 = 1024.0;

/// `σ(z)` and `σ(−z)`, each exact relative to itself, from one exponential; for `z + lost`, of which the
/// second part is tiny.
#[inline(always)]
pub(super) fn both_sigmoids<V: Real>(z: V, lost: V) -> [V; 2] {
    let is_negative = z.less_than(z.constant(0.0));
    let e = (-z.abs()).exp();
    let e = e.fused(lost.select(is_negative, -lost), e);
    let one = z.constant(1.0);
    let large = one / (one + e);
    let small = e * large;
    [
        small.select(is_negative, large),
        large.select(is_negative, small),
    ]
}
