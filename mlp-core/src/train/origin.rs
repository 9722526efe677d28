//! Where a number that is not finite came from.

use crate::loss::Loss;
use crate::network::{Network, SamplesFor};
use crate::number::Scalar;
use crate::simd::{compiled, seldom};
use crate::summary::Summary;
use core::fmt;

/// The first place in which a training step met NaN or infinity, from the input on to the
/// new parameters. Layers count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// An input.
    Input,
    /// The activations of this layer.
    Activations(usize),
    /// The loss: a target, or an output too far from it.
    Loss,
    /// The gradients of this layer, which are computed from the last layer to the first.
    Gradients(usize),
    /// What the optimizer made of this layer's parameters.
    Parameters(usize),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input => f.write_str("the input"),
            Self::Activations(layer) => write!(f, "the activations of layer {layer}"),
            Self::Loss => f.write_str("the loss"),
            Self::Gradients(layer) => write!(f, "the gradients of layer {layer}"),
            Self::Parameters(layer) => write!(f, "the new parameters of layer {layer}"),
        }
    }
}

/// What went wrong in a step that was refused. `next` holds the parameters it would have led to, and
/// is written over.
///
/// The activations of a layer are looked at from behind: if all parameters of the layers after it are 0,
/// their sums are 0 for numbers that are finite, and NaN for others.
#[inline(never)]
pub(super) fn find<N: Network, L: Loss<N::OutputActivation>>(
    network: &N,
    batch: &SamplesFor<'_, N, L>,
    loss: &L,
    next: &mut N,
) -> Origin {
    let summary = const { &N::SUMMARY };
    let finite = |values: &[N::Scalar]| seldom::<N::Scalar, Finite>(values);
    let layers = |values: &N| seldom::<N::Scalar, Layers>((summary, values.parameters()));
    if !batch.iter().all(|(input, _)| finite(input.as_ref())) {
        return Origin::Input;
    }
    let last = layers(next).first;
    for layer in 1..=N::LAYERS {
        let mut part = network.clone();
        seldom::<N::Scalar, ClearBehind>((summary, layer, part.parameters_mut()));
        let outputs_are_finite = batch
            .iter()
            .all(|(input, _)| finite(part.forward(input).as_ref()));
        if !outputs_are_finite {
            return Origin::Activations(layer);
        }
    }
    if !network.gradients_into(batch, loss, next).is_finite() {
        return Origin::Loss;
    }
    match layers(next).last {
        Some(layer) => Origin::Gradients(layer),
        None => Origin::Parameters(last.unwrap_or(N::LAYERS)),
    }
}

/// The first and the last layer with a number that is not finite.
#[derive(Default)]
struct NotFinite {
    first: Option<usize>,
    last: Option<usize>,
}

compiled! {
    /// Whether no number is NaN or infinite.
    seldom Finite = |values: &'a [T]| -> bool { values.iter().all(|value| value.is_finite()) }

    /// Which layers have a number that is not finite.
    seldom Layers = |(summary, parameters): (&'a Summary, &'a [T])| -> NotFinite {
        let mut layers = NotFinite::default();
        for segment in summary.segments() {
            let part = parameters.get(segment.range).unwrap_or_default();
            if !part.iter().all(|value| value.is_finite()) {
                layers.first = layers.first.or(Some(segment.layer));
                layers.last = Some(segment.layer);
            }
        }
        layers
    }

    /// All parameters behind a layer become 0.
    seldom ClearBehind = |(summary, layer, parameters): (&'a Summary, usize, &'a mut [T])| {
        for segment in summary.segments().filter(|segment| segment.layer > layer) {
            if let Some(values) = parameters.get_mut(segment.range) {
                values.fill(T::ZERO);
            }
        }
    }
}
