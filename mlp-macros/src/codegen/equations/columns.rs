//! The equations of a narrow network, for samples side by side.

use super::imports::{self, activation, item};
use super::{Signature, activated, added_by, last, layer, signature};
use crate::codegen::names::{free, local, private};
use crate::model::{Layer, Network};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub(super) fn functions(network: &Network) -> TokenStream {
    let respond = super::respond::respond(network);
    let propagate = propagate(network);
    let back_propagate = back_propagate(network);
    quote! {
        #respond
        #propagate
        #back_propagate
    }
}

fn propagate(network: &Network) -> TokenStream {
    let Signature {
        a0,
        inputs,
        outputs,
        ..
    } = signature(network);
    let (number, real, last_type) = (free(network, "V"), private("Real"), private("Last"));
    let forward_pass = forward_pass(network);
    let last = last(network);
    let body = imports::before(network, &quote!(#forward_pass #last));
    quote! {
        #[inline(always)]
        fn propagate<#number: #real<Scalar = Self::Scalar>>(
            &self,
            #a0: &[#number; #inputs],
        ) -> #last_type<[#number; #outputs]> {
            #body
        }
    }
}

fn back_propagate(network: &Network) -> TokenStream {
    let Signature {
        loss_type,
        loss_bound,
        loss,
        y,
        gradients,
        a0,
        inputs,
        outputs,
    } = signature(network);
    let (number, real) = (free(network, "V"), private("Real"));
    let (tile_type, tile_trait) = (free(network, "C"), private("Tile"));
    let tile = Ident::new("tile", Span::mixed_site());
    let forward_pass = forward_pass(network);
    let z = local("z", network.layers.len());
    let a = local("a", network.layers.len());
    let output_activation = network
        .layers
        .last()
        .map(|layer| activation(network, &layer.activation));
    let delta = local("delta", network.layers.len());
    let backward_pass = network.layers.iter().rev().map(|layer| {
        let delta = delta_from_next(network, layer);
        let update = layer::add_gradients(layer, &tile, &gradients);
        quote!(#delta #update)
    });
    let value_name = Ident::new("value", Span::mixed_site());
    let body = imports::before(
        network,
        &quote! {
            #forward_pass
            let (#value_name, #delta) = #tile.loss(#loss, #output_activation, &#z, &#a, #y);
            #(#backward_pass)*
            #value_name
        },
    );
    quote! {
        #[inline(always)]
        fn back_propagate<#number, #tile_type, #loss_type>(
            &self,
            #tile: #tile_type,
            #loss: &#loss_type,
            #a0: &[#number; #inputs],
            #y: &[#number; #outputs],
            #gradients: &mut Self,
        ) -> #number
        where
            #number: #real<Scalar = Self::Scalar>,
            #tile_type: #tile_trait<#number>,
            #loss_type: #loss_bound,
        {
            #body
        }
    }
}

/// z and a of every layer, in order.
fn forward_pass(network: &Network) -> TokenStream {
    let layers = network.layers.iter().map(|layer| {
        let parameters = layer::parameters(layer);
        let pre_activation = layer::pre_activation(network, layer);
        let (z, a) = (local("z", layer.number), activated(layer));
        let activation = activation(network, &layer.activation);
        let forward = imports::forward(network, layer);
        let sums = super::residual_sums(network, layer);
        quote! {
            #parameters
            let #z = #pre_activation;
            let #a = #forward(#activation, &#z);
            #sums
        }
    });
    quote!(#(#layers)*)
}

/// δ of a layer from δ of the next; nothing for the last layer, which has it from the loss.
fn delta_from_next(network: &Network, layer: &Layer) -> Option<TokenStream> {
    let next = network.layers.get(layer.number)?;
    let layer_activation = item(network, "LayerActivation");
    let back_propagated = layer::back_propagated(network, next);
    let [delta, z, da] = ["delta", "z", "da"].map(|name| local(name, layer.number));
    let a = activated(layer);
    let activation = activation(network, &layer.activation);
    let add = item(network, "add");
    let others = added_by(network, layer.number);
    Some(quote! {
        let #da = #back_propagated;
        #(let #da = #add(&#da, &#others);)*
        let #delta = #layer_activation::backward(#activation, &#z, &#a, &#da);
    })
}
