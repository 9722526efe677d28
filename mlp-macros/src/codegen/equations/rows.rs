//! The equations of a wide network, for rows: each layer a call of the core's kernels.

use super::imports::{self, activation};
use super::{Signature, last, layer, signature};
use crate::codegen::names::{field, free, local, private};
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

fn rows() -> Ident {
    Ident::new("rows", Span::mixed_site())
}

fn propagate(network: &Network) -> TokenStream {
    let Signature {
        a0,
        inputs,
        outputs,
        ..
    } = signature(network);
    let (rows, rows_type, last_type) = (rows(), private("Rows"), private("Last"));
    let samples = free(network, "SAMPLES");
    let forward_pass = forward_pass(network);
    let last = last(network);
    let body = imports::before(network, &quote!(#forward_pass #last));
    quote! {
        fn propagate<const #samples: ::core::primitive::usize>(
            &self,
            #rows: #rows_type<'_, Self>,
            #a0: &[&[Self::Scalar; #inputs]; #samples],
        ) -> #last_type<[[Self::Scalar; #outputs]; #samples]> {
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
    let (rows, rows_type) = (rows(), private("Rows"));
    let samples = free(network, "SAMPLES");
    let forward_pass = forward_pass(network);
    let [z, delta] = ["z", "delta"].map(|name| local(name, network.layers.len()));
    let output_activation = network
        .layers
        .last()
        .map(|layer| activation(network, &layer.activation));
    let backward_pass = network.layers.iter().rev().map(|layer| {
        let delta = delta_from_next(network, layer);
        let update = layer::add_gradients(layer, &rows, &gradients);
        quote!(#delta #update)
    });
    let values = Ident::new("values", Span::mixed_site());
    let body = imports::before(
        network,
        &quote! {
            #forward_pass
            let (#values, #delta) = #rows.loss(#loss, #output_activation, &#z, #y);
            #(#backward_pass)*
            #values
        },
    );
    quote! {
        fn back_propagate<
            #loss_type: #loss_bound,
            const #samples: ::core::primitive::usize,
        >(
            &self,
            #rows: #rows_type<'_, Self>,
            #loss: &#loss_type,
            #a0: &[&[Self::Scalar; #inputs]; #samples],
            #y: &[[Self::Scalar; #outputs]; #samples],
            #gradients: &mut Self,
        ) -> [Self::Scalar; #samples] {
            #body
        }
    }
}

/// z and a of every layer, in order.
fn forward_pass(network: &Network) -> TokenStream {
    let rows = rows();
    let layers = network.layers.iter().map(|layer| {
        let before = local("a", layer.number - 1);
        let before = layer::borrowed(layer, &before);
        let [z, a] = ["z", "a"].map(|name| local(name, layer.number));
        let activation = activation(network, &layer.activation);
        let field = field(layer);
        quote! {
            let #z = #rows.affine(&self.#field, #before);
            let #a = #rows.forward(#activation, &#z);
        }
    });
    quote!(#(#layers)*)
}

/// δ of a layer from δ of the next; nothing for the last layer, which has it from the loss.
fn delta_from_next(network: &Network, layer: &Layer) -> Option<TokenStream> {
    let next = network.layers.get(layer.number)?;
    let rows = rows();
    let next_field = field(next);
    let next_delta = local("delta", next.number);
    let [delta, z, a, da] = ["delta", "z", "a", "da"].map(|name| local(name, layer.number));
    let activation = activation(network, &layer.activation);
    Some(quote! {
        let #da = #rows.back_propagate(&self.#next_field, &#next_delta);
        let #delta = #rows.backward(#activation, &#z, &#a, &#da);
    })
}
