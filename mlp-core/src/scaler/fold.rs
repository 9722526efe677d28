//! A scaler as part of a network: every scaler is x ↦ (x − center) / scale, so a layer can take it in.

use super::ScalerError;
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::sum::compensated;
use crate::summary::LayerSummary;
use core::marker::PhantomData;

/// What a scaler does to a feature, as `(x − center) / scale`.
#[derive(Clone, Copy)]
pub(super) struct Feature {
    pub(super) center: f64,
    pub(super) scale: f64,
}

/// That a network has a place for a scaler. Asked for in public functions, so that the compiler names the line that
/// calls them, behind `while instantiating`.
pub(super) struct Takes<N>(PhantomData<N>);

impl<N: Network> Takes<N> {
    /// Nothing but the first layer reads the inputs, and it has biases.
    pub(super) const INPUTS: () = {
        let layers = N::SUMMARY.layers;
        let mut l = 0;
        while l < layers.len() {
            let mut k = 0;
            while k < layers[l].adds.len() {
                assert!(
                    layers[l].adds[k] > 0,
                    "a scaler cannot be folded into a network that begins with `residual(…)`, where the inputs \
                     also go past the first layer; keep the scaler and call `transform`"
                );
                k += 1;
            }
            l += 1;
        }
        if let [first, ..] = layers {
            has_biases(first);
        }
    };

    /// The last layer has biases, and its outputs are its neurons.
    pub(super) const OUTPUTS: () = {
        if let [.., last] = N::SUMMARY.layers {
            assert!(
                last.pieces <= 1,
                "a scaler cannot be folded into a last layer of `glu`, `maxout` or their like, whose outputs are not \
                 sums; write `=> linear` behind it, or keep the scaler and call `inverse`"
            );
            has_biases(last);
        }
    };
}

const fn has_biases(layer: &LayerSummary) {
    assert!(
        layer.batch_norm.is_none(),
        "a scaler cannot be folded into a layer with `[batch_norm]`; fold the scaler into `network.folded()`"
    );
    assert!(
        layer.bias,
        "a scaler cannot be folded into a layer with `[no_bias]`, which has no place for its centers; leave \
         `no_bias` out, or keep the scaler and call `transform`"
    );
}

/// Changes a network that was trained on scaled inputs so that it takes them as they are.
pub(super) fn into_first_layer<N: Network>(feature: impl Fn(usize) -> Feature, network: &mut N) {
    let [first, ..] = N::SUMMARY.layers else {
        return;
    };
    let parameters = network.parameters_mut();
    let (weights, others) = parameters.split_at_mut(first.weights());
    for (neuron, bias) in others.iter_mut().take(first.biases()).enumerate() {
        let of_neuron = weights.iter().skip(neuron).step_by(first.fan_out);
        let terms = of_neuron.enumerate().map(|(input, weight)| {
            let Feature { center, scale } = feature(input);
            -(center / scale) * weight.to_f64()
        });
        *bias = Scalar::from_f64(compensated(core::iter::once(bias.to_f64()).chain(terms)));
    }
    for (input, row) in weights.chunks_exact_mut(first.fan_out).enumerate() {
        for weight in row {
            *weight = Scalar::from_f64(weight.to_f64() / feature(input).scale);
        }
    }
}

/// Changes a network that was trained on scaled targets so that its outputs are in their own unit.
pub(super) fn into_last_layer<N: Network>(feature: impl Fn(usize) -> Feature, network: &mut N) {
    let [.., last] = N::SUMMARY.layers else {
        return;
    };
    let parameters = network.parameters_mut();
    // It has no batch normalization, and outputs have no slopes.
    let before = parameters.len() - last.parameters();
    let (weights, biases) = parameters[before..].split_at_mut(last.weights());
    for row in weights.chunks_exact_mut(last.fan_out) {
        for (neuron, weight) in row.iter_mut().enumerate() {
            *weight = Scalar::from_f64(weight.to_f64() * feature(neuron).scale);
        }
    }
    for (neuron, bias) in biases.iter_mut().enumerate() {
        let Feature { center, scale } = feature(neuron);
        *bias = Scalar::from_f64(Real::fused(bias.to_f64(), scale, center));
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
        /// Three kinds of networks have no place for it, and do not compile here: the line to look at is the one that the
        /// compiler names behind "while instantiating", in `cargo build` and not yet in `cargo check`. Where a network
        /// begins with `residual(…)`, x also goes past the first layer, unscaled; a first layer with `[no_bias]` has nowhere
        /// to put the second part. For both keep the scaler as a constant and call `transform`. A network with
        /// `[batch_norm]` in its first layer has its biases there once it is [`folded`](crate::Network::folded); fold
        /// the scaler into that one.
        ///
        /// Do not train the network further on inputs that are scaled. A feature whose center is large beside its
        /// scale loses digits in the sum the network then computes, as many as it would in x itself.
        ///
        /// ```text
        /// scaler.fold_into(&mut network);
        /// ```
        pub fn fold_into<Net>(&self, network: &mut Net)
        where
            Net: crate::Network<Scalar = T, Input = [T; N]>,
        {
            const { super::fold::Takes::<Net>::INPUTS };
            super::fold::into_first_layer(|i| self.feature(i), network);
        }

        /// Puts the inverse of a scaler of the *targets* into the last layer of a network, whose
        /// activation must be `linear`: `forward(x)` gives what
        /// `scaler.inverse_transform(forward(x))` gave before, up to rounding.
        ///
        /// The scaler being `(y − c) / s`, weights and biases become `W[i][j] · s[j]` and
        /// `b[j] · s[j] + c[j]`, computed in `f64` and rounded once. A last layer with `[no_bias]` or
        /// `[batch_norm]` does not compile here, as in [`fold_into`](Self::fold_into).
        pub fn fold_inverse_into<Net>(&self, network: &mut Net)
        where
            Net: crate::Network<
                    Scalar = T,
                    Output = [T; N],
                    OutputActivation = crate::activation::Linear,
                >,
        {
            const { super::fold::Takes::<Net>::OUTPUTS };
            super::fold::into_last_layer(|j| self.feature(j), network);
        }
    };
}

pub(super) use common_methods;
