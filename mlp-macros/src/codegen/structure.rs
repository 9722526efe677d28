//! The struct, and what is checked about widths and attributes that only the compiler can see.

use super::names::{dense, field, private, scalar_bytes};
use super::{attributes, documentation};
use crate::model::{Network, Width};
use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

/// The struct: one public field for each layer, one after the other in memory.
pub(super) fn structure(network: &Network) -> TokenStream {
    let attributes = &network.attributes;
    let documentation = documentation::of_network(network);
    let (visibility, name) = (&network.visibility, &network.name);
    let fields = network.layers.iter().map(|layer| {
        let documentation = documentation::of_layer(layer);
        let (name, ty) = (field(layer), dense(network, layer));
        quote! {
            #documentation
            pub #name: #ty,
        }
    });
    let derive = attributes::derive(network);
    // Without `<>` the compiler would advise a const parameter of the struct for a width that it
    // does not know.
    quote! {
        #(#attributes)*
        #documentation
        #derive
        #[repr(C)]
        #visibility struct #name<> {
            #(#fields)*
        }
    }
}

/// Assertions that carry the user's own words: a constant width is at least 1, and the attributes
/// leave the struct what it is.
pub(super) fn checks(network: &Network) -> TokenStream {
    let shared = attributes::shared(&network.attributes);
    let widths = std::iter::once(&network.inputs)
        .chain(network.layers.iter().map(|layer| &layer.fan_out))
        .filter_map(|width| width_check(width, &shared));
    let layout = layout_check(network, &shared);
    quote! {
        #(#widths)*
        #layout
    }
}

fn width_check(width: &Width, shared: &TokenStream) -> Option<TokenStream> {
    let Width::Constant(path) = width else {
        return None;
    };
    let message = format!(
        "[MLP0018] `{}` is 0, and a layer without neurons computes nothing; write a width of at least 1",
        width.source_text()
    );
    Some(quote_spanned! {width.span()=>
        #shared
        const _: () = ::core::assert!(#path > 0, #message);
    })
}

/// The parameters are one slice only if nothing but them is in the struct: `#[repr(align(64))]`
/// may add bytes at its end.
fn layout_check(network: &Network, shared: &TokenStream) -> Option<TokenStream> {
    let attribute = network.attributes.iter().find(|attribute| {
        attribute.path().is_ident("repr") || attribute.path().is_ident("cfg_attr")
    })?;
    let (name, trait_path) = (&network.name, private("Network"));
    let bytes = Literal::usize_unsuffixed(scalar_bytes(network));
    let message = format!(
        "this attribute adds bytes to `{name}`, which must hold its parameters and nothing else; \
         leave it out"
    );
    Some(quote_spanned! {attribute.path().span()=>
        #shared
        const _: () = ::core::assert!(
            ::core::mem::size_of::<#name>() == <#name as #trait_path>::PARAMETERS * #bytes,
            #message
        );
    })
}
