//! What the trainer does to gradients before a step and to parameters after it: penalties, clipping,
//! constraints, frozen layers.
//!
//! Everything here is off at first, and then costs a comparison for each step. What is on is compiled once, over
//! slices, so that no network takes longer to compile for it.

use super::TrainError;
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::order::sum_of_parameters;
use crate::simd::{self, Level, compiled, seldom};
use crate::summary::{Segment, SegmentKind, Summary};

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
    fn lambdas(&self, summary: &Summary, layer: usize) -> (f64, f64) {
        match summary.layers.get(layer - 1) {
            Some(layer) => (self.l1 + layer.l1, layer.l2),
            None => (0.0, 0.0),
        }
    }

    /// The penalties of the layers.
    pub(super) fn penalty<N: Network>(&self, network: &N) -> f64 {
        if self.l1 == 0.0 && const { !N::SUMMARY.penalizes() } {
            return 0.0;
        }
        let summary = const { &N::SUMMARY };
        seldom::<N::Scalar, Penalty>((self, summary, network.parameters()))
    }

    /// Penalties added to the gradients, gradients of frozen layers taken away, and the rest clipped:
    /// number by number, then each tensor, then all of them.
    pub(super) fn before_step<N: Network>(&self, level: Level, network: &N, gradients: &mut N) {
        let (w, g) = (network.parameters(), gradients.parameters_mut());
        seldom::<N::Scalar, BeforeStep>((self, level, const { &N::SUMMARY }, w, g));
    }

    /// [`before_step`](Self::before_step) of one tensor.
    fn prepare<T: Scalar>(
        &self,
        level: Level,
        (summary, segment): (&Summary, &Segment),
        w: &[T],
        g: &mut [T],
    ) {
        if self.freezes(segment.layer) {
            g.fill(T::ZERO);
            return;
        }
        if segment.kind == SegmentKind::Weights {
            let (l1, l2) = self.lambdas(summary, segment.layer);
            let (l1, l2) = (T::from_f64(l1), T::from_f64(l2));
            if l1 != T::ZERO {
                T::compiled::<AddSigns>(level, (g, l1, w));
            }
            if l2 != T::ZERO {
                T::compiled::<simd::AddTimes>(level, (g, l2, w));
            }
        }
        if self.clipvalue != 0.0 {
            T::compiled::<Clamp>(level, (g, T::from_f64(self.clipvalue)));
        }
        clip(level, g, self.clipnorm);
    }

    /// Frozen layers as they were, and the norms of what enters each neuron within their limit.
    pub(super) fn after_step<N: Network>(&self, network: &N, next: &mut N) {
        if self.frozen == 0 && self.max_norm == 0.0 {
            return;
        }
        let (old, new) = (network.parameters(), next.parameters_mut());
        seldom::<N::Scalar, AfterStep>((self, const { &N::SUMMARY }, old, new));
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

/// Rules, level, network, parameters and gradients.
type BeforeStepOn<'a, T> = (&'a Rules, Level, &'a Summary, &'a [T], &'a mut [T]);

compiled! {
    /// `g ← g + l₁ sign(w)` for each weight other than 0.
    AddSigns = |simd: S, (g, l1, w): (&'a mut [T], T, &'a [T])| {
        simd::update_with(simd, g, [w], #[inline(always)] |g: S::Native, [w]| {
            let enters = g.splat(T::ZERO).less_than(w.abs());
            (g + g.splat(l1).copysign(w)).select(enters, g)
        });
    }

    /// Each number to the nearest from −limit to limit.
    Clamp = |simd: S, (g, limit): (&'a mut [T], T)| {
        simd::update(simd, g, #[inline(always)] |g: S::Native| {
            g.at_least(g.splat(-limit)).at_most(g.splat(limit))
        });
    }
}

compiled! {
    /// [`Rules::before_step`] of all parameters.
    seldom BeforeStep = |(rules, level, summary, w, g): BeforeStepOn<'a, T>| {
        for segment in summary.segments() {
            let range = segment.range.clone();
            if let (Some(w), Some(g)) = (w.get(range.clone()), g.get_mut(range)) {
                rules.prepare(level, (summary, &segment), w, g);
            }
        }
        clip(level, g, rules.global_clipnorm);
    }

    /// [`Rules::after_step`] of all parameters.
    seldom AfterStep = |(rules, summary, old, new): (&'a Rules, &'a Summary, &'a [T], &'a mut [T])| {
        for segment in summary.segments() {
            let range = segment.range.clone();
            let (Some(old), Some(new)) = (old.get(range.clone()), new.get_mut(range)) else {
                continue;
            };
            if rules.freezes(segment.layer) {
                new.copy_from_slice(old);
            } else if rules.max_norm != 0.0 && segment.kind == SegmentKind::Weights {
                rules.limit_norms(segment.neurons, new);
            }
        }
    }

    /// [`Rules::penalty`] of all parameters.
    seldom Penalty = |(rules, summary, parameters): (&'a Rules, &'a Summary, &'a [T])| -> f64 {
        let mut penalty = 0.0;
        for (weights, layer) in summary.weight_segments().zip(1..) {
            let (l1, l2) = rules.lambdas(summary, layer);
            let weights = parameters.get(weights).unwrap_or_default();
            if l1 != 0.0 {
                penalty += l1 * sum_of(weights, #[inline(always)] |w: f64| w.abs());
            }
            if l2 != 0.0 {
                penalty += l2 * (0.5 * sum_of(weights, #[inline(always)] |w| w * w));
            }
        }
        penalty
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
fn clip<T: Scalar>(level: Level, values: &mut [T], limit: f64) {
    if limit == 0.0 {
        return;
    }
    let squares = sum_of(values, |value| value * value);
    if let Some(factor) = factor(squares, limit) {
        T::compiled::<simd::Scale>(level, (values, factor));
    }
}

/// What numbers with this sum of squares have to be multiplied by for a norm of `limit`, if theirs is above. In
/// f64, so that squares of f32 stay within range, and are exact.
#[inline(always)]
fn factor<T: Scalar>(squares: f64, limit: f64) -> Option<T> {
    let norm = Real::sqrt(squares);
    (norm > limit).then(|| T::from_f64(limit / norm))
}
