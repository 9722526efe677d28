//! `impl Network`: the constants, the first weights, and the doors to the loops of the core.

use super::names::{
    activation_type, batch_norm, batch_norm_field, field, initializer, neurons, number, private,
    scalar, slopes_field, width,
};
use crate::model::{Layer, Network, Numerics};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// `impl ::mlp::__private::Network for …`.
pub(super) fn network_impl(network: &Network) -> TokenStream {
    let name = &network.name;
    let types = types(network);
    let constants = constants(network);
    let construction = construction(network);
    let calls = calls(network);
    let parameters = parameters(network);
    let around_step = around_step(network);
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
            #around_step
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
        let (fan_in, fan_out) = (width(&layer.fan_in), neurons(layer));
        let bias = layer.bias;
        let beside = beside(layer);
        quote! {
            #layer_summary {
                activation: #activation,
                fan_in: #fan_in,
                fan_out: #fan_out,
                bias: #bias,
                #beside
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

/// The fields of the layer table that differ from those of a plain layer.
fn beside(layer: &Layer) -> TokenStream {
    let mut fields = TokenStream::new();
    if layer.is_gate() {
        let pieces = Literal::usize_unsuffixed(layer.pieces());
        fields.extend(quote!(pieces: #pieces,));
    }
    for (name, value) in [
        ("l1", layer.l1),
        ("l2", layer.l2),
        ("dropout", layer.dropout),
    ] {
        if value > 0.0 {
            let (name, value) = (Ident::new(name, Span::call_site()), number(value));
            fields.extend(quote!(#name: #value,));
        }
    }
    if let Some(settings) = layer.batch_norm {
        let batch_norm = private("BatchNormSettings");
        let (momentum, epsilon) = (number(settings.momentum), number(settings.epsilon));
        fields.extend(quote! {
            batch_norm: ::core::option::Option::Some(#batch_norm {
                momentum: #momentum,
                epsilon: #epsilon,
            }),
        });
    }
    if layer.slope().is_some() {
        fields.extend(quote!(slopes: true,));
    }
    if !layer.adds.is_empty() {
        let adds = layer.adds.iter().map(|&k| Literal::usize_unsuffixed(k));
        fields.extend(quote!(adds: &[#(#adds),*],));
    }
    fields
}

/// The optimizer's step, with the moving statistics kept out of its hands; the default of the trait
/// where there are none.
fn around_step(network: &Network) -> Option<TokenStream> {
    let normalized: Vec<_> = network
        .layers
        .iter()
        .filter_map(|layer| Some((batch_norm_field(layer), layer.batch_norm?)))
        .collect();
    if normalized.is_empty() {
        return None;
    }
    let fields: Vec<_> = normalized.iter().map(|(field, _)| field).collect();
    let batch_norm = private("BatchNorm");
    let momenta = normalized
        .iter()
        .map(|(_, settings)| number(settings.momentum));
    Some(quote! {
        #[inline(always)]
        fn around_step(
            &self,
            gradients: &mut Self,
            step: impl ::core::ops::FnOnce(&mut Self),
        ) {
            #(let #fields = #batch_norm::take_statistics(&mut gradients.#fields);)*
            step(gradients);
            #(#batch_norm::follow(&mut gradients.#fields, &self.#fields, &#fields, #momenta);)*
        }
    })
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
        let batch_norm = layer.batch_norm.map(|_| {
            let (field, ty) = (batch_norm_field(layer), batch_norm(network, layer));
            quote!(#field: <#ty>::ZEROED,)
        });
        let slopes = layer.slope().map(|_| {
            let (field, neurons) = (slopes_field(layer), neurons(layer));
            quote!(#field: [0.0; #neurons],)
        });
        quote!(#field: <#dense>::ZEROED, #batch_norm #slopes)
    });
    let fills = network.layers.iter().map(|layer| {
        let (field, initializer) = (field(layer), initializer(&layer.initializer));
        let fill = private("fill");
        let batch_norm = layer.batch_norm.map(|_| {
            let (field, ty) = (batch_norm_field(layer), batch_norm(network, layer));
            quote!(network.#field = <#ty>::START;)
        });
        let slopes = layer.slope().map(|slope| {
            let (field, neurons) = (slopes_field(layer), neurons(layer));
            let slope = number(slope);
            quote!(network.#field = [#slope; #neurons];)
        });
        quote! {
            #fill(&#initializer, &mut network.#field.weights, rng);
            #batch_norm
            #slopes
        }
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
        fn gradients_of_part<S: #simd<Self::Scalar>, L: #loss<Self::OutputActivation>>(
            &self,
            simd: S,
            samples: &#samples<'_, Self::Input, L::Target<Self::Output>>,
            loss: &L,
            gradients: &mut Self,
        ) -> Self::Scalar {
            ::mlp::__private::engine::#form::gradients_of_part(simd, self, samples, loss, gradients)
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
    let dense = private("Dense");
    let parts = |mutable: bool| -> Vec<TokenStream> {
        network
            .layers
            .iter()
            .flat_map(|layer| parts(layer, &dense, mutable))
            .collect()
    };
    let (shared, exclusive) = (parts(false), parts(true));
    quote! {
        #[inline]
        fn parameters(&self) -> &[Self::Scalar] {
            let layers = [#(#shared),*];
            ::core::option::Option::unwrap_or_default(::mlp::__private::join(self, layers))
        }

        #[inline]
        fn parameters_mut(&mut self) -> &mut [Self::Scalar] {
            let layers = ::mlp::__private::join_mut(self, |network| {
                [#(#exclusive),*]
            });
            ::core::option::Option::unwrap_or_default(layers)
        }
    }
}

/// The slices of a layer, in the order of the fields.
fn parts(layer: &Layer, dense: &TokenStream, mutable: bool) -> Vec<TokenStream> {
    let (owner, borrow, parameters) = if mutable {
        (quote!(network), quote!(&mut), quote!(parameters_mut))
    } else {
        (quote!(self), quote!(&), quote!(parameters))
    };
    let field = field(layer);
    let mut parts = vec![quote!(#dense::#parameters(#borrow #owner.#field))];
    if layer.batch_norm.is_some() {
        let field = batch_norm_field(layer);
        for name in ["gamma", "beta", "moving_mean", "moving_variance"] {
            let name = Ident::new(name, Span::call_site());
            parts.push(quote!(#borrow #owner.#field.#name));
        }
    }
    if layer.slope().is_some() {
        let field = slopes_field(layer);
        parts.push(quote!(#borrow #owner.#field));
    }
    parts
}
