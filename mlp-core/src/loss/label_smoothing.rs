//! Label smoothing: targets a little less sure than they say.

use super::target::setting;
use super::{Loss, TargetError};
use crate::activation::{LogSoftmax, Sigmoid, Softmax};
use crate::array::map;
use crate::number::{Real, Scalar};

/// A loss of classes with targets moved towards not knowing: `(1 − ε) y + ε / N` for `softmax` and `log_softmax`
/// outputs, N the number of classes, and `(1 − ε) y + ε / 2` for `sigmoid` ones.
///
/// Made by [`Adjust::label_smoothing`](super::Adjust::label_smoothing). A network is then not driven to
/// infinite logits by targets it can never reach.
///
/// Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, *Rethinking the Inception Architecture for Computer
/// Vision*, 2016.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelSmoothed<L> {
    loss: L,
    smoothing: f64,
}

impl<L> LabelSmoothed<L> {
    /// A loss, and ε from 0 (as they are) to 1 (all alike).
    #[must_use]
    pub const fn new(loss: L, smoothing: f64) -> Self {
        Self { loss, smoothing }
    }

    /// The target that counts.
    #[inline(always)]
    fn smoothed<V: Real, const N: usize>(&self, y: &[V; N], uniform: f64) -> [V; N] {
        let uniform = y[0].constant(uniform);
        let keep = uniform.constant(1.0 - self.smoothing);
        let add = uniform * uniform.constant(self.smoothing);
        map(
            y,
            #[inline(always)]
            |y| y.fused(keep, add),
        )
    }
}

/// Output activations whose targets can be smoothed, since their outputs are classes: `sigmoid`, `softmax` and
/// `log_softmax`.
#[diagnostic::on_unimplemented(
    message = "labels of a network that ends in `{Self}` cannot be smoothed",
    label = "the network ends in `{Self}`",
    note = "label smoothing moves the targets of `sigmoid`, `softmax` and `log_softmax` outputs towards all classes alike; other outputs are no classes",
    note = "leave `label_smoothing` out, or end the network in an activation for classes"
)]
pub trait SmoothLabels {
    /// What a target is where all classes are alike.
    #[doc(hidden)]
    fn uniform<const N: usize>() -> f64;
}

impl SmoothLabels for Sigmoid {
    #[inline(always)]
    fn uniform<const N: usize>() -> f64 {
        0.5
    }
}

impl SmoothLabels for Softmax {
    #[inline(always)]
    fn uniform<const N: usize>() -> f64 {
        super::weight_of_one::<N>()
    }
}

impl SmoothLabels for LogSoftmax {
    #[inline(always)]
    fn uniform<const N: usize>() -> f64 {
        super::weight_of_one::<N>()
    }
}

impl<A: SmoothLabels, L: Loss<A>> Loss<A> for LabelSmoothed<L> {
    type Target<O: Copy + Sync> = L::Target<O>;

    const WEIGHTED: bool = L::WEIGHTED;

    const OUTPUTS: Option<usize> = L::OUTPUTS;

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
        let fits = (0.0..=1.0).contains(&self.smoothing);
        setting(
            "label smoothing",
            self.smoothing,
            fits,
            "a number from 0 to 1",
        )?;
        self.loss.check::<T, O>(target, outputs)
    }

    #[inline(always)]
    fn loss<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> V {
        let y = self.smoothed(y, A::uniform::<N>());
        self.loss.loss(phi, z, a, &y)
    }

    #[inline(always)]
    fn delta<V: Real, const N: usize>(&self, phi: A, z: &[V; N], a: &[V; N], y: &[V; N]) -> [V; N] {
        let y = self.smoothed(y, A::uniform::<N>());
        self.loss.delta(phi, z, a, &y)
    }
}
