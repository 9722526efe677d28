//! macro
use proc_macro::TokenStream;
mod ast;
mod codegen;
mod codes;
mod diagnostics;
mod expand;
mod fallback;
mod model;
mod parse;
mod table;
mod validate;

/// doc
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    expand::network(input.into()).into()
}
