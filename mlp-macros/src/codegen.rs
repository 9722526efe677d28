//! From a checked model to the tokens of one network: a table of contents.
//!
//! One file for each thing that is written; nothing here can fail.

mod attributes;
mod documentation;
mod equations;
mod folding;
mod gradient_test;
mod names;
mod network_impl;
mod order;
mod structure;

pub(crate) use attributes::shared as shared_attributes;
pub(crate) use names::private;

use crate::model::Network;
use proc_macro2::TokenStream;
use quote::quote;

/// Everything that stands where the network was written.
pub(crate) fn network(network: &Network) -> TokenStream {
    let structure = structure::structure(network, &documentation::of_network(network));
    let checks = structure::checks(network);
    let implementation = network_impl::network_impl(network);
    let equations = equations::equations(network);
    let folding = folding::folding(network);
    let gradient_test = gradient_test::gradient_test(network);
    quote! {
        #structure
        #checks
        #implementation
        #equations
        #folding
        #gradient_test
    }
}

#[cfg(test)]
mod tests;
