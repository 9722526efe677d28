//! One sample through the network, neurons side by side.

use super::imports::{self, activation, item};
use super::{Signature, activated, layer, signature};
use crate::codegen::names::{field, free, local, private};
use crate::model::Network;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// One sample, a layer a line.
pub(super) fn respond(network: &Network) -> TokenStream {
    let Signature {
        a0,
        inputs,
        outputs,
        ..
    } = signature(network);
    let (simd_type, simd_trait) = (free(network, "S"), private("Simd"));
    let simd = Ident::new("simd", Span::mixed_site());
    let layers = network.layers.iter().map(|layer| {
        let (before, after) = (local("a", layer.number - 1), activated(layer));
        let sums = super::residual_sums(network, layer);
        let before = layer::borrowed(layer, &before);
        let field = field(layer);
        let activation = activation(network, &layer.activation);
        let response = if let Some(response) = imports::response(network, layer) {
            quote!(#response(#activation, #simd, &self.#field, #before))
        } else {
            let respond = item(network, "respond");
            quote!(#respond(#simd, &self.#field, #activation, #before))
        };
        quote!(let #after = #response; #sums)
    });
    let output = local("a", network.layers.len());
    let body = imports::before(network, &quote!(#(#layers)* #output));
    quote! {
        #[inline(always)]
        fn respond<#simd_type: #simd_trait<Self::Scalar>>(
            &self,
            #simd: #simd_type,
            #a0: &[Self::Scalar; #inputs],
        ) -> [Self::Scalar; #outputs] {
            #body
        }
    }
}
