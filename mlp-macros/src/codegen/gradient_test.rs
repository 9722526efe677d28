//! The test of `where gradients = tested`: what training computes against central differences.

use super::names::private;
use super::{equations, network_impl, structure};
use crate::model::{Activation, Network, Scalar};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// A function with `#[test]`, where the user asks for one.
///
/// Differences of losses mean little in `f32`, so the test has a network of the same layers in `f64` of
/// its own; the equations are the same.
pub(super) fn gradient_test(network: &Network) -> Option<TokenStream> {
    if !network.tested {
        return None;
    }
    let name = &network.name;
    let shared = super::attributes::shared(&network.attributes);
    let test = format_ident!("gradients_of_{name}", span = name.span());
    let twin = (network.scalar != Scalar::F64).then(|| {
        let twin = network.in_f64();
        let structure = structure::structure(&twin, &TokenStream::new());
        let implementation = network_impl::network_impl(&twin);
        let equations = equations::equations(&twin);
        quote!(#structure #implementation #equations)
    });
    let (check, loss) = (private("test_gradients"), loss(network));
    let message = format!("the gradients of `{name}` are not those of central differences: {{}}");
    Some(quote! {
        #shared
        #[cfg(test)]
        #[::core::prelude::v1::test]
        #[allow(non_snake_case, reason = "it has the name of the network")]
        fn #test() {
            #twin
            if let ::core::result::Result::Err(report) = #check::<#name, _, _, _>(&#loss) {
                ::core::panic!(#message, report);
            }
        }
    })
}

/// The loss that people use with the output, which is the one whose δ is written out where there is one.
fn loss(network: &Network) -> TokenStream {
    let output = match network.layers.last().map(|layer| &layer.activation) {
        Some(Activation::BuiltIn { entry, .. }) => entry.name,
        _ => "",
    };
    let name = match output {
        "sigmoid" => "BinaryCrossEntropy",
        "softmax" | "log_softmax" => "CategoricalCrossEntropy",
        _ => "MeanSquaredError",
    };
    let name = Ident::new(name, Span::call_site());
    quote!(::mlp::__private::loss::#name)
}
