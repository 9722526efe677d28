//! What the trainer does to gradients before a step and to parameters after it: penalties, clipping,
//! constraints, frozen layers.
//!
//! Everything here is off at first, and then costs a comparison for each step. Sums over parameters run
//! in their order, one number at a time.

use super::TrainError;
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::summary::SegmentKind;

/// The settings; 0 is off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rules {
    pub(super) l1: f64,
    pub(super) clipvalue: f64,
    pub(super) clipnorm: f64,
    pub(super) global_clipnorm: f64,
    pub(super) max_norm: f64,
    /// Bit l − 1 is set if layer l is frozen.
    pub(super) frozen: u64,
}

impl Rules {
    pub(super) const NONE: Self = Self {
        l1: 0.0,
        clipvalue: 0.0,
        clipnorm: 0.0,
        global_clipnorm: 0.0,
        max_norm: 0.0,
        frozen: 0,
    };

    /// Whether there is nothing to do for a network.
    pub(super) fn are_off<N: Network>(&self) -> bool {
        *self == Self::NONE && const { !N::SUMMARY.penalizes() }
    }

    /// Refuses settings outside their range.
    pub(super) fn check<N: Network>(&self) -> Result<(), TrainError> {
        for (name, value) in [
            ("l1", self.l1),
            ("clipvalue", self.clipvalue),
            ("clipnorm", self.clipnorm),
            ("global_clipnorm", self.global_clipnorm),
            ("max_norm", self.max_norm),
        ] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(TrainError::Setting {
                    name,
                    value,
                    allowed: "a finite number above 0, such as 1.0; or 0 for none",
                });
            }
        }
        let layers = u32::try_from(N::LAYERS).unwrap_or(u32::MAX);
        if layers < u64::BITS && self.frozen >> layers != 0 {
            let layer = (u64::BITS - self.frozen.leading_zeros()) as usize;
            return Err(TrainError::FrozenLayer {
                layer,
                layers: N::LAYERS,
            });
        }
        Ok(())
    }

    /// Whether a layer, from 1, keeps its parameters.
    fn freezes(&self, layer: usize) -> bool {
        (1..=64).contains(&layer) && (self.frozen >> (layer - 1)) & 1 == 1
    }

    /// λ₁ and λ₂ of a layer, from 1: `λ₁ Σ |w| + λ₂ · ½ Σ w²`, λ₁ with the trainer's.
    fn lambdas<N: Network>(&self, layer: usize) -> (f64, f64) {
        match N::SUMMARY.layers.get(layer - 1) {
            Some(layer) => (self.l1 + layer.l1, layer.l2),
            None => (0.0, 0.0),
        }
    }

    /// The penalties of the layers.
    pub(super) fn penalty<N: Network>(&self, network: &N) -> f64 {
        if self.l1 == 0.0 && const { !N::SUMMARY.penalizes() } {
            return 0.0;
        }
        let mut penalty = 0.0;
        for (weights, layer) in N::SUMMARY.weight_segments().zip(1..) {
            let (l1, l2) = self.lambdas::<N>(layer);
            let (mut sum, mut squares) = (N::Scalar::ZERO, N::Scalar::ZERO);
            for &weight in network.parameters().get(weights).unwrap_or_default() {
                sum += weight.abs();
                squares = weight.fused(weight, squares);
            }
            penalty = l1.fused(sum.to_f64(), (0.5 * l2).fused(squares.to_f64(), penalty));
        }
        penalty
    }

    /// Penalties added to the gradients, gradients of frozen layers taken away, and the rest clipped:
    /// number by number, then each tensor, then all of them.
    #[inline(never)]
    pub(super) fn before_step<N: Network>(&self, network: &N, gradients: &mut N) {
        let limit = N::Scalar::from_f64(self.clipvalue);
        for segment in N::SUMMARY.segments() {
            let w = network.parameters().get(segment.range.clone());
            let g = gradients.parameters_mut().get_mut(segment.range);
            let (Some(w), Some(g)) = (w, g) else {
                continue;
            };
            if self.freezes(segment.layer) {
                g.fill(N::Scalar::ZERO);
                continue;
            }
            if segment.kind == SegmentKind::Weights {
                let (l1, l2) = self.lambdas::<N>(segment.layer);
                let (l1, l2) = (N::Scalar::from_f64(l1), N::Scalar::from_f64(l2));
                for (g, &w) in g.iter_mut().zip(w) {
                    if l1 != N::Scalar::ZERO && w != N::Scalar::ZERO {
                        *g += l1.copysign(w);
                    }
                    *g = l2.fused(w, *g);
                }
            }
            if self.clipvalue != 0.0 {
                for g in g.iter_mut() {
                    *g = g.at_least(-limit).at_most(limit);
                }
            }
            clip(g, self.clipnorm);
        }
        clip(gradients.parameters_mut(), self.global_clipnorm);
    }

    /// Frozen layers as they were, and the norms of what enters each neuron within their limit.
    #[inline(never)]
    pub(super) fn after_step<N: Network>(&self, network: &N, next: &mut N) {
        for segment in N::SUMMARY.segments() {
            let old = network.parameters().get(segment.range.clone());
            let new = next.parameters_mut().get_mut(segment.range);
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            if self.freezes(segment.layer) {
                new.copy_from_slice(old);
            } else if self.max_norm != 0.0 && segment.kind == SegmentKind::Weights {
                for neuron in 0..segment.neurons {
                    let column = || new.iter().skip(neuron).step_by(segment.neurons);
                    let factor = factor(column(), self.max_norm);
                    if let Some(factor) = factor {
                        for w in new.iter_mut().skip(neuron).step_by(segment.neurons) {
                            *w = *w * factor;
                        }
                    }
                }
            }
        }
    }
}

/// Scales numbers whose norm is above the limit down to it; 0 is no limit.
fn clip<T: Scalar>(values: &mut [T], limit: f64) {
    if limit != 0.0
        && let Some(factor) = factor(values.iter(), limit)
    {
        for value in values {
            *value = *value * factor;
        }
    }
}

/// What numbers have to be multiplied by for a norm of `limit`, if theirs is above. In f64, so that
/// squares of f32 stay within range, and are exact; product and sum apart, because this is not compiled for
/// a level, where a fused product may be emulated.
fn factor<'a, T: Scalar>(values: impl Iterator<Item = &'a T>, limit: f64) -> Option<T> {
    let mut sum = 0.0_f64;
    for value in values {
        let value = value.to_f64();
        sum += value * value;
    }
    let norm = Real::sqrt(sum);
    (norm > limit).then(|| T::from_f64(limit / norm))
}
