//! The user's attributes: all of them stand on the struct, and some say something about the rest.

use crate::model::Network;
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token};

/// What stands on every item that is not the struct: `#[cfg(…)]`, without which an item would
/// outlive the struct, and silence about `#[deprecated]`, which is for the struct's users.
pub(crate) fn shared(attributes: &[Attribute]) -> TokenStream {
    let conditions = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    let deprecated = attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("deprecated"));
    let allowance = deprecated.then(|| quote!(#[allow(deprecated, reason = "it is this type")]));
    quote!(#(#conditions)* #allowance)
}

/// `#[derive(…)]` of what every network derives, but for what the user derives already.
pub(super) fn derive(network: &Network) -> TokenStream {
    let given = given_derives(network);
    let ours = [
        ("Clone", quote!(::core::clone::Clone)),
        ("Debug", quote!(::core::fmt::Debug)),
        ("PartialEq", quote!(::core::cmp::PartialEq)),
    ];
    let missing = ours
        .into_iter()
        .filter(|(name, _)| !given.iter().any(|given| given == name));
    let missing: Vec<TokenStream> = missing.map(|(_, path)| path).collect();
    if missing.is_empty() {
        return TokenStream::new();
    }
    quote!(#[derive(#(#missing),*)])
}

/// The last words of the paths in the user's derives.
fn given_derives(network: &Network) -> Vec<String> {
    let derives = network
        .attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let paths = derives.filter_map(|attribute| {
        attribute
            .parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
            .ok()
    });
    paths
        .flatten()
        .filter_map(|path| path.segments.last().map(|last| last.ident.to_string()))
        .collect()
}
