//! Class weights: some classes count more than others.

use super::target::setting;
use super::{Loss, TargetError, sum, weight_of_one};
use crate::activation::{LogSoftmax, Sigmoid, Softmax};
use crate::array::generate;
use crate::number::{Real, Scalar};

/// A loss whose samples count by their class: for `softmax` and `log_softmax` outputs a sample is multiplied by
/// `Σₖ w[k] y[k]`, the weight of its class if the target is one-hot; for `sigmoid` outputs there are two weights, and
/// each output is multiplied by `w[0] (1 − y) + w[1] y`.
///
/// Made by [`Adjust::class_weight`](super::Adjust::class_weight). The mean is still over the number of samples, as
/// Keras has it. For `sigmoid` outputs the loss has to be a mean over the outputs, as all losses here are that
/// fit but `CosineSimilarity`. Another number of weights than classes does not compile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassWeighted<L, const CLASSES: usize> {
    loss: L,
    weights: [f64; CLASSES],
}

impl<L, const CLASSES: usize> ClassWeighted<L, CLASSES> {
    /// A loss, and the weight of each class: finite numbers from 0 on.
    #[must_use]
    pub const fn new(loss: L, weights: [f64; CLASSES]) -> Self {
        Self { loss, weights }
    }

    fn settings(&self) -> Result<(), TargetError> {
        for weight in self.weights {
            let fits = weight >= 0.0 && weight.is_finite();
            setting("class weight", weight, fits, "a finite number from 0 on")?;
        }
        Ok(())
    }

    /// The weight of a sample.
    #[inline(always)]
    fn of_sample<V: Real, const N: usize>(&self, y: &[V; N]) -> V {
        const {
            assert!(
                CLASSES == N,
                "there must be one class weight for each class"
            );
        };
        let each = generate::<_, N>(
            #[inline(always)]
            |k| y[k] * y[k].constant(self.weights[k]),
        );
        sum(&each)
    }
}

impl<L> ClassWeighted<L, 2> {
    /// The weight of a `sigmoid` output.
    #[inline(always)]
    fn of_output<V: Real>(&self, y: V) -> V {
        let [no, yes] = self.weights;
        y.fused(y.constant(yes), (y.constant(1.0) - y) * y.constant(no))
    }
}

/// What does not depend on the output activation.
macro_rules! passed_on {
    () => {
        type Target<O: Copy + Sync> = L::Target<O>;

        const WEIGHTED: bool = L::WEIGHTED;

        #[inline(always)]
        fn values<T: Scalar, const N: usize>(target: &L::Target<[T; N]>) -> [T; N] {
            L::values(target)
        }

        #[inline(always)]
        fn weight<T: Scalar, O: Copy + Sync>(target: &L::Target<O>) -> T {
            L::weight::<T, O>(target)
        }

        fn check<T: Scalar, O: Copy + Sync + AsRef<[T]>>(
            &self,
            target: &L::Target<O>,
            outputs: usize,
        ) -> Result<(), TargetError> {
            self.settings()?;
            self.loss.check::<T, O>(target, outputs)
        }
    };
}

impl<L: Loss<Sigmoid>> Loss<Sigmoid> for ClassWeighted<L, 2> {
    passed_on!();

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, phi: Sigmoid, z: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        let each = generate::<_, N>(
            #[inline(always)]
            |j| self.loss.loss(phi, &[z[j]], &[a[j]], &[y[j]]) * self.of_output(y[j]),
        );
        let sum = sum(&each);
        sum * sum.constant(weight_of_one::<N>())
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(
        &self,
        phi: Sigmoid,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        generate(
            #[inline(always)]
            |j| {
                let [delta] = self.loss.delta(phi, &[z[j]], &[a[j]], &[y[j]]);
                delta * (self.of_output(y[j]) * y[j].constant(weight_of_one::<N>()))
            },
        )
    }
}

macro_rules! of_classes {
    ($($phi:ident)*) => {$(
        impl<L: Loss<$phi>, const CLASSES: usize> Loss<$phi> for ClassWeighted<L, CLASSES> {
            passed_on!();

            #[inline(always)]
            fn loss<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> V {
                self.loss.loss(phi, z, a, y) * self.of_sample(y)
            }

            #[inline(always)]
            fn delta<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                let (delta, weight) = (self.loss.delta(phi, z, a, y), self.of_sample(y));
                generate(
                    #[inline(always)]
                    |k| delta[k] * weight,
                )
            }
        }
    )*};
}

of_classes!(Softmax LogSoftmax);
