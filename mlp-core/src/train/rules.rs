//! What the trainer does to gradients before a step and to parameters after it: penalties, clipping,
//! constraints, frozen layers.
//!
//! Everything here is off at first, and then costs a comparison for each step. What is on costs a dispatch of
//! its own, so that a step without it is no larger for it.

use super::TrainError;
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::order::sum_of_parameters;
use crate::simd::{self, Simd, dispatch};
use crate::summary::{Segment, SegmentKind};

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
    /// A layer to be frozen that no network has, 0 or above 64.
    pub(super) frozen_beyond: Option<usize>,
}

impl Rules {
    pub(super) const NONE: Self = Self {
        l1: 0.0,
        clipvalue: 0.0,
        clipnorm: 0.0,
        global_clipnorm: 0.0,
        max_norm: 0.0,
        frozen: 0,
        frozen_beyond: None,
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
        if let Some(layer) = self.frozen_beyond {
            let layers = N::LAYERS;
            return Err(TrainError::FrozenLayer { layer, layers });
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
            let weights = network.parameters().get(weights).unwrap_or_default();
            if l1 != 0.0 {
                penalty += l1
                    * sum_of(
                        weights,
                        #[inline(always)]
                        |w: f64| w.abs(),
                    );
            }
            if l2 != 0.0 {
                penalty += l2
                    * (0.5
                        * sum_of(
                            weights,
                            #[inline(always)]
                            |w| w * w,
                        ));
            }
        }
        penalty
    }

    /// Penalties added to the gradients, gradients of frozen layers taken away, and the rest clipped:
    /// number by number, then each tensor, then all of them.
    #[inline(never)]
    pub(super) fn before_step<N: Network>(&self, network: &N, gradients: &mut N) {
        dispatch!(for N, simd => {
            for segment in N::SUMMARY.segments() {
                let w = network.parameters().get(segment.range.clone());
                let g = gradients.parameters_mut().get_mut(segment.range.clone());
                if let (Some(w), Some(g)) = (w, g) {
                    self.prepare::<_, N>(simd, &segment, w, g);
                }
            }
            clip(simd, gradients.parameters_mut(), self.global_clipnorm);
        });
    }

    /// [`before_step`](Self::before_step) of one tensor.
    #[inline(always)]
    fn prepare<S: Simd<N::Scalar>, N: Network>(
        &self,
        simd: S,
        segment: &Segment,
        w: &[N::Scalar],
        g: &mut [N::Scalar],
    ) {
        if self.freezes(segment.layer) {
            simd::fill(simd, g, N::Scalar::ZERO);
            return;
        }
        if segment.kind == SegmentKind::Weights {
            let (l1, l2) = self.lambdas::<N>(segment.layer);
            let (l1, l2) = (N::Scalar::from_f64(l1), N::Scalar::from_f64(l2));
            if l1 != N::Scalar::ZERO {
                simd::update_with(
                    simd,
                    g,
                    [w],
                    #[inline(always)]
                    |g: S::Native, [w]| {
                        let enters = g.splat(N::Scalar::ZERO).less_than(w.abs());
                        (g + g.splat(l1).copysign(w)).select(enters, g)
                    },
                );
            }
            if l2 != N::Scalar::ZERO {
                simd::update_with(
                    simd,
                    g,
                    [w],
                    #[inline(always)]
                    |g: S::Native, [w]| g.splat(l2).fused(w, g),
                );
            }
        }
        if self.clipvalue != 0.0 {
            let limit = N::Scalar::from_f64(self.clipvalue);
            simd::update(
                simd,
                g,
                #[inline(always)]
                |g: S::Native| g.at_least(g.splat(-limit)).at_most(g.splat(limit)),
            );
        }
        clip(simd, g, self.clipnorm);
    }

    /// Frozen layers as they were, and the norms of what enters each neuron within their limit.
    #[inline(never)]
    pub(super) fn after_step<N: Network>(&self, network: &N, next: &mut N) {
        for segment in N::SUMMARY.segments() {
            let old = network.parameters().get(segment.range.clone());
            let new = next.parameters_mut().get_mut(segment.range.clone());
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            if self.freezes(segment.layer) {
                new.copy_from_slice(old);
            } else if self.max_norm != 0.0 && segment.kind == SegmentKind::Weights {
                self.limit_norms(segment.neurons, new);
            }
        }
    }

    /// Scales the weights that enter a neuron down to a norm of `max_norm`, if theirs is above.
    fn limit_norms<T: Scalar>(&self, neurons: usize, weights: &mut [T]) {
        for neuron in 0..neurons {
            let column = weights.iter().skip(neuron).step_by(neurons);
            let squares = column.fold(0.0, |sum, w| sum + w.to_f64() * w.to_f64());
            if let Some(factor) = factor(squares, self.max_norm) {
                for w in weights.iter_mut().skip(neuron).step_by(neurons) {
                    *w = *w * factor;
                }
            }
        }
    }
}

/// The sum of a function of each number.
#[inline(always)]
fn sum_of<T: Scalar>(values: &[T], f: impl Fn(f64) -> f64) -> f64 {
    sum_of_parameters(
        values.len(),
        #[inline(always)]
        |k| f(values[k].to_f64()),
    )
}

/// Scales numbers whose norm is above the limit down to it; 0 is no limit.
#[inline(always)]
fn clip<S: Simd<T>, T: Scalar>(simd: S, values: &mut [T], limit: f64) {
    if limit == 0.0 {
        return;
    }
    let squares = sum_of(
        values,
        #[inline(always)]
        |value| value * value,
    );
    if let Some(factor) = factor(squares, limit) {
        simd::update(
            simd,
            values,
            #[inline(always)]
            |value: S::Native| value * value.splat(factor),
        );
    }
}

/// What numbers with this sum of squares have to be multiplied by for a norm of `limit`, if theirs is above. In
/// f64, so that squares of f32 stay within range, and are exact.
#[inline(always)]
fn factor<T: Scalar>(squares: f64, limit: f64) -> Option<T> {
    let norm = Real::sqrt(squares);
    (norm > limit).then(|| T::from_f64(limit / norm))
}
