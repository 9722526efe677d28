//! One sample through a small layer: neurons side by side, the activation applied while they are in
//! registers. With the widths known, the compiler unrolls all of it.

use super::rows;
use super::rows::Room;
use super::rows::single::affine_in_sums;
use crate::activation::LayerActivation;
use crate::dense::{Biases, Dense};
use crate::number::Scalar;
use crate::order::{MOST_PARTIAL_SUMS, partial_sums};
use crate::simd::{self, Lanes, MOST_LANES, Simd};

/// `φ(a W + b)` of one sample.
#[inline(always)]
#[must_use]
pub fn respond<S, A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    activation: A,
    a: &[T; FAN_IN],
) -> [T; FAN_OUT]
where
    S: Simd<T>,
    A: LayerActivation,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let mut out = [T::ZERO; FAN_OUT];
    if const { FAN_IN * FAN_OUT > UNROLLED && FAN_OUT > 1 } {
        in_loops(simd, layer, activation, a, &mut out);
    } else if const { FAN_OUT == 1 && partial_sums(FAN_IN, 1) >= S::Native::COUNT } {
        let z = dot::<S, S::Native, T, B, FAN_IN, FAN_OUT>(simd, layer, a);
        activation.each(z).store(&mut out);
    } else if const { FAN_OUT == 1 && partial_sums(FAN_IN, 1) >= S::Small::COUNT } {
        let z = dot::<S, S::Small, T, B, FAN_IN, FAN_OUT>(simd, layer, a);
        activation.each(z).store(&mut out);
    } else if const { FAN_OUT >= S::Native::COUNT } {
        each::<S, S::Native, A, T, B, FAN_IN, FAN_OUT>(simd, layer, activation, a, &mut out);
    } else if const { FAN_OUT > 1 } {
        each::<S, S::Small, A, T, B, FAN_IN, FAN_OUT>(simd, layer, activation, a, &mut out);
    } else {
        each::<S, S::One, A, T, B, FAN_IN, FAN_OUT>(simd, layer, activation, a, &mut out);
    }
    activation.rows(simd, FAN_OUT, &mut out);
    out
}

/// The most multiplications of a layer that is left to the compiler to unroll; others run in loops that
/// have several registers of neurons in flight.
const UNROLLED: usize = 512;

/// All neurons, several registers at a time.
#[inline(always)]
fn in_loops<S, A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    activation: A,
    a: &[T; FAN_IN],
    out: &mut [T; FAN_OUT],
) where
    S: Simd<T>,
    A: LayerActivation,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let (weights, biases) = layer.parameters().split_at(FAN_IN * FAN_OUT);
    let layer = rows::Layer {
        weights,
        biases,
        fan_in: FAN_IN,
        fan_out: FAN_OUT,
    };
    let mut z = Room::from(&mut out[..]);
    match const { partial_sums(FAN_IN, FAN_OUT) } {
        1 => affine_in_sums::<S, T, 1>(simd, &layer, a, &mut z),
        2 => affine_in_sums::<S, T, 2>(simd, &layer, a, &mut z),
        4 => affine_in_sums::<S, T, 4>(simd, &layer, a, &mut z),
        8 => affine_in_sums::<S, T, 8>(simd, &layer, a, &mut z),
        _ => affine_in_sums::<S, T, 16>(simd, &layer, a, &mut z),
    }
    simd::update(
        simd,
        out,
        #[inline(always)]
        |z: S::Native| activation.each(z),
    );
}

/// All neurons, a register of `V` at a time; the last ends at the last neuron.
#[inline(always)]
fn each<S, V, A, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    activation: A,
    a: &[T; FAN_IN],
    out: &mut [T; FAN_OUT],
) where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    A: LayerActivation,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    if FAN_OUT < V::COUNT {
        let mut all = [T::ZERO; MOST_LANES];
        let z: V = neurons(simd, layer, a, 0);
        activation.each(z).store(&mut all);
        let mut j = 0;
        while j < FAN_OUT {
            out[j] = all[j];
            j += 1;
        }
        return;
    }
    let mut j = 0;
    while j + V::COUNT <= FAN_OUT {
        let z: V = neurons(simd, layer, a, j);
        activation.each(z).store(&mut out[j..]);
        j += V::COUNT;
    }
    if j < FAN_OUT {
        let last = FAN_OUT - V::COUNT;
        let mut lanes = [T::ZERO; MOST_LANES];
        let z: V = neurons(simd, layer, a, last);
        activation.each(z).store(&mut lanes);
        // Only the neurons that are new: who reads the register before finds it in one piece.
        while j < FAN_OUT {
            out[j] = lanes[j - last];
            j += 1;
        }
    }
}

/// z of a register of neurons.
#[inline(always)]
fn neurons<S, V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[T; FAN_IN],
    from: usize,
) -> V
where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    match const { partial_sums(FAN_IN, FAN_OUT) } {
        1 => partial(simd, layer, a, from, 0, 1),
        2 => of_2(simd, layer, a, from, 0, 1),
        4 => of_4(simd, layer, a, from, 0, 1),
        8 => of_8(simd, layer, a, from, 0, 1),
        _ => of_16(simd, layer, a, from, 0, 1),
    }
}

/// Partial sum `p`: the inputs `p`, `p + step`, ….
#[inline(always)]
fn partial<S, V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[T; FAN_IN],
    from: usize,
    p: usize,
    step: usize,
) -> V
where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let mut sum = if p == 0 && B::COUNT > 0 {
        register(simd, layer, FAN_IN * FAN_OUT + from, FAN_OUT - from)
    } else {
        V::broadcast(simd, -T::ZERO)
    };
    let mut i = p;
    while i < FAN_IN {
        let weights: V = register(simd, layer, i * FAN_OUT + from, FAN_OUT - from);
        sum = V::broadcast(simd, a[i]).fused(weights, sum);
        i += step;
    }
    sum
}

/// The parameters from `index` on; where a register would reach beyond the last, zeros behind the
/// `count` that matter.
#[inline(always)]
fn register<S, V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    index: usize,
    count: usize,
) -> V
where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let parameters = &layer.parameters()[index..];
    if parameters.len() >= V::COUNT {
        return V::load(simd, parameters);
    }
    let mut all = [T::ZERO; MOST_LANES];
    let mut k = 0;
    while k < count {
        all[k] = parameters[k];
        k += 1;
    }
    V::load(simd, &all)
}

/// Sums of partial sums by halves: `n` of them, `step` apart, are two times `n / 2`, `2 step` apart.
macro_rules! by_halves {
    ($($name:ident is twice $half:ident),*) => {$(
        #[inline(always)]
        fn $name<S, V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
            simd: S,
            layer: &Dense<FAN_IN, FAN_OUT, T, B>,
            a: &[T; FAN_IN],
            from: usize,
            p: usize,
            step: usize,
        ) -> V
        where
            S: Simd<T>,
            V: Lanes<S, Scalar = T>,
            T: Scalar,
            B: Biases<T, FAN_OUT>,
        {
            let even: V = $half(simd, layer, a, from, p, 2 * step);
            let odd: V = $half(simd, layer, a, from, p + step, 2 * step);
            even + odd
        }
    )*};
}

by_halves!(of_2 is twice partial, of_4 is twice of_2, of_8 is twice of_4, of_16 is twice of_8);

/// z of the only neuron: partial sums side by side.
#[inline(always)]
fn dot<S, V, T, B, const FAN_IN: usize, const FAN_OUT: usize>(
    simd: S,
    layer: &Dense<FAN_IN, FAN_OUT, T, B>,
    a: &[T; FAN_IN],
) -> S::One
where
    S: Simd<T>,
    V: Lanes<S, Scalar = T>,
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    let count = const { partial_sums(FAN_IN, FAN_OUT) };
    let weights = &layer.parameters()[..FAN_IN];
    let mut start = [-T::ZERO; MOST_PARTIAL_SUMS];
    if let Some(bias) = layer.biases.get(0) {
        start[0] = bias;
    }
    let mut sums = [T::ZERO; MOST_PARTIAL_SUMS];
    let mut p = 0;
    while p < count {
        let mut sum = V::load(simd, &start[p..]);
        let mut i = p;
        while i + V::COUNT <= FAN_IN {
            sum = V::load(simd, &a[i..]).fused(V::load(simd, &weights[i..]), sum);
            i += count;
        }
        if i < FAN_IN {
            // 0 times −0 is −0, which changes no sum.
            let (mut rest_of_a, mut rest) = ([T::ZERO; MOST_LANES], [-T::ZERO; MOST_LANES]);
            let mut k = 0;
            while i + k < FAN_IN {
                rest_of_a[k] = a[i + k];
                rest[k] = weights[i + k];
                k += 1;
            }
            sum = V::load(simd, &rest_of_a).fused(V::load(simd, &rest), sum);
        }
        sum.store(&mut sums[p..]);
        p += V::COUNT;
    }
    let mut half = count / 2;
    while half > 0 {
        let mut p = 0;
        while p < half {
            sums[p] += sums[p + half];
            p += 1;
        }
        half /= 2;
    }
    S::One::broadcast(simd, sums[0])
}
