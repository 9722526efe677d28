//! Losses made of losses: label smoothing, class weights, sample weights.

use super::{ClassWeighted, LabelSmoothed, SampleWeighted};

/// Variations of a loss, by the names that Keras has for them. They can follow each other; what is
/// said last sees the target first.
///
/// ```
/// use mlp_core::loss::{Adjust, CategoricalCrossEntropy};
///
/// let loss = CategoricalCrossEntropy.label_smoothing(0.1).class_weight([1.0, 5.0, 1.0]);
/// ```
///
/// For a loss of your own: `impl Adjust for MyLoss {}`.
pub trait Adjust: Sized {
    /// Targets moved a little towards not knowing: see [`LabelSmoothed`].
    #[must_use]
    fn label_smoothing(self, smoothing: f64) -> LabelSmoothed<Self> {
        LabelSmoothed::new(self, smoothing)
    }

    /// A weight for each class: see [`ClassWeighted`].
    #[must_use]
    fn class_weight<const CLASSES: usize>(
        self,
        weights: [f64; CLASSES],
    ) -> ClassWeighted<Self, CLASSES> {
        ClassWeighted::new(self, weights)
    }

    /// Targets that are pairs of a target and the weight of the sample: see [`SampleWeighted`].
    #[must_use]
    fn sample_weight<W>(self) -> SampleWeighted<Self, W> {
        SampleWeighted::new(self)
    }
}

impl<L> Adjust for LabelSmoothed<L> {}
impl<L, const CLASSES: usize> Adjust for ClassWeighted<L, CLASSES> {}
impl<L, W> Adjust for SampleWeighted<L, W> {}
