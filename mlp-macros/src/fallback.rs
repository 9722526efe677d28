//! What stands in place of a network that could not be understood: a type of the same name that
//! implements the same trait, so that one mistake gives one error.

use crate::ast;
use crate::codegen::private;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A stub with the ends of the network as far as they could be read. Its methods never run, since
/// the errors beside it stop the build.
pub(crate) fn network(network: &ast::Network) -> TokenStream {
    let (name, visibility) = (&network.name, &network.visibility);
    let (inputs, outputs) = ends(network);
    let scalar = match &network.generics {
        Some(generics) if generics.content.to_string() == "f64" => quote!(::core::primitive::f64),
        _ => quote!(::core::primitive::f32),
    };
    let [network_trait, summary, rng, loss, samples, mismatch] =
        ["Network", "Summary", "Rng", "Loss", "Samples", "LengthMismatch"].map(private);
    let output_activation = output_activation(network);
    quote! {
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
        )]
        #[allow(dead_code, missing_docs, reason = "the network has errors")]
        #visibility struct #name;

        impl #network_trait for #name {
            type Scalar = #scalar;
            type Input = [#scalar; #inputs];
            type Output = [#scalar; #outputs];
            type OutputActivation = #output_activation;
            const INPUTS: ::core::primitive::usize = #inputs;
            const OUTPUTS: ::core::primitive::usize = #outputs;
            const LAYERS: ::core::primitive::usize = 0;
            const SUMMARY: #summary = #summary {
                name: "",
                scalar: "",
                scalar_bytes: 0,
                inputs: 0,
                layers: &[],
            };
            fn zeroed() -> Self {
                Self
            }
            fn init<R: #rng + ?::core::marker::Sized>(_: &mut R) -> Self {
                Self
            }
            fn forward(&self, _: &Self::Input) -> Self::Output {
                ::core::unreachable!()
            }
            fn forward_batch(
                &self,
                _: &[Self::Input],
                _: &mut [Self::Output],
            ) -> ::core::result::Result<(), #mismatch> {
                ::core::unreachable!()
            }
            fn gradients_into<L: #loss<Self::OutputActivation>>(
                &self,
                _: &#samples<'_, Self::Input, L::Target<Self::Output>>,
                _: &L,
                _: &mut Self,
            ) -> Self::Scalar {
                ::core::unreachable!()
            }
            fn loss<L: #loss<Self::OutputActivation>>(
                &self,
                _: &#samples<'_, Self::Input, L::Target<Self::Output>>,
                _: &L,
            ) -> Self::Scalar {
                ::core::unreachable!()
            }
            fn parameters(&self) -> &[Self::Scalar] {
                ::core::unreachable!()
            }
            fn parameters_mut(&mut self) -> &mut [Self::Scalar] {
                ::core::unreachable!()
            }
        }
    }
}

/// The widths at both ends; 1 for what could not be read.
fn ends(network: &ast::Network) -> (TokenStream, TokenStream) {
    let input = network.input.as_ref().and_then(|input| input.width.as_ref());
    let output = network.layers.last().and_then(|layer| layer.width.as_ref());
    (width(input), width(output))
}

fn width(width: Option<&ast::Width>) -> TokenStream {
    let value = match width {
        Some(ast::Width::Constant(path)) => return quote!({ #path }),
        Some(ast::Width::Literal(None, syn::Lit::Int(literal))) => literal.base10_parse().unwrap_or(1),
        _ => 1,
    };
    let value = Literal::usize_unsuffixed(value);
    quote!(#value)
}

/// The activation of the last layer if it is a built-in one, so that a loss that fits the network as
/// it was meant does not add an error of its own.
fn output_activation(network: &ast::Network) -> TokenStream {
    let call = network.layers.last().and_then(|layer| layer.activation.as_ref());
    let entry = call.and_then(|call| call.path.get_ident()).and_then(|name| {
        crate::table::ACTIVATIONS.iter().find(|entry| name == entry.name)
    });
    let name = entry.map_or("Linear", |entry| entry.type_name);
    let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
    quote!(::mlp::__private::activation::#name)
}
