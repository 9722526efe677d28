//! One layer, written out neuron by neuron if it is tiny, as a call of the core's loops if not.

use super::imports::item;
use crate::codegen::names::{field, local};
use crate::codegen::order::partial_sums;
use crate::model::{Layer, Network};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The most multiplications of a layer that is written out; loops with constant bounds, which the
/// compiler unrolls itself, take over beyond.
///
/// Measured on a network of ten 8 × 8 layers (`scripts/compile_time.sh`): written out it took 10.7 s
/// to compile in release, as loops 2.9 s, and ran no faster. At 32 a layer is half a page to read.
const WRITTEN_OUT_MACS: usize = 32;

/// The widths of a layer that is written out.
fn written_out(layer: &Layer) -> Option<(usize, usize)> {
    let (fan_in, fan_out) = (layer.fan_in.literal()?, layer.neurons()?);
    (fan_in * fan_out <= WRITTEN_OUT_MACS).then_some((fan_in, fan_out))
}

/// `let w1 = …; let b1 = …;` for a layer that is written out.
pub(super) fn parameters(layer: &Layer) -> TokenStream {
    if written_out(layer).is_none() {
        return TokenStream::new();
    }
    let (w, b, field) = (
        local("w", layer.number),
        local("b", layer.number),
        field(layer),
    );
    let biases = layer.bias.then(|| quote!(let #b = &self.#field.biases;));
    quote! {
        let #w = &self.#field.weights;
        #biases
    }
}

/// z = a W + b.
pub(super) fn pre_activation(network: &Network, layer: &Layer) -> TokenStream {
    let a = local("a", layer.number - 1);
    let Some((fan_in, fan_out)) = written_out(layer) else {
        let (affine, field, a) = (item(network, "affine"), field(layer), borrowed(layer, &a));
        return quote!(#affine(&self.#field, #a));
    };
    let sums = partial_sums(fan_in, fan_out);
    let neurons = (0..fan_out).map(|j| {
        let mut parts = (0..sums).map(|p| partial_sum(layer, j, (p..fan_in).step_by(sums)));
        if sums == 1 {
            parts.next().unwrap_or_default()
        } else {
            let sum_by_halves = item(network, "sum_by_halves");
            quote!(#sum_by_halves([#(#parts),*]))
        }
    });
    quote!([#(#neurons),*])
}

/// What enters a layer, as a reference: the input of the network is one already.
pub(super) fn borrowed(layer: &Layer, a: &Ident) -> TokenStream {
    if layer.number == 1 {
        quote!(#a)
    } else {
        quote!(&#a)
    }
}

/// One of the sums of a neuron, over the inputs given: the first of them starts from the bias.
fn partial_sum(layer: &Layer, neuron: usize, inputs: impl Iterator<Item = usize>) -> TokenStream {
    let a = local("a", layer.number - 1);
    let [w, b] = ["w", "b"].map(|name| local(name, layer.number));
    let neuron = Literal::usize_unsuffixed(neuron);
    let mut sum = TokenStream::new();
    for index in inputs {
        let input = Literal::usize_unsuffixed(index);
        let (a, w, b) = (
            quote!(#a[#input]),
            quote!(#w[#input][#neuron]),
            quote!(#b[#neuron]),
        );
        sum = match (sum.is_empty(), index == 0 && layer.bias) {
            (true, true) => quote!(#a.splat(#b).plus(#w, #a)),
            (true, false) => quote!(#a.times(#w)),
            (false, _) => quote!(#sum.plus(#w, #a)),
        };
    }
    sum
}

/// ∂loss/∂a of the layer before: δ Wᵀ.
pub(super) fn back_propagated(network: &Network, layer: &Layer) -> TokenStream {
    let delta = local("delta", layer.number);
    let Some((fan_in, fan_out)) = written_out(layer) else {
        let (back_propagate, field) = (item(network, "back_propagate"), field(layer));
        return quote!(#back_propagate(&self.#field, &#delta));
    };
    let w = local("w", layer.number);
    let inputs = (0..fan_in).map(|i| {
        let i = Literal::usize_unsuffixed(i);
        let mut sum = quote!(#delta[0].times(#w[#i][0]));
        for j in 1..fan_out {
            let j = Literal::usize_unsuffixed(j);
            sum = quote!(#sum.plus(#w[#i][#j], #delta[#j]));
        }
        sum
    });
    quote!([#(#inputs),*])
}

/// ∂W += aᵀ δ, ∂b += δ.
pub(super) fn add_gradients(layer: &Layer, samples: &Ident, gradients: &Ident) -> TokenStream {
    let [a, delta] = [local("a", layer.number - 1), local("delta", layer.number)];
    let (field, a) = (field(layer), borrowed(layer, &a));
    quote!(#samples.add_gradients(&mut #gradients.#field, #a, &#delta);)
}
