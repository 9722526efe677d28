//! Where a number that is not finite came from.

use crate::loss::Loss;
use crate::network::{Network, SamplesFor};
use crate::number::Scalar;
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
    let finite = |values: &[N::Scalar]| values.iter().all(|value| value.is_finite());
    if !batch.iter().all(|(input, _)| finite(input.as_ref())) {
        return Origin::Input;
    }
    let last = layers(next, &finite).next();
    for layer in 1..=N::LAYERS {
        let mut part = network.clone();
        for segment in N::SUMMARY.segments().filter(|part| part.layer > layer) {
            if let Some(values) = part.parameters_mut().get_mut(segment.range) {
                values.fill(N::Scalar::ZERO);
            }
        }
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
    match layers(next, &finite).last() {
        Some(layer) => Origin::Gradients(layer),
        None => Origin::Parameters(last.unwrap_or(N::LAYERS)),
    }
}

/// The layers with a number that is not finite, from the first on.
fn layers<N: Network>(
    values: &N,
    finite: &impl Fn(&[N::Scalar]) -> bool,
) -> impl Iterator<Item = usize> {
    N::SUMMARY
        .segments()
        .filter(|segment| {
            let part = values.parameters().get(segment.range.clone());
            !finite(part.unwrap_or_default())
        })
        .map(|segment| segment.layer)
}
