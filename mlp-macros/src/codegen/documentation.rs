//! The rustdoc page of a generated type.

use crate::model::{Activation, Layer, Network, Width};
use proc_macro2::TokenStream;
use quote::quote;
use std::fmt::Write as _;

/// The layer table, what the network costs, and an example that runs.
pub(super) fn of_network(network: &Network) -> TokenStream {
    let mut text = String::new();
    // A doc comment of the user's comes first; its last paragraph must end before ours begins.
    if has_documentation(network) {
        text.push('\n');
    } else {
        let _ = writeln!(text, "The network `{}`.\n", network.source_text());
    }
    table(network, &mut text);
    figures(network, &mut text);
    example(network, &mut text);
    let lines = text.lines();
    quote!(#(#[doc = #lines])*)
}

/// One line about one layer.
pub(super) fn of_layer(layer: &Layer) -> String {
    format!(
        "Layer {}: `{}`, {} × {}{}.",
        layer.number,
        layer.activation.source_text(),
        layer.fan_in.source_text(),
        layer.fan_out.source_text(),
        if layer.bias { "" } else { ", without biases" },
    )
}

fn has_documentation(network: &Network) -> bool {
    network.attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

/// A number, or `–` for one that only the compiler knows.
fn figure(value: Option<usize>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

fn table(network: &Network, text: &mut String) {
    text.push_str("| layer | activation | shape | parameters | MACs |\n|---|---|---|---:|---:|\n");
    for layer in &network.layers {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} × {} | {} | {} |",
            layer.number,
            layer.activation.source_text(),
            layer.fan_in.source_text(),
            layer.fan_out.source_text(),
            figure(layer.parameters()),
            figure(layer.macs()),
        );
    }
    text.push('\n');
}

fn figures(network: &Network, text: &mut String) {
    let (Some(parameters), Some(macs)) = (network.parameters(), network.macs()) else {
        text.push_str("Its figures are in `SUMMARY`, `PARAMETERS`, `MACS` and the other constants.\n\n");
        return;
    };
    let bytes = parameters * super::names::scalar_bytes(network);
    let plural = if parameters == 1 { "" } else { "s" };
    let _ = writeln!(
        text,
        "**{parameters}** `{}` parameter{plural} ({bytes} bytes), **{macs}** multiplications a call.\n",
        network.scalar.name()
    );
}

/// An example that stands alone: it writes the network again, since a doc test cannot know the path
/// of this one. It is left out where the network names items of the user's.
fn example(network: &Network, text: &mut String) {
    let named = |width: &Width| matches!(width, Width::Constant(_));
    let foreign = named(&network.inputs)
        || network
            .layers
            .iter()
            .any(|layer| named(&layer.fan_out) || matches!(layer.activation, Activation::Custom(_)));
    let Some(inputs) = network.inputs.literal().filter(|_| !foreign) else {
        return;
    };
    let (name, zero) = (&network.name, "0.5");
    let input = if inputs <= 4 {
        format!("[{}]", vec![zero; inputs].join(", "))
    } else {
        format!("[{zero}; {inputs}]")
    };
    let scalar = match network.scalar {
        crate::model::Scalar::F32 => "",
        crate::model::Scalar::F64 => "<f64>",
    };
    let _ = writeln!(
        text,
        "```\nuse mlp::prelude::*;\n\nnetwork! {{ pub struct {name}{scalar}: {} }}\n\n\
         let network = {name}::seeded(7);\nlet output = network.forward(&{input});\n\
         assert_eq!(output.len(), {});\n```",
        source(network),
        figure(network.outputs().literal()),
    );
}

/// The layers as the user would write them, options included.
fn source(network: &Network) -> String {
    let mut text = network.inputs.source_text();
    for layer in &network.layers {
        let _ = write!(text, " => {}", layer.source_text());
        let default = match &layer.activation {
            Activation::BuiltIn { entry, .. } => entry.initializer,
            Activation::Custom(_) => crate::table::CUSTOM_ACTIVATION_INITIALIZER,
        };
        let init = (layer.initializer.entry.name != default)
            .then(|| format!("init = {}", layer.initializer.source_text()));
        let no_bias = (!layer.bias).then(|| "no_bias".to_owned());
        let options: Vec<String> = init.into_iter().chain(no_bias).collect();
        if !options.is_empty() {
            let _ = write!(text, " [{}]", options.join(", "));
        }
    }
    text
}
