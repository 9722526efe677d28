//! The equations of the network, forwards and backwards, under the names of the lecture.
//!
//! | written | means |
//! |---|---|
//! | `w2`, `b2` | W⁽²⁾, b⁽²⁾: the parameters of layer 2 |
//! | `z2`, `a2` | z⁽²⁾ = a⁽¹⁾ W⁽²⁾ + b⁽²⁾, a⁽²⁾ = φ(z⁽²⁾); `a0` is the input |
//! | `da2` | ∂loss/∂a⁽²⁾ = δ⁽³⁾ W⁽³⁾ᵀ |
//! | `h2` | φ(z⁽²⁾), where something is done with it before it is a⁽²⁾: a⁽²⁾ = h⁽²⁾ + a⁽⁰⁾ at the end of a residual block |
//! | `n2` | γ ẑ⁽²⁾ + β of a batch normalization, what φ is then applied to |
//! | `delta2` | δ⁽²⁾ = ∂loss/∂z⁽²⁾ = ∂loss/∂a⁽²⁾ ⊙ φ′(z⁽²⁾) |
//!
//! A narrow network has them for samples side by side, tiny layers written out neuron by neuron
//! (`columns`); a wide one for rows, each layer a call of the core's kernels (`rows`).
//! `tests/expanded.rs` shows a whole network with the equations beside the lines.

mod columns;
mod imports;
mod layer;
mod respond;
mod rows;

use self::imports::activation;
use super::names::{free, local, private, width};
use crate::model::{Layer, Network};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The most parameters of a narrow network.
///
/// Samples side by side fill the vector unit however narrow the layers are, but every layer is compiled
/// into every function, for every level; from here on the kernels of the core, compiled once, are as
/// fast.
const NARROW_PARAMETERS: usize = 1024;

/// The module of `::mlp::__private::engine` whose loops the network runs in.
pub(super) fn form(network: &Network) -> Ident {
    // Statistics of a batch, masks and slopes are functions of rows alone.
    let narrow = !network.needs_rows()
        && network
            .parameters()
            .is_some_and(|parameters| parameters <= NARROW_PARAMETERS);
    Ident::new(if narrow { "columns" } else { "rows" }, Span::call_site())
}

/// Whether a network is known to have more parameters than a narrow one.
pub(super) fn is_large(network: &Network) -> bool {
    network
        .parameters()
        .is_some_and(|parameters| parameters > NARROW_PARAMETERS)
}

/// `impl ::mlp::__private::engine::…::Equations for …`.
pub(super) fn equations(network: &Network) -> TokenStream {
    let name = &network.name;
    let (inputs, outputs) = (width(&network.inputs), width(network.outputs()));
    let form = form(network);
    let functions = if form == "columns" {
        columns::functions(network)
    } else {
        rows::functions(network)
    };
    let output_activation = output_activation(network);
    let shared = super::attributes::shared(&network.attributes);
    quote! {
        #shared
        #[automatically_derived]
        #[doc(hidden)]
        #[allow(
            clippy::pedantic,
            clippy::too_many_lines,
            reason = "one line for each neuron and weight, however many"
        )]
        impl ::mlp::__private::engine::#form::Equations<#inputs, #outputs> for #name {
            #functions
            #output_activation
        }
    }
}

/// φ of the last layer as a loss sees it: behind a gate there is nothing more.
fn seen_by_loss(network: &Network) -> Option<TokenStream> {
    let layer = network.layers.last()?;
    Some(if layer.is_gate() {
        imports::item(network, "Linear")
    } else {
        activation(network, &layer.activation)
    })
}

/// φ of the last layer, as a value.
fn output_activation(network: &Network) -> TokenStream {
    let last = seen_by_loss(network);
    let body = imports::before(network, &quote!(#last));
    quote! {
        #[inline(always)]
        fn output_activation(&self) -> Self::OutputActivation {
            #body
        }
    }
}

/// What the functions name alike.
struct Signature {
    /// The type of the loss, and its bound.
    loss_type: Ident,
    loss_bound: TokenStream,
    loss: Ident,
    y: Ident,
    gradients: Ident,
    a0: Ident,
    inputs: TokenStream,
    outputs: TokenStream,
}

fn signature(network: &Network) -> Signature {
    let loss = private("Loss");
    let named = |name| Ident::new(name, Span::mixed_site());
    Signature {
        loss_type: free(network, "L"),
        loss_bound: quote!(#loss<Self::OutputActivation>),
        loss: named("loss"),
        y: named("y"),
        gradients: named("gradients"),
        a0: local("a", 0),
        inputs: width(&network.inputs),
        outputs: width(network.outputs()),
    }
}

/// What φ of a layer is applied to: z, or n behind a batch normalization.
fn normalized(layer: &Layer) -> Ident {
    let name = if layer.batch_norm.is_some() { "n" } else { "z" };
    local(name, layer.number)
}

/// What the loss is computed from: what φ of the last layer is applied to, or what comes out of a gate.
fn input_of_loss(last: &Layer) -> Ident {
    if last.is_gate() {
        local("a", last.number)
    } else {
        normalized(last)
    }
}

/// φ(z) of a layer: a, or h if something is done with it before it is a.
fn activated(layer: &Layer) -> Ident {
    let changed = layer.dropout > 0.0 || !layer.adds.is_empty();
    local(if changed { "h" } else { "a" }, layer.number)
}

/// What flows back into the activations of a layer from the ends of the residual blocks behind it,
/// the nearest first.
fn added_by(network: &Network, layer: usize) -> Vec<Ident> {
    let ends = network.layers.iter().flat_map(|end| {
        let times = end.adds.iter().filter(|&&k| k == layer).count();
        std::iter::repeat_n(local("da", end.number), times)
    });
    ends.collect()
}

/// a = h + a of the layers before the blocks that end here, for arrays of numbers.
fn residual_sums(network: &Network, layer: &Layer) -> TokenStream {
    let mut before = activated(layer);
    let a = local("a", layer.number);
    let mut sums = TokenStream::new();
    for &k in &layer.adds {
        let (add, other) = (imports::item(network, "add"), local("a", k));
        let other = if k == 0 {
            quote!(#other)
        } else {
            quote!(&#other)
        };
        sums.extend(quote!(let #a = #add(&#before, #other);));
        before = a.clone();
    }
    sums
}

/// `Last { z: z2, a: a2 }`: what the forward pass ends in.
fn last(network: &Network) -> TokenStream {
    let z = network.layers.last().map(input_of_loss);
    let a = local("a", network.layers.len());
    let last = imports::item(network, "Last");
    quote!(#last { z: #z, a: #a })
}
