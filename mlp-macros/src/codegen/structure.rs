//! The struct, and what is checked about widths and activations that only the compiler can see.

use super::documentation;
use super::names::{activation_type, dense, field, private};
use crate::model::{Activation, Network, Width};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// The struct: one public field for each layer, one after the other in memory.
pub(super) fn structure(network: &Network) -> TokenStream {
    let attributes = &network.attributes;
    let documentation = documentation::of_network(network);
    let (visibility, name) = (&network.visibility, &network.name);
    let fields = network.layers.iter().map(|layer| {
        let documentation = documentation::of_layer(layer);
        let (name, ty) = (field(layer), dense(network, layer));
        quote! {
            #[doc = #documentation]
            pub #name: #ty,
        }
    });
    quote! {
        #(#attributes)*
        #documentation
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
        )]
        #[repr(C)]
        #visibility struct #name {
            #(#fields)*
        }
    }
}

/// Assertions that carry the user's own words: a constant width is at least 1, a type named as an
/// activation is one.
pub(super) fn checks(network: &Network) -> TokenStream {
    let widths = std::iter::once(&network.inputs)
        .chain(network.layers.iter().map(|layer| &layer.fan_out))
        .filter_map(|width| match width {
            Width::Literal { .. } => None,
            Width::Constant(path) => {
                let message = format!(
                    "`{}` is 0, but a width must be at least 1",
                    width.source_text()
                );
                Some(quote_spanned! {width.span()=>
                    const _: () = ::core::assert!(#path > 0, #message);
                })
            }
        });
    let activations = network.layers.iter().filter_map(|layer| match &layer.activation {
        Activation::BuiltIn { .. } => None,
        Activation::Custom(_) => {
            let check = private("check_activation");
            let ty = activation_type(&layer.activation);
            Some(quote_spanned! {layer.activation.span()=>
                const _: () = #check::<#ty>();
            })
        }
    });
    quote! {
        #(#widths)*
        #(#activations)*
    }
}
