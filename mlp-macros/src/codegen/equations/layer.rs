//! One layer, written out neuron by neuron if it is tiny, as a call of the core's loops if not.

use crate::codegen::names::{field, local};
use crate::codegen::order::partial_sums;
use crate::model::Layer;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The most multiplications of a layer that is written out.
///
/// A line for each weight costs the compiler about as long as it costs the reader: at 64 a layer is
/// a page of code, and loops with constant bounds, which the compiler unrolls itself up to about
/// here, take over.
const WRITTEN_OUT_MACS: usize = 64;

/// The widths of a layer that is written out.
fn written_out(layer: &Layer) -> Option<(usize, usize)> {
    let (fan_in, fan_out) = (layer.fan_in.literal()?, layer.fan_out.literal()?);
    (fan_in * fan_out <= WRITTEN_OUT_MACS).then_some((fan_in, fan_out))
}

/// `let w1 = …; let b1 = …;` for a layer that is written out.
pub(super) fn parameters(layer: &Layer) -> TokenStream {
    if written_out(layer).is_none() {
        return TokenStream::new();
    }
    let (w, b, field) = (local("w", layer.number), local("b", layer.number), field(layer));
    let biases = layer.bias.then(|| quote!(let #b = &self.#field.biases;));
    quote! {
        let #w = &self.#field.weights;
        #biases
    }
}

/// z = a W + b.
pub(super) fn pre_activation(layer: &Layer) -> TokenStream {
    let a = local("a", layer.number - 1);
    let Some((fan_in, fan_out)) = written_out(layer) else {
        let field = field(layer);
        return quote!(::mlp::__private::matrix::affine(&self.#field, &#a));
    };
    let sums = partial_sums(fan_in, fan_out);
    let neurons = (0..fan_out).map(|j| {
        let mut parts = (0..sums).map(|p| partial_sum(layer, j, (p..fan_in).step_by(sums)));
        if sums == 1 {
            parts.next().unwrap_or_default()
        } else {
            quote!(::mlp::__private::matrix::sum_by_halves([#(#parts),*]))
        }
    });
    quote!([#(#neurons),*])
}

/// One of the sums of neuron `j`, over the inputs given: the first of them starts from the bias.
fn partial_sum(layer: &Layer, j: usize, inputs: impl Iterator<Item = usize>) -> TokenStream {
    let (a, w, b) =
        (local("a", layer.number - 1), local("w", layer.number), local("b", layer.number));
    let j = Literal::usize_unsuffixed(j);
    let mut sum = TokenStream::new();
    for i in inputs {
        let starts_from_bias = i == 0 && layer.bias;
        let i = Literal::usize_unsuffixed(i);
        sum = match (sum.is_empty(), starts_from_bias) {
            (true, true) => quote!(#a[#i].splat(#b[#j]).plus(#w[#i][#j], #a[#i])),
            (true, false) => quote!(#a[#i].times(#w[#i][#j])),
            (false, _) => quote!(#sum.plus(#w[#i][#j], #a[#i])),
        };
    }
    sum
}

/// δ Wᵀ: the gradient with respect to the inputs of this layer.
pub(super) fn back_propagated(layer: &Layer) -> TokenStream {
    let delta = local("delta", layer.number);
    let Some((fan_in, fan_out)) = written_out(layer) else {
        let field = field(layer);
        return quote!(::mlp::__private::matrix::back_propagate(&self.#field, &#delta));
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
pub(super) fn add_gradients(layer: &Layer, gradients: &TokenStream) -> TokenStream {
    let (a, delta) = (local("a", layer.number - 1), local("delta", layer.number));
    let Some((fan_in, fan_out)) = written_out(layer) else {
        let a = if layer.number == 1 { quote!(#a) } else { quote!(&#a) };
        return quote!(::mlp::__private::matrix::add_gradients(&mut #gradients, #a, &#delta););
    };
    let weights = (0..fan_in).flat_map(|i| (0..fan_out).map(move |j| (i, j))).map(|(i, j)| {
        let (i, j) = (Literal::usize_unsuffixed(i), Literal::usize_unsuffixed(j));
        quote! {
            ::mlp::__private::matrix::add_product(&mut #gradients.weights[#i][#j], #a[#i], #delta[#j]);
        }
    });
    let biases = layer.bias.then(|| {
        let biases = (0..fan_out).map(|j| {
            let j = Literal::usize_unsuffixed(j);
            quote!(::mlp::__private::matrix::add(&mut #gradients.biases[#j], #delta[#j]);)
        });
        quote!(#(#biases)*)
    });
    quote! {
        #(#weights)*
        #biases
    }
}
