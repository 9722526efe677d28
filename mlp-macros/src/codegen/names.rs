//! The paths and names that generated code uses.
//!
//! Generated code names `::mlp::__private` and `::core` and nothing else, so it means the same
//! whatever is in scope around it. Locals are hygienic; what users see is not.

use crate::model::{Activation, Initializer, Layer, Network, Scalar, Width};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::collections::BTreeSet;

/// An item of `::mlp::__private`.
pub(crate) fn private(item: &str) -> TokenStream {
    let item = Ident::new(item, Span::call_site());
    quote!(::mlp::__private::#item)
}

/// A local variable of layer `number`, such as `z1`, that no token of the user's can see.
pub(super) fn local(name: &str, number: usize) -> Ident {
    format_ident!("{name}{number}", span = Span::mixed_site())
}

/// What the paths of the user's start with: widths and activations.
///
/// A type parameter or an import of one of these names would hide what the user means.
pub(super) fn user_names(network: &Network) -> BTreeSet<String> {
    let widths = network
        .layers
        .iter()
        .map(|layer| &layer.outputs)
        .chain([&network.inputs]);
    let widths = widths.filter_map(|width| match width {
        Width::Literal { .. } => None,
        Width::Constant(path) => Some(path),
    });
    let activations = network
        .layers
        .iter()
        .filter_map(|layer| match &layer.activation {
            Activation::BuiltIn { .. } => None,
            Activation::Custom(path) => Some(path),
        });
    let paths = widths
        .chain(activations)
        .filter(|path| path.leading_colon.is_none());
    paths
        .filter_map(|path| path.segments.first())
        .map(|first| first.ident.to_string())
        .collect()
}

/// A name for a type parameter: `name`, lengthened until no path of the user's starts with it.
pub(super) fn free(network: &Network, name: &str) -> Ident {
    let taken = user_names(network);
    let mut name = name.to_owned();
    while taken.contains(&name) {
        name.push_str(name.clone().as_str());
    }
    Ident::new(&name, Span::call_site())
}

/// The public field of a layer.
pub(super) fn field(layer: &Layer) -> Ident {
    format_ident!("layer{}", layer.number)
}

/// The public field of a layer's batch normalization.
pub(super) fn batch_norm_field(layer: &Layer) -> Ident {
    format_ident!("batch_norm{}", layer.number)
}

/// The public field of a layer's learned slopes.
pub(super) fn slopes_field(layer: &Layer) -> Ident {
    format_ident!("slopes{}", layer.number)
}

/// The type of a layer's batch normalization.
pub(super) fn batch_norm(network: &Network, layer: &Layer) -> TokenStream {
    let (batch_norm, neurons) = (private("BatchNorm"), neurons(layer));
    let scalar = scalar(network);
    quote!(#batch_norm<#neurons, #scalar>)
}

/// The scalar type.
pub(super) fn scalar(network: &Network) -> TokenStream {
    let name = Ident::new(network.scalar.name(), Span::call_site());
    quote!(::core::primitive::#name)
}

/// A width, as an expression or as the argument of a const parameter.
pub(super) fn width(width: &Width) -> TokenStream {
    match width {
        Width::Literal { value, .. } => {
            let value = Literal::usize_unsuffixed(*value);
            quote!(#value)
        }
        Width::Constant(path) => quote!({ #path }),
    }
}

/// The number of neurons of a layer, as [`width`] is written: the width itself but for gates.
pub(super) fn neurons(layer: &Layer) -> TokenStream {
    match (&layer.outputs, layer.pieces()) {
        (outputs, 1) => width(outputs),
        (Width::Literal { value, .. }, pieces) => {
            let neurons = Literal::usize_unsuffixed(pieces * value);
            quote!(#neurons)
        }
        (Width::Constant(path), pieces) => {
            let pieces = Literal::usize_unsuffixed(pieces);
            quote!({ #pieces * #path })
        }
    }
}

/// The type of a layer's field.
pub(super) fn dense(network: &Network, layer: &Layer) -> TokenStream {
    let dense = private("Dense");
    let (fan_in, fan_out) = (width(&layer.fan_in), neurons(layer));
    let scalar = scalar(network);
    if layer.bias {
        quote!(#dense<#fan_in, #fan_out, #scalar>)
    } else {
        let no_biases = private("NoBiases");
        quote!(#dense<#fan_in, #fan_out, #scalar, #no_biases>)
    }
}

/// The type of an activation, as a loss sees it: what comes out of a gate is `linear` to a loss.
pub(super) fn activation_type(activation: &Activation) -> TokenStream {
    match activation {
        Activation::BuiltIn { entry, .. } => {
            let name = if entry.gate.is_some() {
                "Linear"
            } else {
                entry.type_name
            };
            let name = Ident::new(name, activation.span());
            // The compiler names this type where a loss does not fit: at the user's word.
            quote_spanned!(activation.span()=> ::mlp::__private::activation::#name)
        }
        Activation::Custom(path) => quote!(#path),
    }
}

/// The value of an initializer.
pub(super) fn initializer(initializer: &Initializer) -> TokenStream {
    let name = Ident::new(initializer.entry.type_name, Span::call_site());
    let names = initializer
        .entry
        .parameters
        .iter()
        .map(|parameter| parameter.name);
    let fields = fields(names, &initializer.arguments);
    quote!(::mlp::__private::init::#name #fields)
}

/// `{ slope: 0.2 }`, or nothing where there are none: a parameter of the language is the field of
/// the same name.
pub(super) fn fields<'a>(
    names: impl Iterator<Item = &'a str>,
    values: &[f64],
) -> Option<TokenStream> {
    let fields = names.zip(values).map(|(name, &value)| {
        let name = Ident::new(name, Span::call_site());
        let value = number(value);
        quote!(#name: #value)
    });
    (!values.is_empty()).then(|| quote!({ #(#fields),* }))
}

/// A finite number; `Literal` refuses negative ones where a literal must stand.
pub(super) fn number(value: f64) -> TokenStream {
    let magnitude = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() {
        quote!(-#magnitude)
    } else {
        quote!(#magnitude)
    }
}

/// The bytes of one number.
pub(super) fn scalar_bytes(network: &Network) -> usize {
    match network.scalar {
        Scalar::F32 => 4,
        Scalar::F64 => 8,
    }
}
