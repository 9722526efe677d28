//! The logarithm of the hyperbolic cosine of the error, for any output.

use super::Loss;
use super::each::{FINITE, delta, mean, numbers};
use crate::activation::LayerActivation;
use crate::number::Real;

/// `ln cosh(a − y)`, the mean over the outputs.
///
/// Nearly `½ e²` for small errors `e`, nearly `|e| − ln 2` for large ones, and smooth in between. Targets
/// are one finite number for each output. `∂loss/∂a = tanh(a − y) / N`.
///
/// # Numerics
/// With `n = e^(−2|e|) − 1`: `½ ln(1 + n² / (4 (1 + n)))` for errors below 1, exact however small, and
/// `|e| − ln 2 + ln(2 + n)` for the others, where nothing overflows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogCosh;

#[inline(always)]
fn log_cosh<V: Real>(error: V) -> V {
    let x = error.abs();
    let one = x.constant(1.0);
    let n = (x * x.constant(-2.0)).exp_m1();
    let rest = one + n;
    let small = x.less_than(one);
    let argument = (n * n / (rest * x.constant(4.0))).select(small, rest);
    let logarithm = argument.ln_1p();
    let far = (x - x.constant(core::f64::consts::LN_2)) + logarithm;
    (logarithm * x.constant(0.5)).select(small, far)
}

impl<A: LayerActivation> Loss<A> for LogCosh {
    numbers!(FINITE);

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, _: A, _: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        mean(
            a,
            y,
            #[inline(always)]
            |a, y| log_cosh(a - y),
        )
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> [V; N] {
        delta(
            phi,
            z,
            a,
            y,
            #[inline(always)]
            |a, y| (a - y).tanh(),
        )
    }
}
