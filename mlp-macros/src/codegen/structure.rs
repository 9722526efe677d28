//! The struct, and what is checked about widths that only the compiler can see.

use super::names::{
    batch_norm, batch_norm_field, dense, field, neurons, scalar, slopes_field, width,
};
use super::{attributes, documentation, equations};
use crate::model::{Layer, Network, Width};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// The struct: one public field for each layer, one after the other in memory.
pub(super) fn structure(network: &Network, documentation: &TokenStream) -> TokenStream {
    let attributes = &network.attributes;
    let (visibility, name) = (&network.visibility, &network.name);
    let fields = network.layers.iter().map(|layer| {
        let documentation = documentation::of_layer(layer);
        let (name, ty) = (field(layer), dense(network, layer));
        let beside = beside(network, layer);
        quote! {
            #documentation
            pub #name: #ty,
            #beside
        }
    });
    let derive = attributes::derive(network);
    // Registers of 32 and 64 bytes that lie across two lines of the cache take two reads: a call of
    // 64-32-10 takes 15 % longer where the allocator put it there. Other processors read 16 bytes at a
    // time, to which every allocator aligns; and a chip has no bytes to spare.
    let aligned = equations::is_large(network)
        .then(|| quote!(#[cfg_attr(target_arch = "x86_64", repr(align(64)))]));
    // Without `<>` the compiler would advise a const parameter of the struct for a width that it
    // does not know.
    quote! {
        #(#attributes)*
        #documentation
        #derive
        #[repr(C)]
        #aligned
        #visibility struct #name<> {
            #(#fields)*
        }
    }
}

/// What a layer has behind its weights and biases.
fn beside(network: &Network, layer: &Layer) -> TokenStream {
    let batch_norm = layer.batch_norm.map(|_| {
        let documentation = documentation::of_batch_norm(layer);
        let (name, ty) = (batch_norm_field(layer), batch_norm(network, layer));
        quote! {
            #documentation
            pub #name: #ty,
        }
    });
    let slopes = layer.slope().map(|_| {
        let documentation = documentation::of_slopes(layer);
        let (name, scalar, neurons) = (slopes_field(layer), scalar(network), neurons(layer));
        quote! {
            #documentation
            pub #name: [#scalar; #neurons],
        }
    });
    quote!(#batch_norm #slopes)
}

/// Assertions that carry the user's own words: a constant width is at least 1, and a residual block
/// gives as many numbers as it takes.
pub(super) fn checks(network: &Network) -> TokenStream {
    let shared = attributes::shared(&network.attributes);
    let widths = std::iter::once(&network.inputs)
        .chain(network.layers.iter().map(|layer| &layer.outputs))
        .filter_map(|width| width_check(width, &shared));
    let blocks = network
        .blocks
        .iter()
        .filter_map(|&block| block_check(network, block, &shared));
    quote! {
        #(#widths)*
        #(#blocks)*
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

/// A residual block gives as many numbers as it takes, where only the compiler knows how many.
fn block_check(
    network: &Network,
    (first, last): (usize, usize),
    shared: &TokenStream,
) -> Option<TokenStream> {
    let from = &network.layers.get(first.checked_sub(1)?)?.fan_in;
    let to = &network.layers.get(last.checked_sub(1)?)?.outputs;
    let literal = from.literal().is_some() && to.literal().is_some();
    if literal || from.source_text() == to.source_text() {
        return None;
    }
    let message = format!(
        "[MLP0037] this residual block takes `{from}` numbers and gives `{to}`, and it adds the two; \
         write `{from}` here",
        from = from.source_text(),
        to = to.source_text()
    );
    let (from, into) = (width(from), width(to));
    Some(quote_spanned! {to.span()=>
        #shared
        const _: () = ::core::assert!(#from == #into, #message);
    })
}
