//! Short names inside the bodies: each body imports the items of `::mlp::__private` that it uses.
//!
//! An import inside a body hides what is in scope around it, so the user's items of the same names
//! do no harm there. What the body does name of the user's is types of activations: an item that
//! one of their paths starts with keeps its whole path instead.

use crate::codegen::names::{fields, user_names};
use crate::model::{Activation, Layer, Network};
use crate::table::{self, Pieces};
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

/// What can be imported: the module below `::mlp::__private`, and its items.
fn importable() -> [(Option<&'static str>, Vec<&'static str>); 3] {
    let activations = table::ACTIVATIONS
        .iter()
        .map(|entry| entry.type_name)
        .collect();
    let products = vec![
        "add",
        "affine",
        "back_propagate",
        "respond",
        "sum_by_halves",
    ];
    [
        (Some("activation"), activations),
        (Some("matrix"), products),
        (None, vec!["Last", "LayerActivation"]),
    ]
}

/// An importable item, as a body names it.
pub(super) fn item(network: &Network, name: &str) -> TokenStream {
    item_at(network, name, Span::call_site())
}

/// An importable item, with errors about it at `span`.
fn item_at(network: &Network, name: &str, span: Span) -> TokenStream {
    let short = Ident::new(name, span);
    if !user_names(network).contains(name) {
        return quote!(#short);
    }
    let module = importable()
        .into_iter()
        .find(|(_, names)| names.contains(&name))
        .and_then(|(module, _)| path_of(module));
    quote_spanned!(span=> ::mlp::__private::#module #short)
}

/// The function that applies the activation of a layer: `LayerActivation::forward`.
pub(super) fn forward(network: &Network, layer: &Layer) -> TokenStream {
    match &layer.activation {
        Activation::BuiltIn { .. } => {
            let layer_activation = item(network, "LayerActivation");
            quote!(#layer_activation::forward)
        }
        Activation::Custom(_) => {
            let span = layer.activation.span();
            let layer_activation = item_at(network, "LayerActivation", span);
            quote_spanned!(span=> #layer_activation::forward)
        }
    }
}

/// `LayerActivation::response` for an activation of the user's: the compiler says once what it says in the
/// same words at the same place, so all functions that a type must have are those of one trait.
pub(super) fn response(network: &Network, layer: &Layer) -> Option<TokenStream> {
    let Activation::Custom(_) = &layer.activation else {
        return None;
    };
    let span = layer.activation.span();
    let layer_activation = item_at(network, "LayerActivation", span);
    Some(quote_spanned!(span=> #layer_activation::response))
}

fn path_of(module: Option<&str>) -> Option<TokenStream> {
    module.map(|module| {
        let module = Ident::new(module, Span::call_site());
        quote!(#module::)
    })
}

/// The value of an activation, as a body names it.
pub(super) fn activation(network: &Network, activation: &Activation) -> TokenStream {
    match activation {
        Activation::BuiltIn {
            entry, arguments, ..
        } => {
            let path = item(network, entry.type_name);
            if let Some(gate) = &entry.gate {
                let pieces = Literal::usize_unsuffixed(activation.pieces());
                return match gate.pieces {
                    Pieces::Two => path,
                    Pieces::Argument => quote!(#path::<#pieces>),
                };
            }
            let names = entry.parameters.iter().map(|parameter| parameter.name);
            let fields = fields(names, arguments);
            quote!(#path #fields)
        }
        Activation::Custom(path) => {
            quote_spanned!(activation.span()=> <#path as ::core::default::Default>::default())
        }
    }
}

/// A body behind the imports of what it uses.
pub(super) fn before(network: &Network, body: &TokenStream) -> TokenStream {
    let taken = user_names(network);
    let imports = importable().into_iter().filter_map(|(module, names)| {
        let used = |name: &&str| !taken.contains(*name) && contains(body.clone(), name);
        let names: Vec<_> = names
            .into_iter()
            .filter(used)
            .map(|name| Ident::new(name, Span::call_site()))
            .collect();
        let module = path_of(module);
        match names.as_slice() {
            [] => None,
            [name] => Some(quote!(use ::mlp::__private::#module #name;)),
            _ => Some(quote!(use ::mlp::__private::#module {#(#names),*};)),
        }
    });
    let mut tokens: TokenStream = imports.collect();
    body.to_tokens(&mut tokens);
    tokens
}

/// Whether a word occurs in tokens, at any depth, other than behind a `.`.
fn contains(tokens: TokenStream, word: &str) -> bool {
    let mut behind_dot = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => !std::mem::take(&mut behind_dot) && ident == word,
        TokenTree::Group(group) => contains(group.stream(), word),
        TokenTree::Punct(punct) => {
            behind_dot = punct.as_char() == '.';
            false
        }
        TokenTree::Literal(_) => false,
    })
}
