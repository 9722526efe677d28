//! The equations of the network, forwards and backwards, under the names of the lecture.
//!
//! | written | means |
//! |---|---|
//! | `w2`, `b2` | W⁽²⁾, b⁽²⁾: the parameters of layer 2 |
//! | `z2`, `a2` | z⁽²⁾ = a⁽¹⁾ W⁽²⁾ + b⁽²⁾, a⁽²⁾ = φ(z⁽²⁾); `a0` is the input |
//! | `da2` | ∂loss/∂a⁽²⁾ = δ⁽³⁾ W⁽³⁾ᵀ |
//! | `delta2` | δ⁽²⁾ = ∂loss/∂z⁽²⁾ = ∂loss/∂a⁽²⁾ ⊙ φ′(z⁽²⁾) |
//! | `dw2`, `db2` | ∂W⁽²⁾ += a⁽¹⁾ᵀ δ⁽²⁾, ∂b⁽²⁾ += δ⁽²⁾ |
//!
//! `tests/expanded.rs` shows a whole network with the equations beside the lines.

mod imports;
mod layer;

use self::imports::{activation, item};
use super::names::{free, local, private, width};
use crate::model::{Layer, Network};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// `impl ::mlp::__private::engine::Equations for …`.
pub(super) fn equations(network: &Network) -> TokenStream {
    let name = &network.name;
    let (inputs, outputs) = (width(&network.inputs), width(network.outputs()));
    let propagate = propagate(network);
    let evaluate = evaluate(network);
    let back_propagate = back_propagate(network);
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
        impl ::mlp::__private::engine::Equations<#inputs, #outputs> for #name {
            #propagate
            #evaluate
            #back_propagate
        }
    }
}

/// What the three functions name alike.
struct Signature {
    /// The type of a number, one or several side by side, and its bound.
    number: Ident,
    number_bound: TokenStream,
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
    let (real, loss) = (private("Real"), private("Loss"));
    let named = |name| Ident::new(name, Span::mixed_site());
    Signature {
        number: free(network, "V"),
        number_bound: quote!(#real<Scalar = Self::Scalar>),
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

fn propagate(network: &Network) -> TokenStream {
    let Signature {
        number,
        number_bound,
        a0,
        inputs,
        outputs,
        ..
    } = signature(network);
    let output = local("a", network.layers.len());
    let forward_pass = forward_pass(network);
    let body = imports::before(network, &quote!(#forward_pass #output));
    quote! {
        #[inline(always)]
        fn propagate<#number: #number_bound>(&self, #a0: &[#number; #inputs]) -> [#number; #outputs] {
            #body
        }
    }
}

fn evaluate(network: &Network) -> TokenStream {
    let Signature {
        number,
        number_bound,
        loss_type,
        loss_bound,
        loss,
        y,
        a0,
        inputs,
        outputs,
        ..
    } = signature(network);
    let forward_pass = forward_pass(network);
    let value = of_loss(network, "loss");
    let body = imports::before(network, &quote!(#forward_pass #value));
    quote! {
        #[inline(always)]
        fn evaluate<#number: #number_bound, #loss_type: #loss_bound>(
            &self,
            #loss: &#loss_type,
            #a0: &[#number; #inputs],
            #y: &[#number; #outputs],
        ) -> #number {
            #body
        }
    }
}

fn back_propagate(network: &Network) -> TokenStream {
    let Signature {
        number,
        number_bound,
        loss_type,
        loss_bound,
        loss,
        y,
        gradients,
        a0,
        inputs,
        outputs,
    } = signature(network);
    let forward_pass = forward_pass(network);
    let value = of_loss(network, "loss");
    let last_delta = of_loss(network, "delta");
    let delta = local("delta", network.layers.len());
    let backward_pass = network.layers.iter().rev().map(|layer| {
        let delta = delta_from_next(network, layer);
        let update = layer::add_gradients(network, layer, &gradients);
        quote!(#delta #update)
    });
    let value_name = Ident::new("value", Span::mixed_site());
    let body = imports::before(
        network,
        &quote! {
            #forward_pass
            let #value_name = #value;
            let #delta = #last_delta;
            #(#backward_pass)*
            #value_name
        },
    );
    quote! {
        #[inline(always)]
        fn back_propagate<#number: #number_bound, #loss_type: #loss_bound>(
            &self,
            #loss: &#loss_type,
            #a0: &[#number; #inputs],
            #y: &[#number; #outputs],
            #gradients: &mut Self,
        ) -> #number {
            #body
        }
    }
}

/// z and a of every layer, in order.
fn forward_pass(network: &Network) -> TokenStream {
    let layers = network.layers.iter().map(|layer| {
        let parameters = layer::parameters(layer);
        let pre_activation = layer::pre_activation(network, layer);
        let [z, a] = ["z", "a"].map(|name| local(name, layer.number));
        let activation = activation(network, &layer.activation);
        let forward = imports::forward(network, layer);
        quote! {
            #parameters
            let #z = #pre_activation;
            let #a = #forward(#activation, &#z);
        }
    });
    quote!(#(#layers)*)
}

/// The loss of the sample, or δ of the last layer: what the loss makes of z, a and y.
fn of_loss(network: &Network, function: &str) -> TokenStream {
    let function = Ident::new(function, Span::call_site());
    let Signature { loss, y, .. } = signature(network);
    let [z, a] = ["z", "a"].map(|name| local(name, network.layers.len()));
    let activation = network
        .layers
        .last()
        .map(|layer| activation(network, &layer.activation));
    let loss_trait = item(network, "Loss");
    quote!(#loss_trait::#function(#loss, #activation, &#z, &#a, #y))
}

/// δ of a layer from δ of the next; nothing for the last layer, which has it from the loss.
fn delta_from_next(network: &Network, layer: &Layer) -> Option<TokenStream> {
    let next = network.layers.get(layer.number)?;
    let layer_activation = item(network, "LayerActivation");
    let back_propagated = layer::back_propagated(network, next);
    let [delta, z, a, da] = ["delta", "z", "a", "da"].map(|name| local(name, layer.number));
    let activation = activation(network, &layer.activation);
    Some(quote! {
        let #da = #back_propagated;
        let #delta = #layer_activation::backward(#activation, &#z, &#a, &#da);
    })
}
