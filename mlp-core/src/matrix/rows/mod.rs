//! Products for wide networks: the numbers of a sample in a row, neurons side by side in registers.
//!
//! The kernels take slices and widths, so they are compiled once, here, for each type of number and
//! level, and not again for each layer of each network. Each holds a tile of sums in registers while
//! the numbers of one index of the inner sum stream by:
//!
//! | product | sum over | tile |
//! |---|---|---|
//! | `affine`: z = a W + b | inputs, in [`partial_sums`](crate::order::partial_sums) | samples × neurons |
//! | `back_propagate`: ∂a = δ Wᵀ | neurons, in order | samples × inputs, from a transposed panel of W |
//! | `add_gradients`: ∂W += aᵀ δ | samples, in order | inputs × neurons |
//! | `affine` of a single sample | inputs | neurons × partial sums |
//!
//! Panels stand on the stack, up to some 50 KiB of them. At a level of one number there are none: `one_by_one`.

#![allow(unsafe_code, reason = "the kernels write all that there is room for")]

mod affine;
mod back_propagate;
mod gradients;
mod one_by_one;
mod panels;
pub(super) mod single;
mod space;
mod tile;

use self::gradients::Panels;
pub use space::{Room, Space};

use crate::number::Scalar;
use crate::simd::{Level, Simd, dispatch};

/// A layer's parameters, its shape a value.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a, T> {
    /// `fan_in` rows of `fan_out` weights.
    pub weights: &'a [T],
    /// One for each neuron, or none.
    pub biases: &'a [T],
    /// The number of inputs.
    pub fan_in: usize,
    /// The number of neurons.
    pub fan_out: usize,
}

/// The gradients of a layer, its shape a value.
#[derive(Debug)]
pub struct LayerMut<'a, T> {
    /// `fan_in` rows of `fan_out` gradients.
    pub weights: &'a mut [T],
    /// One for each neuron, or none.
    pub biases: &'a mut [T],
    /// The number of inputs.
    pub fan_in: usize,
    /// The number of neurons.
    pub fan_out: usize,
    /// Whether the gradients are taken as 0, whatever is there.
    pub fresh: bool,
}

/// The products of a type of number, at the level given. What each computes is said in the module.
pub trait Kernels: Sized {
    /// `z[s][j] = biases[j] + Σᵢ weights[i][j] · a[s][i]` for each row of `a`; `z` is rows of
    /// `fan_out`, which are given back.
    fn affine<'a>(
        level: Level,
        layer: &Layer<'_, Self>,
        a: &[&[Self]],
        z: Room<'a, Self>,
    ) -> &'a mut [Self];

    /// `gradient[s][i] = Σⱼ weights[i][j] · delta[s][j]` for `samples` rows; `delta` is rows of
    /// `fan_out`, `gradient` is rows of `fan_in`, which are given back.
    fn back_propagate<'a>(
        level: Level,
        layer: &Layer<'_, Self>,
        samples: usize,
        delta: &[Self],
        gradient: Room<'a, Self>,
    ) -> &'a mut [Self];

    /// `gradients.weights[i][j] += Σₛ a[s][i] · delta[s][j]`, `gradients.biases[j] += Σₛ delta[s][j]`
    /// over the rows of `a` in order, the sums from 0 where the gradients are [fresh](LayerMut::fresh); `delta` is rows of
    /// `fan_out`.
    fn add_gradients(
        level: Level,
        gradients: &mut LayerMut<'_, Self>,
        a: &[&[Self]],
        delta: &[Self],
    );
}

macro_rules! kernels {
    ($($scalar:ident),*) => {$(
        impl Kernels for $scalar {
            fn affine<'a>(
                level: Level,
                layer: &Layer<'_, Self>,
                a: &[&[Self]],
                mut z: Room<'a, Self>,
            ) -> &'a mut [Self] {
                if let [a] = a {
                    affine_of_one(level, layer, a, &mut z);
                } else if panels::in_panels(layer, a.len()) {
                    affine_in_panels(level, layer, a, &mut z);
                } else {
                    dispatch!(level, simd => affine::affine(simd, layer, a, &mut z));
                }
                // SAFETY: all of `z` was written.
                unsafe { z.written() }
            }

            fn back_propagate<'a>(
                level: Level,
                layer: &Layer<'_, Self>,
                samples: usize,
                delta: &[Self],
                mut gradient: Room<'a, Self>,
            ) -> &'a mut [Self] {
                dispatch!(level, simd => {
                    back_propagate::back_propagate(simd, layer, samples, delta, &mut gradient);
                });
                // SAFETY: all of `gradient` was written.
                unsafe { gradient.written() }
            }

            fn add_gradients(
                level: Level,
                gradients: &mut LayerMut<'_, Self>,
                a: &[&[Self]],
                delta: &[Self],
            ) {
                if !add_gradients_in_tiles(level, gradients, a, delta, None) {
                    add_gradients_by_panels(level, gradients, a, delta);
                }
            }
        }
    )*};
}

kernels!(f32, f64);

/// [`Kernels::affine`] at a level that is not compiled for every program.
#[inline(never)]
pub(crate) fn affine_at<'a, S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    a: &[&[T]],
    mut z: Room<'a, T>,
) -> &'a mut [T] {
    if let [a] = a {
        single::affine(simd, layer, a, &mut z);
    } else if panels::in_panels(layer, a.len()) {
        panels::affine(simd, layer, a, &mut z);
    } else {
        affine::affine(simd, layer, a, &mut z);
    }
    // SAFETY: all of `z` was written.
    unsafe { z.written() }
}

/// [`Kernels::back_propagate`] at a level that is not compiled for every program.
#[inline(never)]
pub(crate) fn back_propagate_at<'a, S: Simd<T>, T: Scalar>(
    simd: S,
    layer: &Layer<'_, T>,
    samples: usize,
    delta: &[T],
    mut gradient: Room<'a, T>,
) -> &'a mut [T] {
    back_propagate::back_propagate(simd, layer, samples, delta, &mut gradient);
    // SAFETY: all of `gradient` was written.
    unsafe { gradient.written() }
}

/// [`Kernels::add_gradients`] at a level that is not compiled for every program.
#[inline(never)]
pub(crate) fn add_gradients_at<S: Simd<T>, T: Scalar>(
    simd: S,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
) {
    let done = gradients::add_gradients(simd, gradients, a, delta, Some(&mut Panels::new()));
    debug_assert!(done, "there are panels");
}

/// A function of its own, because the kernels for many samples want much more of the stack.
#[inline(never)]
fn affine_of_one<T: Scalar>(level: Level, layer: &Layer<'_, T>, a: &[T], z: &mut Room<'_, T>) {
    dispatch!(level, simd => single::affine(simd, layer, a, z));
}

/// As [`affine_of_one`].
#[inline(never)]
fn affine_in_panels<T: Scalar>(
    level: Level,
    layer: &Layer<'_, T>,
    a: &[&[T]],
    z: &mut Room<'_, T>,
) {
    dispatch!(level, simd => panels::affine(simd, layer, a, z));
}

/// As [`affine_of_one`].
#[inline(never)]
fn add_gradients_by_panels<T: Scalar>(
    level: Level,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
) {
    let done = add_gradients_in_tiles(level, gradients, a, delta, Some(&mut Panels::new()));
    debug_assert!(done, "there are panels");
}

/// A function of its own, so that it is compiled once. False if there is nothing done, for want of panels.
#[inline(never)]
#[must_use]
fn add_gradients_in_tiles<T: Scalar>(
    level: Level,
    gradients: &mut LayerMut<'_, T>,
    a: &[&[T]],
    delta: &[T],
    panels: Option<&mut Panels<T>>,
) -> bool {
    dispatch!(level, simd => gradients::add_gradients(simd, gradients, a, delta, panels))
}

/// That slices are as long as the shape says: what the kernels' unchecked reads rest on.
#[inline(always)]
fn check<T: Scalar>(
    [weights, biases]: [usize; 2],
    [fan_in, fan_out]: [usize; 2],
    a: &[&[T]],
    rows: usize,
) {
    assert!(fan_in > 0 && fan_out > 0, "a layer has inputs and neurons");
    assert_eq!(Some(weights), fan_in.checked_mul(fan_out), "weights");
    assert!(biases == fan_out || biases == 0, "biases");
    assert_eq!(Some(rows), a.len().checked_mul(fan_out), "rows of neurons");
    for row in a {
        assert!(row.len() >= fan_in, "rows of inputs");
    }
}
