//! The second type of a network with batch normalization: the same layers without, and the way there.

use super::names::{batch_norm_field, field, number, private, slopes_field};
use super::{documentation, equations, network_impl, structure};
use crate::model::{Layer, Network};
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, parse_quote};

/// The folded type and `impl FoldBatchNorm`; nothing for a network without batch normalization.
pub(super) fn folding(network: &Network) -> Option<TokenStream> {
    if !network.has_batch_norm() {
        return None;
    }
    let mut folded = network.folded();
    folded.attributes = network.attributes.iter().filter_map(for_folded).collect();
    let structure = structure::structure(&folded, &documentation::of_folded(network, &folded));
    let implementation = network_impl::network_impl(&folded);
    let equations = equations::equations(&folded);
    let fold = fold(network, &folded);
    Some(quote! {


        #structure
        #implementation
        #equations
        #fold
    })
}

/// Doc comments are about the network, a layout may fit it alone, and an expectation need not be met
/// twice; what else the user says of the network, derives above all, is true of both types.
fn for_folded(attribute: &Attribute) -> Option<Attribute> {
    if !attribute.path().is_ident("cfg_attr") {
        return holds_for_folded(&attribute.meta).then(|| attribute.clone());
    }
    // What stands behind the condition, one by one.
    let parts = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let Ok(parts) = parts else {
        return Some(attribute.clone());
    };
    let condition = parts.first()?;
    let held: Vec<_> = parts
        .iter()
        .skip(1)
        .filter(|meta| holds_for_folded(meta))
        .collect();
    (!held.is_empty()).then(|| parse_quote!(#[cfg_attr(#condition, #(#held),*)]))
}

fn holds_for_folded(attribute: &Meta) -> bool {
    let words = |words: &[&str]| words.iter().any(|word| attribute.path().is_ident(word));
    // `doc(hidden)` and its like are no comments.
    !(words(&["repr", "expect"]) || words(&["doc"]) && matches!(attribute, Meta::NameValue(_)))
}

fn fold(network: &Network, folded: &Network) -> TokenStream {
    let (name, folded_name) = (&network.name, &folded.name);
    let trait_path = private("FoldBatchNorm");
    let shared = super::attributes::shared(&network.attributes);
    let fields = network.layers.iter().map(folded_layer);
    quote! {
        #shared
        #[automatically_derived]
        impl #trait_path for #name {
            type Folded = #folded_name;

            fn fold_batch_norm(&self) -> Self::Folded {
                #folded_name {
                    #(#fields)*
                }
            }
        }
    }
}

/// W s and (b − μ) s + β where there is a batch normalization, the layer itself elsewhere.
fn folded_layer(layer: &Layer) -> TokenStream {
    let layer_field = field(layer);
    let dense = if let Some(settings) = layer.batch_norm {
        let (batch_norm, norm_field) = (private("BatchNorm"), batch_norm_field(layer));
        let epsilon = number(settings.epsilon);
        quote!(#batch_norm::fold(&self.#norm_field, #epsilon, &self.#layer_field))
    } else {
        quote!(self.#layer_field)
    };
    let slopes = layer.slope().map(|_| {
        let slopes = slopes_field(layer);
        quote!(#slopes: self.#slopes,)
    });
    quote!(#layer_field: #dense, #slopes)
}
