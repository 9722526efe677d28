//! The largest of several neurons.

use super::gate::Gate;
use crate::array::generate;
use crate::number::Real;

/// Of `PIECES · N` neurons, N outputs: `a[j] = maxₖ z[k N + j]`; `∂a/∂z` is 1 at the neuron that was
/// largest, the first of several, and 0 at the others.
///
/// Any range. NaN in any of them gives NaN. A layer learns the shape of its function: with enough pieces any
/// convex one. In `network!` it is `maxout(3)`, with at least 2 pieces, since one is `linear`. The time of a call
/// does not depend on the data.
///
/// Goodfellow, Warde-Farley, Mirza, Courville and Bengio, *Maxout Networks*, 2013.
///
/// ```
/// use mlp_core::activation::{Gate, Maxout};
///
/// assert_eq!(Maxout::<3>.forward([0.5_f32, 2.0, -1.0]), 2.0);
/// assert_eq!(Maxout::<3>.backward([0.5_f32, 2.0, -1.0], 0.25), [0.0, 0.25, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maxout<const PIECES: usize>;

impl<const PIECES: usize> Gate<PIECES> for Maxout<PIECES> {
    #[inline(always)]
    fn forward<V: Real>(self, z: [V; PIECES]) -> V {
        let [largest, _] = largest(z);
        largest
    }

    #[inline(always)]
    fn backward<V: Real>(self, z: [V; PIECES], gradient: V) -> [V; PIECES] {
        let [largest, place] = largest(z);
        let gradient = largest.select(largest.is_nan(), gradient);
        let (zero, half) = (gradient.constant(0.0), gradient.constant(0.5));
        generate(
            #[inline(always)]
            |k| gradient.select((place - number(place, k)).abs().less_than(half), zero),
        )
    }
}

/// The first of the largest, and its place; the last NaN, if there is one.
#[inline(always)]
fn largest<V: Real, const PIECES: usize>(z: [V; PIECES]) -> [V; 2] {
    let (mut largest, mut place) = (z[0], z[0].constant(0.0));
    let mut k = 1;
    while k < PIECES {
        let is_larger = largest.less_than(z[k]);
        largest = z[k].select(is_larger, largest);
        place = number(place, k).select(is_larger, place);
        let is_nan = z[k].is_nan();
        largest = z[k].select(is_nan, largest);
        place = number(place, k).select(is_nan, place);
        k += 1;
    }
    [largest, place]
}

/// A place as a number, which holds it exactly: no layer has 2²⁴ neurons.
#[inline(always)]
#[allow(clippy::cast_precision_loss, reason = "a few pieces")]
fn number<V: Real>(like: V, place: usize) -> V {
    like.constant(place as f64)
}
