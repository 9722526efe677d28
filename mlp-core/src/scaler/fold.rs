//! A scaler as part of a layer: every scaler is x ↦ (x − center) / scale, so a layer can take it in.

use super::ScalerError;
use crate::dense::Dense;
use crate::number::{Real, Scalar};
use crate::sum::compensated;

/// What a scaler does to a feature, as `(x − center) / scale`.
#[derive(Clone, Copy)]
pub(super) struct Feature {
    pub(super) center: f64,
    pub(super) scale: f64,
}

/// Changes a layer that was trained on scaled inputs so that it takes them as they are.
pub(super) fn into_first_layer<T: Scalar, const IN: usize, const OUT: usize>(
    feature: impl Fn(usize) -> Feature,
    layer: &mut Dense<IN, OUT, T>,
) {
    for (neuron, bias) in layer.biases.iter_mut().enumerate() {
        let terms = layer.weights.iter().enumerate().map(|(input, row)| {
            let Feature { center, scale } = feature(input);
            -(center / scale) * row[neuron].to_f64()
        });
        *bias = T::from_f64(compensated(core::iter::once(bias.to_f64()).chain(terms)));
    }
    for (input, row) in layer.weights.iter_mut().enumerate() {
        for weight in row {
            *weight = T::from_f64(weight.to_f64() / feature(input).scale);
        }
    }
}

/// Changes a layer that was trained on scaled targets so that its outputs are in their own unit.
pub(super) fn into_last_layer<T: Scalar, const IN: usize, const OUT: usize>(
    feature: impl Fn(usize) -> Feature,
    layer: &mut Dense<IN, OUT, T>,
) {
    for row in &mut layer.weights {
        for (neuron, weight) in row.iter_mut().enumerate() {
            *weight = T::from_f64(weight.to_f64() * feature(neuron).scale);
        }
    }
    for (neuron, bias) in layer.biases.iter_mut().enumerate() {
        let Feature { center, scale } = feature(neuron);
        *bias = T::from_f64(Real::fused(bias.to_f64(), scale, center));
    }
}

/// That there are samples, and that all of their numbers are finite.
pub(super) fn check<T: Scalar, const N: usize>(samples: &[[T; N]]) -> Result<(), ScalerError> {
    if samples.is_empty() {
        return Err(ScalerError::Empty);
    }
    for (sample, numbers) in samples.iter().enumerate() {
        if let Some(feature) = numbers.iter().position(|number| !number.is_finite()) {
            return Err(ScalerError::NotFinite { sample, feature });
        }
    }
    Ok(())
}

/// The methods that all scalers have, from their `transform` and `feature`.
macro_rules! common_methods {
    () => {
        /// Scales many samples in place.
        pub fn transform_all(&self, samples: &mut [[T; N]]) {
            for sample in samples {
                *sample = self.transform(sample);
            }
        }

        /// Puts the scaler into the first layer of a network, which then takes inputs as they are:
        /// `forward(x)` gives what `forward(scaler.transform(x))` gave before, up to rounding.
        ///
        /// The scaler being `(x − c) / s`, weights and biases become `W[i][j] / s[i]` and
        /// `b[j] − Σ c[i] / s[i] · W[i][j]`, computed in `f64` and rounded once.
        ///
        /// A layer written with `[no_bias]` has nowhere to put the second part and does not compile
        /// here; keep the scaler as a constant and call `transform`. Do not train the network further on
        /// inputs that are scaled. A feature whose center is large beside its scale loses digits in the
        /// sum the network then computes, as many as it would in x itself.
        ///
        /// Nothing but the first layer may read the inputs: where the network begins with `residual(…)`, x also goes past
        /// it, unscaled, and the network needs `transform`. A network with `[batch_norm]` in its first layer has its biases
        /// there once it is [`folded`](crate::Network::folded); fold the scaler into that one.
        ///
        /// ```text
        /// scaler.fold_into(&mut network.layer1);
        /// ```
        pub fn fold_into<const FAN_OUT: usize>(
            &self,
            first_layer: &mut crate::dense::Dense<N, FAN_OUT, T>,
        ) {
            super::fold::into_first_layer(|i| self.feature(i), first_layer);
        }

        /// Puts the inverse of a scaler of the *targets* into the last layer of a network, whose
        /// activation must be `linear`: `forward(x)` gives what
        /// `scaler.inverse_transform(forward(x))` gave before, up to rounding.
        ///
        /// The scaler being `(y − c) / s`, weights and biases become `W[i][j] · s[j]` and
        /// `b[j] · s[j] + c[j]`, computed in `f64` and rounded once.
        pub fn fold_inverse_into<const FAN_IN: usize>(
            &self,
            last_layer: &mut crate::dense::Dense<FAN_IN, N, T>,
        ) {
            super::fold::into_last_layer(|i| self.feature(i), last_layer);
        }
    };
}

pub(super) use common_methods;
