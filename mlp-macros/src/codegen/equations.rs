//! The equations of the network, forwards and backwards, under the names of the lecture.
//!
//! | written | means |
//! |---|---|
//! | `w2`, `b2` | W⁽²⁾, b⁽²⁾: the parameters of layer 2 |
//! | `z2`, `a2` | z⁽²⁾ = a⁽¹⁾ W⁽²⁾ + b⁽²⁾, a⁽²⁾ = φ(z⁽²⁾); `a0` is the input |
//! | `delta2` | δ⁽²⁾ = ∂loss/∂z⁽²⁾ |
//! | `gradients.layer2` | ∂W⁽²⁾ += a⁽¹⁾ᵀ δ⁽²⁾, ∂b⁽²⁾ += δ⁽²⁾ |

mod layer;

use super::names::{activation, activation_type, field, local, private, scalar, width};
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
    quote! {
        #[automatically_derived]
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

/// The bound of a number, one or several side by side.
fn real(network: &Network) -> TokenStream {
    let (real, scalar) = (private("Real"), scalar(network));
    quote!(#real<Scalar = #scalar>)
}

/// The bound of a loss that fits this network.
fn loss(network: &Network) -> TokenStream {
    let loss = private("Loss");
    let output = network.layers.last().map(|layer| activation_type(&layer.activation));
    quote!(#loss<#output>)
}

/// z and a of every layer, in order.
fn forward_pass(network: &Network) -> TokenStream {
    let layers = network.layers.iter().map(|layer| {
        let parameters = layer::parameters(layer);
        let z = layer::pre_activation(layer);
        let (z_name, a_name) = (local("z", layer.number), local("a", layer.number));
        let activation = activation(&layer.activation);
        quote! {
            #parameters
            let #z_name = #z;
            let #a_name = ::mlp::__private::LayerActivation::forward(#activation, &#z_name);
        }
    });
    quote!(#(#layers)*)
}

fn propagate(network: &Network) -> TokenStream {
    let real = real(network);
    let (inputs, outputs) = (width(&network.inputs), width(network.outputs()));
    let (a0, output) = (local("a", 0), local("a", network.layers.len()));
    let forward_pass = forward_pass(network);
    quote! {
        #[inline(always)]
        fn propagate<V: #real>(&self, #a0: &[V; #inputs]) -> [V; #outputs] {
            #forward_pass
            #output
        }
    }
}

/// The local names that all passes share.
struct Ends {
    loss: Ident,
    y: Ident,
    gradients: Ident,
    a0: Ident,
    z: Ident,
    a: Ident,
}

fn ends(network: &Network) -> Ends {
    let last = network.layers.len();
    Ends {
        loss: Ident::new("loss", Span::mixed_site()),
        y: Ident::new("y", Span::mixed_site()),
        gradients: Ident::new("gradients", Span::mixed_site()),
        a0: local("a", 0),
        z: local("z", last),
        a: local("a", last),
    }
}

fn evaluate(network: &Network) -> TokenStream {
    let (real, loss_bound) = (real(network), loss(network));
    let (inputs, outputs) = (width(&network.inputs), width(network.outputs()));
    let Ends { loss, y, a0, z, a, .. } = ends(network);
    let activation = network.layers.last().map(|layer| activation(&layer.activation));
    let forward_pass = forward_pass(network);
    quote! {
        #[inline(always)]
        fn evaluate<V: #real, L: #loss_bound>(
            &self,
            #loss: &L,
            #a0: &[V; #inputs],
            #y: &[V; #outputs],
        ) -> V {
            #forward_pass
            ::mlp::__private::Loss::loss(#loss, #activation, &#z, &#a, #y)
        }
    }
}

fn back_propagate(network: &Network) -> TokenStream {
    let (real, loss_bound) = (real(network), loss(network));
    let (inputs, outputs) = (width(&network.inputs), width(network.outputs()));
    let Ends { loss, y, gradients, a0, z, a } = ends(network);
    let value = Ident::new("value", Span::mixed_site());
    let last = network.layers.last().map(|layer| activation(&layer.activation));
    let delta = local("delta", network.layers.len());
    let forward_pass = forward_pass(network);
    let backward_pass: TokenStream =
        network.layers.iter().rev().map(|layer| backward_step(network, layer, &gradients)).collect();
    quote! {
        #[inline(always)]
        fn back_propagate<V: #real, L: #loss_bound>(
            &self,
            #loss: &L,
            #a0: &[V; #inputs],
            #y: &[V; #outputs],
            #gradients: &mut Self,
        ) -> V {
            #forward_pass
            let #value = ::mlp::__private::Loss::loss(#loss, #last, &#z, &#a, #y);
            let #delta = ::mlp::__private::Loss::delta(#loss, #last, &#z, &#a, #y);
            #backward_pass
            #value
        }
    }
}

/// δ of a layer from δ of the next, if there is a next; then the layer's gradients.
fn backward_step(network: &Network, layer: &Layer, gradients: &Ident) -> TokenStream {
    let delta = network.layers.get(layer.number).map(|next| {
        let gradient = layer::back_propagated(next);
        let [delta, z, a] = ["delta", "z", "a"].map(|name| local(name, layer.number));
        let activation = activation(&layer.activation);
        quote! {
            let #delta = #gradient;
            let #delta =
                ::mlp::__private::LayerActivation::backward(#activation, &#z, &#a, &#delta);
        }
    });
    let field = field(layer);
    let update = layer::add_gradients(layer, &quote!(#gradients.#field));
    quote! {
        #delta
        #update
    }
}
