//! `impl Network`: the constants, the first weights, and the doors to the loops of the core.

use super::names::{activation_type, field, initializer, private, scalar, width};
use crate::model::{Network, Numerics};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// `impl ::mlp::__private::Network for …`.
pub(super) fn network_impl(network: &Network) -> TokenStream {
    let name = &network.name;
    let types = types(network);
    let constants = constants(network);
    let construction = construction(network);
    let calls = calls(network);
    let parameters = parameters(network);
    let trait_path = private("Network");
    let shared = super::attributes::shared(&network.attributes);
    quote! {
        #shared
        #[automatically_derived]
        impl #trait_path for #name {
            #types
            #constants
            #construction
            #calls
            #parameters
        }
    }
}

fn types(network: &Network) -> TokenStream {
    let scalar = scalar(network);
    let (inputs, outputs) = (width(&network.inputs), width(network.outputs()));
    let output_activation = network
        .layers
        .last()
        .map(|layer| activation_type(&layer.activation));
    quote! {
        type Scalar = #scalar;
        type Input = [#scalar; #inputs];
        type Output = [#scalar; #outputs];
        type OutputActivation = #output_activation;
    }
}

fn constants(network: &Network) -> TokenStream {
    let (summary, layer_summary) = (private("Summary"), private("LayerSummary"));
    let (name, scalar_name) = (network.name.to_string(), network.scalar.name());
    let scalar_bytes = Literal::usize_unsuffixed(super::names::scalar_bytes(network));
    let (inputs, outputs) = (width(&network.inputs), width(network.outputs()));
    let count = Literal::usize_unsuffixed(network.layers.len());
    let numerics = numerics(network);
    let rows = network.layers.iter().map(|layer| {
        let activation = layer.activation.source_text();
        let (fan_in, fan_out) = (width(&layer.fan_in), width(&layer.fan_out));
        let bias = layer.bias;
        quote! {
            #layer_summary {
                activation: #activation,
                fan_in: #fan_in,
                fan_out: #fan_out,
                bias: #bias,
                ..#layer_summary::DENSE
            }
        }
    });
    quote! {
        const INPUTS: ::core::primitive::usize = #inputs;
        const OUTPUTS: ::core::primitive::usize = #outputs;
        const LAYERS: ::core::primitive::usize = #count;
        const SUMMARY: #summary = #summary {
            name: #name,
            scalar: #scalar_name,
            scalar_bytes: #scalar_bytes,
            inputs: #inputs,
            layers: &[#(#rows),*],
        };
        #numerics
    }
}

/// Nothing where the default of the trait holds.
fn numerics(network: &Network) -> Option<TokenStream> {
    let numerics = private("Numerics");
    (network.numerics == Numerics::Fast)
        .then(|| quote!(const NUMERICS: #numerics = #numerics::Fast;))
}

fn construction(network: &Network) -> TokenStream {
    let zeroed = network.layers.iter().map(|layer| {
        let (field, dense) = (field(layer), super::names::dense(network, layer));
        quote!(#field: <#dense>::ZEROED,)
    });
    let fills = network.layers.iter().map(|layer| {
        let (field, initializer) = (field(layer), initializer(&layer.initializer));
        let fill = private("fill");
        quote!(#fill(&#initializer, &mut network.#field.weights, rng);)
    });
    let rng = private("Rng");
    quote! {
        fn zeroed() -> Self {
            Self { #(#zeroed)* }
        }

        fn init<R: #rng + ?::core::marker::Sized>(rng: &mut R) -> Self {
            let mut network = <Self as ::mlp::__private::Network>::zeroed();
            #(#fills)*
            network
        }
    }
}

fn calls(network: &Network) -> TokenStream {
    let form = super::equations::form(network);
    let (samples, loss, simd, mismatch) = (
        private("Samples"),
        private("Loss"),
        private("Simd"),
        private("LengthMismatch"),
    );
    quote! {
        #[inline]
        fn forward(&self, input: &Self::Input) -> Self::Output {
            ::mlp::__private::engine::#form::forward(self, input)
        }

        #[inline]
        fn forward_batch(
            &self,
            inputs: &[Self::Input],
            outputs: &mut [Self::Output],
        ) -> ::core::result::Result<(), #mismatch> {
            ::mlp::__private::engine::#form::forward_batch(self, inputs, outputs)
        }

        #[inline(always)]
        fn add_part<S: #simd<Self::Scalar>, L: #loss<Self::OutputActivation>>(
            &self,
            simd: S,
            samples: &#samples<'_, Self::Input, L::Target<Self::Output>>,
            loss: &L,
            gradients: &mut Self,
        ) -> Self::Scalar {
            ::mlp::__private::engine::#form::add_part(simd, self, samples, loss, gradients)
        }

        #[inline(always)]
        fn loss_of_part<S: #simd<Self::Scalar>, L: #loss<Self::OutputActivation>>(
            &self,
            simd: S,
            samples: &#samples<'_, Self::Input, L::Target<Self::Output>>,
            loss: &L,
        ) -> Self::Scalar {
            ::mlp::__private::engine::#form::loss_of_part(simd, self, samples, loss)
        }
    }
}

/// The parameters as one slice. The core joins the slices of the layers, and does so only if they
/// are the memory of the struct; since they are, `None` never comes out.
fn parameters(network: &Network) -> TokenStream {
    let fields: Vec<_> = network.layers.iter().map(field).collect();
    let dense = private("Dense");
    quote! {
        #[inline]
        fn parameters(&self) -> &[Self::Scalar] {
            let layers = [#(#dense::parameters(&self.#fields)),*];
            ::core::option::Option::unwrap_or_default(::mlp::__private::join(self, layers))
        }

        #[inline]
        fn parameters_mut(&mut self) -> &mut [Self::Scalar] {
            let layers = ::mlp::__private::join_mut(self, |network| {
                [#(#dense::parameters_mut(&mut network.#fields)),*]
            });
            ::core::option::Option::unwrap_or_default(layers)
        }
    }
}
