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
/// fit but `CosineSimilarity`.
///
/// Another number of weights than classes does not compile. Where outputs are classes the compiler finds this out when it
/// writes the program out, in `cargo build` and not yet in `cargo check`; the line to look at is the one behind "while
/// instantiating". Who calls [`Loss::loss`] by hand gets NaN.
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
}

/// Output activations for which so many class weights have a meaning: `softmax` and `log_softmax`, whose outputs are
/// the classes, and `sigmoid` for two of them, no and yes.
#[diagnostic::on_unimplemented(
    message = "a network that ends in `{Self}` does not take {CLASSES} class weights",
    label = "the network ends in `{Self}`",
    note = "for `softmax` and `log_softmax` write one class weight for each class, for `sigmoid` two, of no and of yes: `class_weight([1.0, 5.0])`; for every other activation leave `class_weight` out, since its outputs are no classes; `sample_weight()` fits every output"
)]
pub trait ClassWeights<const CLASSES: usize>: Sized {
    /// How many outputs there have to be; none for any number.
    #[doc(hidden)]
    const OUTPUTS: Option<usize>;

    /// The loss of one sample with these weights.
    #[doc(hidden)]
    fn loss<L: Loss<Self>, V: Real, const N: usize>(
        self,
        weighted: &ClassWeighted<L, CLASSES>,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> V;

    /// Its δ.
    #[doc(hidden)]
    fn delta<L: Loss<Self>, V: Real, const N: usize>(
        self,
        weighted: &ClassWeighted<L, CLASSES>,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N];
}

impl<A: ClassWeights<CLASSES>, L: Loss<A>, const CLASSES: usize> Loss<A>
    for ClassWeighted<L, CLASSES>
{
    type Target<O: Copy + Sync> = L::Target<O>;

    const WEIGHTED: bool = L::WEIGHTED;

    const OUTPUTS: Option<usize> = match (A::OUTPUTS, L::OUTPUTS) {
        // One loss inside of another, for other numbers of classes: no network fits both.
        (Some(outer), Some(inner)) if outer != inner => Some(0),
        (None, inner) => inner,
        (outer, _) => outer,
    };

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

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        phi.loss(self, z, a, y)
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> [V; N] {
        phi.delta(self, z, a, y)
    }
}

/// The weight of a `sigmoid` output.
#[inline(always)]
fn of_output<V: Real>([no, yes]: [f64; 2], y: V) -> V {
    y.fused(y.constant(yes), (y.constant(1.0) - y) * y.constant(no))
}

impl ClassWeights<2> for Sigmoid {
    const OUTPUTS: Option<usize> = None;

    #[inline(always)]
    fn loss<L: Loss<Self>, V: Real, const N: usize>(
        self,
        weighted: &ClassWeighted<L, 2>,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> V {
        let each = generate::<_, N>(
            #[inline(always)]
            |j| {
                let loss = weighted.loss.loss(self, &[z[j]], &[a[j]], &[y[j]]);
                loss * of_output(weighted.weights, y[j])
            },
        );
        let sum = sum(&each);
        sum * sum.constant(weight_of_one::<N>())
    }

    #[inline(always)]
    fn delta<L: Loss<Self>, V: Real, const N: usize>(
        self,
        weighted: &ClassWeighted<L, 2>,
        z: &[V; N],
        a: &[V; N],
        y: &[V; N],
    ) -> [V; N] {
        generate(
            #[inline(always)]
            |j| {
                let [delta] = weighted.loss.delta(self, &[z[j]], &[a[j]], &[y[j]]);
                delta * (of_output(weighted.weights, y[j]) * y[j].constant(weight_of_one::<N>()))
            },
        )
    }
}

/// The weight of a sample; NaN for another number of weights than classes, which only who calls a loss by hand can
/// ask for.
#[inline(always)]
fn of_sample<V: Real, const CLASSES: usize, const N: usize>(
    weights: &[f64; CLASSES],
    y: &[V; N],
) -> V {
    if const { CLASSES != N } {
        return y[0].constant(f64::NAN);
    }
    let each = generate::<_, N>(
        #[inline(always)]
        |k| y[k] * y[k].constant(weights[k]),
    );
    sum(&each)
}

macro_rules! of_classes {
    ($($phi:ident)*) => {$(
        impl<const CLASSES: usize> ClassWeights<CLASSES> for $phi {
            const OUTPUTS: Option<usize> = Some(CLASSES);

            #[inline(always)]
            fn loss<L: Loss<Self>, V: Real, const N: usize>(
                self,
                weighted: &ClassWeighted<L, CLASSES>,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> V {
                weighted.loss.loss(self, z, a, y) * of_sample(&weighted.weights, y)
            }

            #[inline(always)]
            fn delta<L: Loss<Self>, V: Real, const N: usize>(
                self,
                weighted: &ClassWeighted<L, CLASSES>,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                let delta = weighted.loss.delta(self, z, a, y);
                let weight = of_sample(&weighted.weights, y);
                generate(
                    #[inline(always)]
                    |k| delta[k] * weight,
                )
            }
        }
    )*};
}

of_classes!(Softmax LogSoftmax);
