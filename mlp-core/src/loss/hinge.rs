//! The hinge losses: margins instead of probabilities, for `linear` and `tanh` outputs.

use super::each::{delta, mean, numbers};
use super::{Loss, sum};
use crate::activation::{Linear, Tanh};
use crate::array::generate;
use crate::number::Real;

/// `max(0, 1 − y a)`, the mean over the outputs, for `linear` and `tanh` outputs.
///
/// Targets are −1 (no) or 1 (yes) for each output; 0 counts as −1, as in Keras, and what is between is refused: a margin
/// has sides, not degrees. `∂loss/∂a = −y / N` where
/// `y a < 1`, and 0 elsewhere.
///
/// Cortes and Vapnik, *Support-Vector Networks*, 1995.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hinge;

/// `max(0, 1 − y a)²`, the mean over the outputs, for `linear` and `tanh` outputs.
///
/// Targets are −1 (no) or 1 (yes) for each output; 0 counts as −1, and what is between is refused.
/// `∂loss/∂a = −2 y max(0, 1 − y a) / N`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SquaredHinge;

/// `max(0, 1 + max_k((1 − y[k]) a[k]) − Σₖ y[k] a[k])` of one sample, for `linear` and `tanh` outputs: the
/// class should lead all others by 1.
///
/// Targets are one-hot, 1 for the class and 0 for the others, and nothing between. Where the loss is not 0, `∂loss/∂a` is `−y[k]`, plus
/// `1 − y[k]` for the first output at the maximum.
///
/// Crammer and Singer, *On the Algorithmic Implementation of Multiclass Kernel-based Vector
/// Machines*, 2001.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategoricalHinge;

/// `1 − y a`, with −1 for a y of 0, and that y.
#[inline(always)]
fn margin<V: Real>(a: V, y: V) -> (V, V) {
    let (zero, one) = (y.constant(0.0), y.constant(1.0));
    let y = y.select(zero.less_than(y.abs()), y - one);
    (one - y * a, y)
}

/// `value` where the margin is above 0, elsewhere 0; NaN for a margin that is NaN.
#[inline(always)]
fn within<V: Real>(margin: V, value: V) -> V {
    let zero = margin.constant(0.0);
    let value = value.select(zero.less_than(margin), zero);
    margin.select(margin.is_nan(), value)
}

/// Both losses of single outputs, for one output activation.
macro_rules! of_margins {
    ($($phi:ident)*) => {$(
        impl Loss<$phi> for Hinge {
            numbers!(one of [-1.0, 0.0, 1.0], "-1 for no or 1 for yes (0 counts as -1)");

            #[inline(always)]
            fn loss<V: Real, const N: usize>(
                &self,
                _: $phi,
                _: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> V {
                mean(a, y, #[inline(always)] |a, y| margin(a, y).0.at_least(a.constant(0.0)))
            }

            #[inline(always)]
            fn delta<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                delta(phi, z, a, y, #[inline(always)] |a, y| {
                    let (margin, y) = margin(a, y);
                    within(margin, -y)
                })
            }
        }

        impl Loss<$phi> for SquaredHinge {
            numbers!(one of [-1.0, 0.0, 1.0], "-1 for no or 1 for yes (0 counts as -1)");

            #[inline(always)]
            fn loss<V: Real, const N: usize>(
                &self,
                _: $phi,
                _: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> V {
                mean(a, y, #[inline(always)] |a, y| {
                    let margin = margin(a, y).0.at_least(a.constant(0.0));
                    margin * margin
                })
            }

            #[inline(always)]
            fn delta<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                delta(phi, z, a, y, #[inline(always)] |a, y| {
                    let (margin, y) = margin(a, y);
                    y * margin.at_least(a.constant(0.0)) * a.constant(-2.0)
                })
            }
        }

        impl Loss<$phi> for CategoricalHinge {
            numbers!(one of [0.0, 1.0], "1 for the class and 0 for all others");

            #[inline(always)]
            fn loss<V: Real, const N: usize>(
                &self,
                _: $phi,
                _: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> V {
                lead(a, y).0.at_least(a[0].constant(0.0))
            }

            #[inline(always)]
            fn delta<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                let gradient = categorical_gradient(a, y);
                $crate::activation::LayerActivation::backward(phi, z, a, &gradient)
            }
        }
    )*};
}

/// `1 + max_k((1 − y[k]) a[k]) − Σₖ y[k] a[k]`, and the maximum.
#[inline(always)]
fn lead<V: Real, const N: usize>(a: &[V; N], y: &[V; N]) -> (V, V) {
    let one = a[0].constant(1.0);
    let mut largest = (one - y[0]) * a[0];
    let mut k = 1;
    while k < N {
        largest = largest.at_least((one - y[k]) * a[k]);
        k += 1;
    }
    let of_class = generate::<_, N>(
        #[inline(always)]
        |k| y[k] * a[k],
    );
    // NaN anywhere is in the sum.
    ((one + largest) - sum(&of_class), largest)
}

#[inline(always)]
fn categorical_gradient<V: Real, const N: usize>(a: &[V; N], y: &[V; N]) -> [V; N] {
    let (zero, one) = (a[0].constant(0.0), a[0].constant(1.0));
    let (lead, largest) = lead(a, y);
    let mut free = one;
    generate(
        #[inline(always)]
        |k| {
            let others = one - y[k];
            let is_less = (others * a[k]).less_than(largest);
            let share = zero.select(is_less, free);
            free = free.select(is_less, zero);
            within(lead, share * others - y[k])
        },
    )
}

of_margins!(Linear Tanh);
