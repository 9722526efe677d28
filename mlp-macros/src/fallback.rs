//! What stands in place of a network that could not be understood: a type of the same name that
//! implements the same trait, so that one mistake gives one error.

use crate::ast;
use crate::codegen::{private, shared_attributes};
use crate::diagnostics::did_you_mean;
use crate::model::folded_name;
use crate::table;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

/// A stub with the layers as far as they could be read. Its methods never run, since the errors
/// beside it stop the build.
pub(crate) fn network(network: &ast::Network) -> TokenStream {
    let stub = stub(network, &network.name);
    if !network.has_batch_norm() {
        return stub;
    }
    let folded_name = folded_name(&network.name);
    let folded = self::stub(network, &folded_name);
    let fold = folds_into(network, &folded_name);
    quote! {
        #stub
        #folded
        #fold
    }
}

/// The same for a network whose folded twin would have the name of another network; it folds into itself.
pub(crate) fn unfoldable(network: &ast::Network) -> TokenStream {
    let stub = stub(network, &network.name);
    let fold = folds_into(network, &network.name);
    quote! {
        #stub
        #fold
    }
}

fn folds_into(network: &ast::Network, folded_name: &Ident) -> TokenStream {
    let name = &network.name;
    let shared = shared_attributes(&network.attributes);
    let fold = private("FoldBatchNorm");
    quote! {
        #shared
        impl #fold for #name {
            type Folded = #folded_name;
            fn fold_batch_norm(&self) -> Self::Folded {
                ::core::unreachable!()
            }
        }
    }
}

fn stub(network: &ast::Network, name: &Ident) -> TokenStream {
    let visibility = &network.visibility;
    let shared = shared_attributes(&network.attributes);
    let layers = layers(network);
    let fields = layers.iter().enumerate().map(|(index, layer)| {
        let (field, dense) = (format_ident!("layer{}", index + 1), private("Dense"));
        let (
            scalar,
            Layer {
                fan_in,
                fan_out,
                biases,
                ..
            },
        ) = (scalar(network), layer);
        quote!(pub #field: #dense<#fan_in, #fan_out, #scalar, #biases>)
    });
    let associated = associated(network, &layers);
    let methods = methods();
    let network_trait = private("Network");
    quote! {
        #shared
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
        )]
        #[allow(dead_code, missing_docs, reason = "the network has errors")]
        #visibility struct #name<> {
            #(#fields),*
        }

        #shared
        impl #network_trait for #name {
            #associated
            #methods
        }
    }
}

/// The types and constants of the trait.
fn associated(network: &ast::Network, layers: &[Layer]) -> TokenStream {
    let [summary, layer_summary] = ["Summary", "LayerSummary"].map(private);
    let scalar = scalar(network);
    let inputs = width(
        network
            .input
            .as_ref()
            .and_then(|input| input.width.as_ref()),
    );
    let outputs = layers
        .last()
        .map_or_else(|| inputs.clone(), |layer| layer.outputs.clone());
    let output_activation = output_activation(network);
    let count = layers.len();
    let rows = layers.iter().map(
        |Layer {
             fan_in, fan_out, ..
         }| {
            quote! {
                #layer_summary {
                    activation: "",
                    fan_in: #fan_in,
                    fan_out: #fan_out,
                    bias: true,
                    ..#layer_summary::DENSE
                }
            }
        },
    );
    quote! {
        type Scalar = #scalar;
        type Input = [#scalar; #inputs];
        type Output = [#scalar; #outputs];
        type OutputActivation = #output_activation;
        const INPUTS: ::core::primitive::usize = #inputs;
        const OUTPUTS: ::core::primitive::usize = #outputs;
        const LAYERS: ::core::primitive::usize = #count;
        const SUMMARY: #summary = #summary {
            name: "",
            scalar: "",
            scalar_bytes: 4,
            inputs: #inputs,
            layers: &[#(#rows),*],
        };
    }
}

fn methods() -> TokenStream {
    let [rng, loss, samples, simd, mismatch] =
        ["Rng", "Loss", "Samples", "Simd", "LengthMismatch"].map(private);
    quote! {
        fn zeroed() -> Self {
            ::core::unreachable!()
        }
        fn init<R: #rng + ?::core::marker::Sized>(_: &mut R) -> Self {
            ::core::unreachable!()
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
        fn gradients_of_part<S: #simd<Self::Scalar>, L: #loss<Self::OutputActivation>>(
            &self,
            _: S,
            _: &#samples<'_, Self::Input, L::Target<Self::Output>>,
            _: &L,
            _: &mut Self,
        ) -> Self::Scalar {
            ::core::unreachable!()
        }
        fn loss_of_part<S: #simd<Self::Scalar>, L: #loss<Self::OutputActivation>>(
            &self,
            _: S,
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

/// What is known of a layer.
struct Layer {
    fan_in: TokenStream,
    /// Its neurons.
    fan_out: TokenStream,
    outputs: TokenStream,
    /// The type of its biases.
    biases: TokenStream,
}

fn layers(network: &ast::Network) -> Vec<Layer> {
    let mut fan_in = width(
        network
            .input
            .as_ref()
            .and_then(|input| input.width.as_ref()),
    );
    let scalar = scalar(network);
    let mut layers = Vec::new();
    for layer in &network.layers {
        let outputs = width(layer.width.as_ref());
        let fan_out = match pieces(layer) {
            1 => outputs.clone(),
            pieces => quote!({ #pieces * #outputs }),
        };
        let mut settings = layer.brackets.iter().flat_map(|bracket| &bracket.settings);
        let biases =
            if settings.any(|setting| setting.name == "no_bias" || setting.name == "batch_norm") {
                private("NoBiases")
            } else {
                quote!([#scalar; #fan_out])
            };
        layers.push(Layer {
            fan_in,
            fan_out,
            outputs: outputs.clone(),
            biases,
        });
        fan_in = outputs;
    }
    layers
}

/// The number of neurons that each output of a layer is made of, as far as it can be read.
fn pieces(layer: &ast::Layer) -> usize {
    let name = |call: &ast::Call| call.name().map(ToString::to_string);
    let Some(call) = &layer.activation else {
        return 1;
    };
    let Some(entry) = name(call).and_then(|name| table::Activation::find(&name)) else {
        return 1;
    };
    let items = call.arguments.iter().flat_map(|arguments| &arguments.items);
    let values: Vec<f64> = items.filter_map(|item| item.value).collect();
    match entry.pieces(&values) {
        1 if entry.gate.is_none() => 1,
        // What was said may be the mistake.
        pieces => pieces.clamp(2, 1 << 20),
    }
}

fn scalar(network: &ast::Network) -> TokenStream {
    match &network.generics {
        Some(generics) if generics.content.to_string() == "f64" => quote!(::core::primitive::f64),
        _ => quote!(::core::primitive::f32),
    }
}

/// A width; 1 for what could not be read.
fn width(width: Option<&ast::Width>) -> TokenStream {
    let value = match width {
        Some(ast::Width::Constant(path)) => return quote!({ #path }),
        Some(ast::Width::Literal(None, syn::Lit::Int(literal))) => {
            literal.base10_parse().unwrap_or(1)
        }
        _ => 1,
    };
    let value = Literal::usize_unsuffixed(value.max(1));
    quote!(#value)
}

/// The activation of the last layer, or the one that is likely meant, so that a loss that fits the
/// network as it was meant does not add an error of its own.
fn output_activation(network: &ast::Network) -> TokenStream {
    let call = network
        .layers
        .last()
        .and_then(|layer| layer.activation.as_ref());
    let Some(path) = call.map(|call| &call.path) else {
        return built_in("Sigmoid");
    };
    let name = path.get_ident().map(ToString::to_string);
    let meant = name.as_deref().and_then(activation_meant_by);
    match (name, meant) {
        // What comes out of a gate is linear to a loss.
        (_, Some(entry)) if entry.gate.is_some() => built_in("Linear"),
        (_, Some(entry)) => built_in(entry.type_name),
        (Some(name), None) if name.starts_with(char::is_lowercase) => built_in("Sigmoid"),
        _ => quote!(#path),
    }
}

/// The built-in activation of this name, or of the name that this is a misspelling of.
fn activation_meant_by(name: &str) -> Option<&'static table::Activation> {
    let ours = table::alias(table::ACTIVATION_ALIASES, name);
    let near = || did_you_mean(name, table::activation_names());
    table::Activation::find_in_any_case(name)
        .or_else(|| table::Activation::find(ours.or_else(near)?))
}

fn built_in(name: &str) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote!(::mlp::__private::activation::#name)
}
