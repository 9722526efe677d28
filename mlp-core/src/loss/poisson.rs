//! The Poisson loss: counts from rates, for `exponential` and `softplus` outputs.

use super::each::numbers;
use super::{Loss, sum, weight_of_one};
use crate::activation::{Exponential, Softplus};
use crate::array::generate;
use crate::number::Real;

/// `a − y ln a`, the mean over the outputs: the negative logarithm of the probability of a count y where `a` is
/// expected, but for what does not depend on `a`.
///
/// For outputs above 0: `exponential`, which makes the network a log-linear Poisson regression with `δ = (a − y) / N`, and
/// `softplus`. Targets are counts or rates, finite numbers from 0 on.
///
/// # Numerics
/// Computed from z: `ln a` is z itself for `exponential`, and for `softplus` it is z where `e^z` is nothing beside 1, so
/// an output that is 0 by rounding costs what it should. Nothing is added inside the logarithm (Keras adds 1e-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Poisson;

impl Loss<Exponential> for Poisson {
    numbers!(0.0..=f64::MAX);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(
        &self,
        _: Exponential,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> V {
        let each = generate::<_, N>(
            #[inline(always)]
            |j| (-y[j]).fused(z[j], a[j]),
        );
        let sum = sum(&each);
        sum * sum.constant(weight_of_one::<N>())
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        _: Exponential,
        _: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        generate(
            #[inline(always)]
            |j| (a[j] - y[j]) * a[j].constant(weight_of_one::<N>()),
        )
    }
}

/// Below this z, softplus is `e^z` to the last bit of an `f64`.
const TAIL: f64 = -40.0;

impl Loss<Softplus> for Poisson {
    numbers!(0.0..=f64::MAX);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: Softplus, z: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        let logarithms = generate::<_, N>(
            #[inline(always)]
            |j| z[j].select(z[j].less_than(z[j].constant(TAIL)), a[j].ln()),
        );
        let each = generate::<_, N>(
            #[inline(always)]
            |j| (-y[j]).fused(logarithms[j], a[j]),
        );
        let sum = sum(&each);
        sum * sum.constant(weight_of_one::<N>())
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        _: Softplus,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        generate(
            #[inline(always)]
            |j| {
                let slope = z[j].sigmoid();
                // σ(z) / softplus(z), 1 in the tail.
                let tail = z[j].less_than(z[j].constant(TAIL));
                let ratio = z[j].constant(1.0).select(tail, slope / a[j]);
                (-y[j]).fused(ratio, slope) * z[j].constant(weight_of_one::<N>())
            },
        )
    }
}
