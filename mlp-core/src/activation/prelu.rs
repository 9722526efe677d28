//! The rectifier whose slopes are learned.

use super::Activation;
use crate::number::Real;

/// `φ(z)` is `z` above 0 and `slope · z` elsewhere, with a slope of its own for each neuron, learned
/// as the weights are; `∂φ/∂slope` is `min(z, 0)`.
///
/// In `network!` the slopes of layer 1 are the field `slopes1`, behind the layer. They start at the
/// argument of `prelu(0.25)`, 0 unless said, as in Keras (PyTorch has one slope for all neurons and starts
/// at 0.25). It is for hidden layers. This type is the function before any slope has been learned.
///
/// He, Zhang, Ren and Sun, *Delving Deep into Rectifiers*, 2015.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prelu {
    /// The slope that every neuron starts from; any finite number, 0 by default.
    pub slope: f64,
}

impl Activation for Prelu {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let zero = z.constant(0.0);
        z.select(zero.less_than(z), z * z.constant(self.slope))
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let zero = z.constant(0.0);
        let slope = z
            .constant(1.0)
            .select(zero.less_than(z), z.constant(self.slope));
        z.select(z.is_nan(), slope)
    }
}

/// The function with a slope for each neuron, for rows of neurons.
pub(crate) mod learned {
    use crate::number::{Real, Scalar};
    use crate::simd::{self, Simd};

    /// `z ← φ(z)` in each row.
    #[inline(always)]
    pub(crate) fn forward<S: Simd<T>, T: Scalar>(simd: S, slopes: &[T], z: &mut [T]) {
        for row in z.chunks_exact_mut(slopes.len()) {
            simd::update_with(
                simd,
                row,
                [slopes],
                #[inline(always)]
                |z: S::Native, [slope]| z.select(z.constant(0.0).less_than(z), z * slope),
            );
        }
    }

    /// `∂a ← ∂z` in each row; adds `min(z, 0) · ∂a` to the gradients of the slopes, row by row.
    #[inline(always)]
    pub(crate) fn backward<S: Simd<T>, T: Scalar>(
        simd: S,
        slopes: &[T],
        gradients: &mut [T],
        z: &[T],
        gradient: &mut [T],
    ) {
        let width = slopes.len();
        let rows = z.chunks_exact(width);
        for (z, gradient) in rows.zip(gradient.chunks_exact_mut(width)) {
            simd::update_with(
                simd,
                gradients,
                [z, &*gradient],
                #[inline(always)]
                |sum: S::Native, [z, gradient]| {
                    let zero = z.constant(0.0);
                    zero.select(zero.less_than(z), z).fused(gradient, sum)
                },
            );
            simd::update_with(
                simd,
                gradient,
                [z, slopes],
                #[inline(always)]
                |gradient: S::Native, [z, slope]| {
                    let slope = z.constant(1.0).select(z.constant(0.0).less_than(z), slope);
                    gradient * z.select(z.is_nan(), slope)
                },
            );
        }
    }
}
