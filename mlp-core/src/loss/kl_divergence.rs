//! The Kullback–Leibler divergence, for outputs that are one distribution over classes.

use super::each::numbers;
use super::{CategoricalCrossEntropy, Loss, sum};
use crate::activation::{LogSoftmax, Softmax, log_probabilities};
use crate::array::generate;
use crate::number::Real;

/// `Σₖ y[k] ln(y[k] / a[k])` for a `softmax` or `log_softmax` output layer (whose `e^a` are the
/// probabilities).
///
/// Targets are distributions over the classes, which should sum to 1; a probability of 0 adds nothing. It is
/// the categorical cross-entropy less the entropy of the target, so 0 where output and target agree, with the
/// same gradient.
///
/// # Numerics
/// Computed from z as `y (ln y − ln a)`, finite for every `z` whose differences are.
///
/// Kullback and Leibler, *On Information and Sufficiency*, 1951.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KlDivergence;

macro_rules! fits {
    ($($phi:ident)*) => {$(
        impl Loss<$phi> for KlDivergence {
            numbers!(0.0..=1.0);

            #[inline(always)]
            fn loss<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                _: &[V; N],
                y: &[V; N],
            ) -> V {
                let logarithms = log_probabilities(z, phi.sharpness(z[0]));
                let each = generate::<_, N>(
                    #[inline(always)]
                    |k| {
                        let term = y[k] * (y[k].ln() - logarithms[k]);
                        // 0 ln 0 is 0; NaN stays.
                        term.select(y[k].constant(0.0).less_than(y[k]), y[k])
                    },
                );
                sum(&each)
            }

            #[inline(always)]
            fn delta<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                CategoricalCrossEntropy.delta(phi, z, a, y)
            }
        }
    )*};
}

fits!(Softmax LogSoftmax);
