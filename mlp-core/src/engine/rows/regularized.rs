//! What layers of a wide network have beside weights and an activation: residual sums, dropout, batch
//! normalization and learned slopes.

use super::{Rows, Space};
use crate::activation::learned;
use crate::batch_norm::{self, BatchNorm, Statistics};
use crate::network::{Network, mean};
use crate::number::Scalar;
use crate::simd::{Level, Run, dispatch};

impl<M: Network, const SAMPLES: usize> Rows<'_, M, SAMPLES> {
    /// One sample, at a level.
    #[must_use]
    pub fn one<S: Run>(simd: S) -> Self {
        Self::new(simd.level(), 1)
    }

    /// The sum of two activations of each sample: the end of a residual block.
    #[must_use]
    pub fn add<A, T, const N: usize>(self, h: &[[T; N]], a: &[A]) -> Space<[T; N], SAMPLES>
    where
        A: AsRef<[T]>,
        T: Scalar,
    {
        let mut sum = self.space();
        self.copy(h, &mut sum);
        for (sum, a) in sum.iter_mut().zip(a) {
            for (sum, &a) in sum.iter_mut().zip(a.as_ref()) {
                *sum += a;
            }
        }
        sum
    }

    /// Activations of layer `layer`, or gradients with respect to them, of which a part `rate` is
    /// dropped and the rest scaled by 1/(1 − rate); as they are if the samples have no noise.
    #[must_use]
    pub fn drop_out<T: Scalar, const N: usize>(
        self,
        layer: usize,
        rate: f64,
        h: &[[T; N]],
    ) -> Space<[T; N], SAMPLES> {
        let mut a = self.space();
        self.copy(h, &mut a);
        if let Some(noise) = self.noise {
            for (s, row) in a.iter_mut().enumerate() {
                noise.skip(s).drop_out(layer, rate, row);
            }
        }
        a
    }

    /// Mean and deviation of each neuron over the samples.
    #[must_use]
    pub fn statistics<T: Scalar, const N: usize>(
        self,
        epsilon: f64,
        z: &[[T; N]],
    ) -> Statistics<N, T> {
        let mut found = Statistics::ZEROED;
        let [sum, deviations] = &mut found.sums;
        find::<M, T>(
            self.level,
            epsilon,
            z.as_flattened(),
            [sum, deviations],
            (&mut found.mean, &mut found.inverse),
            mean(T::ONE, self.count),
        );
        found
    }

    /// The moving mean and deviation of each neuron.
    #[must_use]
    pub fn moving_statistics<T: Scalar, const N: usize>(
        self,
        epsilon: f64,
        batch_norm: &BatchNorm<N, T>,
    ) -> Statistics<N, T> {
        let mut moving = Statistics {
            mean: batch_norm.moving_mean,
            ..Statistics::ZEROED
        };
        invert::<M, T>(
            self.level,
            epsilon,
            &batch_norm.moving_variance,
            &mut moving.inverse,
        );
        moving
    }

    /// `n = γ ẑ + β`.
    #[must_use]
    pub fn normalize<T: Scalar, const N: usize>(
        self,
        batch_norm: &BatchNorm<N, T>,
        by: &Statistics<N, T>,
        z: &[[T; N]],
    ) -> Space<[T; N], SAMPLES> {
        let mut n = self.space();
        self.copy(z, &mut n);
        let (gamma, beta) = (&batch_norm.gamma, &batch_norm.beta);
        normalize::<M, T>(
            self.level,
            [gamma, beta, &by.mean, &by.inverse],
            n.as_flattened_mut(),
        );
        n
    }

    /// `∂loss/∂z` from `∂loss/∂n`, through the statistics of the samples; adds to the gradients of γ
    /// and β, and to the sums of which the statistics of the batch are made.
    #[must_use]
    pub fn backward_through_statistics<T: Scalar, const N: usize>(
        self,
        (batch_norm, gradients): (&BatchNorm<N, T>, &mut BatchNorm<N, T>),
        by: &Statistics<N, T>,
        z: &[[T; N]],
        gradient: &[[T; N]],
    ) -> Space<[T; N], SAMPLES> {
        let mut delta = self.space();
        self.copy(gradient, &mut delta);
        let mut sums = [[T::ZERO; N]; 2];
        let [of_gamma, of_beta] = &mut sums;
        backward::<M, T>(
            self.level,
            [&batch_norm.gamma, &by.mean, &by.inverse, z.as_flattened()],
            [of_gamma, of_beta],
            delta.as_flattened_mut(),
            mean(T::ONE, self.count),
        );
        accumulate(&mut gradients.gamma, &sums[0]);
        accumulate(&mut gradients.beta, &sums[1]);
        accumulate(&mut gradients.moving_mean, &by.sums[0]);
        accumulate(&mut gradients.moving_variance, &by.sums[1]);
        delta
    }

    /// `a = z` above 0 and `slope · z` elsewhere, with a slope for each neuron.
    #[must_use]
    pub fn forward_by_slopes<T: Scalar, const N: usize>(
        self,
        slopes: &[T; N],
        z: &[[T; N]],
    ) -> Space<[T; N], SAMPLES> {
        let mut a = self.space();
        self.copy(z, &mut a);
        forward_by_slopes::<M, T>(self.level, slopes, a.as_flattened_mut());
        a
    }

    /// `∂loss/∂z` from `∂loss/∂a`; adds to the gradients of the slopes.
    #[must_use]
    pub fn backward_by_slopes<T: Scalar, const N: usize>(
        self,
        slopes: &[T; N],
        gradients: &mut [T; N],
        z: &[[T; N]],
        gradient: &[[T; N]],
    ) -> Space<[T; N], SAMPLES> {
        let mut delta = self.space();
        self.copy(gradient, &mut delta);
        let (z, to) = (z.as_flattened(), delta.as_flattened_mut());
        backward_by_slopes::<M, T>(self.level, (slopes, gradients), z, to);
        delta
    }
}

/// `sums[j] += values[j]`.
fn accumulate<T: Scalar, const N: usize>(sums: &mut [T; N], values: &[T; N]) {
    for (sum, &value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

// Each is instantiated for a type of number and a network, not for each layer.

fn find<M: Network, T: Scalar>(
    level: Level,
    epsilon: f64,
    z: &[T],
    sums: [&mut [T]; 2],
    found: (&mut [T], &mut [T]),
    weight: T,
) {
    let [sum, deviations] = sums;
    let (mean, inverse) = found;
    dispatch!(for M at level, simd => batch_norm::find(
        simd,
        epsilon,
        z,
        [&mut *sum, &mut *deviations],
        (&mut *mean, &mut *inverse),
        weight,
    ));
}

fn invert<M: Network, T: Scalar>(level: Level, epsilon: f64, variances: &[T], inverse: &mut [T]) {
    dispatch!(for M at level, simd => {
        batch_norm::invert(simd, epsilon, variances, T::ONE, inverse);
    });
}

fn normalize<M: Network, T: Scalar>(level: Level, by: [&[T]; 4], z: &mut [T]) {
    dispatch!(for M at level, simd => batch_norm::normalize(simd, by, z));
}

fn backward<M: Network, T: Scalar>(
    level: Level,
    by: [&[T]; 4],
    [of_gamma, of_beta]: [&mut [T]; 2],
    gradient: &mut [T],
    weight: T,
) {
    dispatch!(for M at level, simd => {
        batch_norm::backward(simd, by, [&mut *of_gamma, &mut *of_beta], gradient, weight);
    });
}

fn forward_by_slopes<M: Network, T: Scalar>(level: Level, slopes: &[T], z: &mut [T]) {
    dispatch!(for M at level, simd => learned::forward(simd, slopes, z));
}

fn backward_by_slopes<M: Network, T: Scalar>(
    level: Level,
    (slopes, gradients): (&[T], &mut [T]),
    z: &[T],
    gradient: &mut [T],
) {
    dispatch!(for M at level, simd => learned::backward(simd, slopes, gradients, z, gradient));
}
