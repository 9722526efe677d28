//! Batch normalization: the pre-activations of a layer brought to mean β and deviation γ.

mod fold;

pub use fold::FoldBatchNorm;

use crate::number::{Real, Scalar};
use crate::simd::{self, Simd};

/// The parameters and moving statistics of a batch normalization: `n = γ (z − μ) / √(σ² + ε) + β`.
///
/// In training μ and σ² are the mean and the variance of the neuron over a part of the batch, at most
/// [`PART`](crate::order::PART) samples (a batch of up to 64 samples is one part; a larger one is
/// normalized part by part, as "ghost batch normalization", so that threads can share it and its memory
/// is known). In inference they are the moving statistics, which each step of training takes a little
/// further: `m · moving + (1 − m) · batch`, where the mean is that of the whole batch and the variance,
/// not corrected for its bias, is the mean of the variances of its parts.
///
/// | | here | Keras | PyTorch |
/// |---|---|---|---|
/// | momentum | what is kept, 0.99 | the same | what is taken: 1 − ours, 0.1 |
/// | ε | 10⁻³ | the same | 10⁻⁵ |
/// | σ² of a batch of n | Σ (z − μ)² / n | the same | the same to normalize by; · n/(n − 1) for the moving one |
///
/// So with the same settings the moving variance of PyTorch is a little larger; all else is the same.
///
/// Ioffe and Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
/// Covariate Shift*, 2015; Hoffer, Hubara and Soudry, *Train longer, generalize better*, 2017.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct BatchNorm<const N: usize, T = f32> {
    /// γ, which starts at 1.
    pub gamma: [T; N],
    /// β, which starts at 0.
    pub beta: [T; N],
    /// The moving mean, which starts at 0. In a gradient: the mean over the batch.
    pub moving_mean: [T; N],
    /// The moving variance, which starts at 1. In a gradient: the variance over the batch.
    pub moving_variance: [T; N],
}

/// What a batch was found to be, until the moving statistics follow it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct BatchStatistics<const N: usize, T> {
    mean: [T; N],
    variance: [T; N],
}

impl<const N: usize, T: Scalar> BatchNorm<N, T> {
    /// All numbers zero.
    pub const ZEROED: Self = Self {
        gamma: [T::ZERO; N],
        beta: [T::ZERO; N],
        moving_mean: [T::ZERO; N],
        moving_variance: [T::ZERO; N],
    };

    /// Before the first step: γ and the moving variance 1, β and the moving mean 0.
    pub const START: Self = Self {
        gamma: [T::ONE; N],
        beta: [T::ZERO; N],
        moving_mean: [T::ZERO; N],
        moving_variance: [T::ONE; N],
    };

    /// The scale and the shift of each neuron in inference, `n = scale · z + shift` up to rounding:
    /// `γ / √(σ² + ε)` and `β − μ · scale`, from the moving statistics.
    #[must_use]
    pub fn scale_and_shift(&self, epsilon: f64) -> ([T; N], [T; N]) {
        let (mut scales, mut shifts) = (self.gamma, self.beta);
        for j in 0..N {
            let variance = self.moving_variance[j] + T::from_f64(epsilon);
            scales[j] = self.gamma[j] / variance.sqrt();
            shifts[j] = (-self.moving_mean[j]).fused(scales[j], self.beta[j]);
        }
        (scales, shifts)
    }

    /// The statistics that gradients hold, which become 0.
    #[doc(hidden)]
    #[must_use]
    pub fn take_statistics(&mut self) -> BatchStatistics<N, T> {
        let batch = BatchStatistics {
            mean: self.moving_mean,
            variance: self.moving_variance,
        };
        self.moving_mean = [T::ZERO; N];
        self.moving_variance = [T::ZERO; N];
        batch
    }

    /// Moving statistics that follow those of `before` towards those of a batch.
    #[doc(hidden)]
    pub fn follow(&mut self, before: &Self, batch: &BatchStatistics<N, T>, momentum: f64) {
        let kept = T::from_f64(momentum);
        let new = T::from_f64(1.0 - momentum);
        let moved = |moving: T, batch: T| kept.fused(moving, new * batch);
        for j in 0..N {
            self.moving_mean[j] = moved(before.moving_mean[j], batch.mean[j]);
            self.moving_variance[j] = moved(before.moving_variance[j], batch.variance[j]);
        }
    }
}

/// By what the pre-activations of some samples are normalized.
#[derive(Clone, Copy, Debug)]
pub struct Statistics<const N: usize, T> {
    /// The sum over the samples, and that of the squared deviations from the mean.
    pub(crate) sums: [[T; N]; 2],
    pub(crate) mean: [T; N],
    /// 1/√(σ² + ε).
    pub(crate) inverse: [T; N],
}

impl<const N: usize, T: Scalar> Statistics<N, T> {
    pub(crate) const ZEROED: Self = Self {
        sums: [[T::ZERO; N]; 2],
        mean: [T::ZERO; N],
        inverse: [T::ZERO; N],
    };
}

/// Sums over the rows in order, then the mean; then the same of the squared deviations.
#[inline(always)]
pub(crate) fn find<S: Simd<T>, T: Scalar>(
    simd: S,
    epsilon: f64,
    z: &[T],
    [sum, deviations]: [&mut [T]; 2],
    (mean, inverse): (&mut [T], &mut [T]),
    weight: T,
) {
    let width = mean.len();
    for row in z.chunks_exact(width) {
        simd::update_with(
            simd,
            sum,
            [row],
            #[inline(always)]
            |sum: S::Native, [z]| sum + z,
        );
    }
    simd::update_with(
        simd,
        mean,
        [&*sum],
        #[inline(always)]
        |_, [sum]: [S::Native; 1]| sum * sum.splat(weight),
    );
    for row in z.chunks_exact(width) {
        simd::update_with(
            simd,
            deviations,
            [row, &*mean],
            #[inline(always)]
            |sum: S::Native, [z, mean]| {
                let deviation = z - mean;
                deviation.fused(deviation, sum)
            },
        );
    }
    invert(simd, epsilon, deviations, weight, inverse);
}

/// `1/√(w v + ε)` of each variance v.
#[inline(always)]
pub(crate) fn invert<S: Simd<T>, T: Scalar>(
    simd: S,
    epsilon: f64,
    variances: &[T],
    weight: T,
    inverse: &mut [T],
) {
    simd::update_with(
        simd,
        inverse,
        [variances],
        #[inline(always)]
        |_, [v]: [S::Native; 1]| {
            v.constant(1.0) / (v * v.splat(weight) + v.constant(epsilon)).sqrt()
        },
    );
}

/// `z ← γ (z − μ) r + β` in each row.
#[inline(always)]
pub(crate) fn normalize<S: Simd<T>, T: Scalar>(
    simd: S,
    [gamma, beta, mean, inverse]: [&[T]; 4],
    z: &mut [T],
) {
    for row in z.chunks_exact_mut(gamma.len()) {
        simd::update_with(
            simd,
            row,
            [gamma, beta, mean, inverse],
            #[inline(always)]
            |z: S::Native, [gamma, beta, mean, inverse]| ((z - mean) * inverse).fused(gamma, beta),
        );
    }
}

/// `∂loss/∂n ← ∂loss/∂z`, and the sums of `∂loss/∂n ẑ` and of `∂loss/∂n`, which are those of γ and β.
///
/// With n samples, `∂z = γ r (∂n − (Σ ∂n + ẑ Σ ∂n ẑ) / n)`.
#[inline(always)]
pub(crate) fn backward<S: Simd<T>, T: Scalar>(
    simd: S,
    [gamma, mean, inverse, z]: [&[T]; 4],
    [of_gamma, of_beta]: [&mut [T]; 2],
    gradient: &mut [T],
    weight: T,
) {
    let width = gamma.len();
    for (z, gradient) in z.chunks_exact(width).zip(gradient.chunks_exact(width)) {
        simd::update_with(
            simd,
            of_gamma,
            [z, mean, inverse, gradient],
            #[inline(always)]
            |sum: S::Native, [z, mean, inverse, gradient]| {
                ((z - mean) * inverse).fused(gradient, sum)
            },
        );
        simd::update_with(
            simd,
            of_beta,
            [gradient],
            #[inline(always)]
            |sum: S::Native, [gradient]| sum + gradient,
        );
    }
    for (z, gradient) in z.chunks_exact(width).zip(gradient.chunks_exact_mut(width)) {
        simd::update_with(
            simd,
            gradient,
            [z, mean, inverse, gamma, &*of_gamma, &*of_beta],
            #[inline(always)]
            |gradient: S::Native, [z, mean, inverse, gamma, of_gamma, of_beta]| {
                let common = ((z - mean) * inverse).fused(of_gamma, of_beta);
                let own = gradient - common * common.splat(weight);
                gamma * inverse * own
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_statistics_keep_the_momentum_and_take_the_rest_of_the_batch() {
        let before = BatchNorm::<1, f64>::START;
        let mut gradients = BatchNorm {
            gamma: [0.5],
            beta: [0.25],
            moving_mean: [10.0],
            moving_variance: [3.0],
        };
        let batch = gradients.take_statistics();
        assert_eq!(gradients.moving_mean, [0.0]);
        assert_eq!(gradients.moving_variance, [0.0]);
        gradients.follow(&before, &batch, 0.75);
        assert_eq!(gradients.moving_mean, [2.5]);
        assert_eq!(gradients.moving_variance, [1.5]);
        assert_eq!(gradients.gamma, [0.5]);
    }
}
