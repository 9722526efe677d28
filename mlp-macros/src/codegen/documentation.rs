//! The rustdoc page of a generated type.

use crate::model::{Activation, Layer, Network, Numerics, Width, folded_name};
use crate::table::Activation as Entry;
use proc_macro2::TokenStream;
use quote::quote;
use std::fmt::Write as _;
use syn::Meta;

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
    comment(&text)
}

/// The same of what a network folds into: where it comes from, and an example of the two.
pub(super) fn of_folded(network: &Network, folded: &Network) -> TokenStream {
    let name = &network.name;
    let mut text = format!(
        "[`{name}`] for inference, `{}`: each batch normalization is in the weights\n\
         and biases of its layer. [`folded`](::mlp::Network::folded) makes it.\n\n",
        folded.source_text()
    );
    table(folded, &mut text);
    figures(folded, &mut text);
    example_of_folding(network, folded, &mut text);
    comment(&text)
}

/// One line about one layer.
pub(super) fn of_layer(layer: &Layer) -> TokenStream {
    let (fan_in, neurons) = (layer.fan_in.source_text(), layer.neurons_text());
    let biases = match (layer.bias, neurons.as_str()) {
        (false, _) if layer.batch_norm.is_some() => "β in place of biases".to_owned(),
        (false, _) => "no biases".to_owned(),
        (true, "1") => "1 bias".to_owned(),
        (true, several) => format!("{several} biases"),
    };
    comment(&format!(
        "Layer {}, `{}`: {fan_in} × {neurons} weights, {biases}.{}",
        layer.number,
        layer.activation.source_text(),
        of_gate(layer),
    ))
}

/// How the outputs of a gate are made of its neurons.
fn of_gate(layer: &Layer) -> String {
    let Activation::BuiltIn {
        entry: Entry {
            gate: Some(gate), ..
        },
        ..
    } = &layer.activation
    else {
        return String::new();
    };
    let outputs = layer.outputs.source_text();
    format!(
        "\nIts N = {outputs} outputs are made of {} neurons each: output j is\n{}.",
        layer.pieces(),
        // Brackets would be links.
        gate.formula.replace('[', "\\[").replace(']', "\\]"),
    )
}

/// One line about the batch normalization of a layer.
pub(super) fn of_batch_norm(layer: &Layer) -> TokenStream {
    comment(&format!(
        "Batch normalization of layer {}: γ, β, moving mean and variance of {} neurons.",
        layer.number,
        layer.neurons_text(),
    ))
}

/// One line about the learned slopes of a layer.
pub(super) fn of_slopes(layer: &Layer) -> TokenStream {
    comment(&format!(
        "Slopes below 0 of the {} neurons of layer {}, learned.",
        layer.neurons_text(),
        layer.number,
    ))
}

/// The text as `///` lines.
fn comment(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| match line {
        "" => String::new(),
        _ => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

fn has_documentation(network: &Network) -> bool {
    let is_text = |meta: &Meta| matches!(meta, Meta::NameValue(pair) if pair.path.is_ident("doc"));
    network
        .attributes
        .iter()
        .any(|attribute| is_text(&attribute.meta))
}

/// A number, or `–` for one that only the compiler knows.
fn figure(value: Option<usize>) -> String {
    value.map_or_else(|| "–".to_owned(), grouped)
}

/// `101770` as `101 770`, with a space that does not break.
fn grouped(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() > 4 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

fn table(network: &Network, text: &mut String) {
    text.push_str("| layer | activation | shape | parameters | MACs |\n|---:|---|---|---:|---:|\n");
    for layer in &network.layers {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} × {}{} | {} | {} |",
            layer.number,
            layer.activation.source_text(),
            layer.fan_in.source_text(),
            layer.neurons_text(),
            if layer.is_gate() {
                format!(" → {}", layer.outputs.source_text())
            } else {
                String::new()
            },
            figure(layer.parameters()),
            figure(layer.macs()),
        );
    }
    if let (Some(parameters), Some(macs), 2..) =
        (network.parameters(), network.macs(), network.layers.len())
    {
        let _ = writeln!(
            text,
            "| | | | **{}** | **{}** |",
            grouped(parameters),
            grouped(macs)
        );
    }
    text.push('\n');
}

/// What the network takes of a machine, as in its constants, and where its methods are.
fn figures(network: &Network, text: &mut String) {
    let scalar = network.scalar.name();
    let _ = match bytes(network) {
        Some(Bytes {
            flash,
            inference,
            training,
        }) => writeln!(
            text,
            "In `{scalar}`: {} bytes of parameters, {} bytes of activations in a call, {} bytes\n\
             beside the parameters in training.",
            grouped(flash),
            grouped(inference),
            grouped(training),
        ),
        None => writeln!(
            text,
            "In `{scalar}`. Some widths are constants, so the figures are in `SUMMARY`, \
             `PARAMETERS`, `MACS`\nand the other constants of the trait."
        ),
    };
    if network.numerics == Numerics::Fast {
        text.push_str(
            "Its numerics are [`Fast`](::mlp::Numerics::Fast): its bits may differ between targets.\n",
        );
    }
    text.push_str(
        "Its methods are those of [`Network`](::mlp::Network); [`Trainer`](::mlp::train::Trainer) trains it",
    );
    if ends_in_probabilities(network) {
        text.push_str(
            ";\n`predict` and `accuracy` are those of [`Classifier`](::mlp::predict::Classifier)",
        );
    }
    text.push_str(".\n");
    if network.has_batch_norm() {
        let _ = writeln!(
            text,
            "For inference [`folded`](::mlp::Network::folded) gives [`{}`]: the same \
             function\nwithout batch normalization.",
            folded_name(&network.name)
        );
    }
    text.push('\n');
}

/// Whether the core decides by the outputs: `Probabilities` is implemented for their activation.
fn ends_in_probabilities(network: &Network) -> bool {
    let output = network.layers.last().map(|layer| &layer.activation);
    matches!(
        output,
        Some(Activation::BuiltIn { entry, .. }) if ["sigmoid", "softmax", "log_softmax"].contains(&entry.name)
    )
}

/// `FLASH_BYTES`, `INFERENCE_BYTES` and `TRAINING_BYTES`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bytes {
    pub(super) flash: usize,
    pub(super) inference: usize,
    pub(super) training: usize,
}

/// The bytes, if every width is written as a number: the macro's copy of what `mlp_core::summary`
/// says of them. A test compares the two.
pub(super) fn bytes(network: &Network) -> Option<Bytes> {
    let parameters = network.parameters()?;
    let (mut neurons, mut outputs) = (0, 0);
    let mut normalized = 0;
    let mut neighbours = 0;
    for (index, layer) in network.layers.iter().enumerate() {
        let (fan_in, fan_out) = (layer.fan_in.literal()?, layer.neurons()?);
        neurons += fan_out;
        outputs += layer.outputs.literal()?;
        if layer.batch_norm.is_some() {
            normalized += fan_out;
        }
        let mut beside = fan_in;
        if layer.is_gate() {
            beside = beside.max(layer.outputs.literal()?);
        }
        let mut alive = fan_out + beside;
        // What residual blocks around this layer are added to.
        for kept in 0..index {
            let mut behind = network.layers[index..].iter();
            if behind.any(|layer| layer.adds.contains(&kept)) {
                alive += network.layers[kept].fan_in.literal()?;
            }
        }
        neighbours = neighbours.max(alive);
    }
    // A whole part of the batch, if its statistics are asked for.
    let samples = if normalized > 0 { 64 } else { 1 };
    let scalar = super::names::scalar_bytes(network);
    Some(Bytes {
        flash: parameters * scalar,
        inference: neighbours * scalar,
        training: (parameters
            + samples * (network.inputs.literal()? + 2 * neurons + outputs + normalized))
            * scalar,
    })
}

/// An example that stands alone: it writes the network again, since an example cannot know the path of this one. It is
/// left out where the network names items of the user's.
///
/// It is none of the user's doc tests, which may know this library by another name; those of our gallery are
/// compiled, as `tests/expanded/pages.md`.
fn example(network: &Network, text: &mut String) {
    let Some(Example {
        definition,
        input,
        output,
    }) = written_again(network)
    else {
        return;
    };
    let (name, Some(parameters)) = (&network.name, network.parameters()) else {
        return;
    };
    let _ = writeln!(
        text,
        "# Example\n\n```ignore\n{definition}\
         let network = {name}::seeded(7);\n\
         let output: {output} = network.forward(&{input});\n\
         assert_eq!(network.parameters().len(), {parameters});\n```",
    );
}

/// A network and what it folds into say the same.
fn example_of_folding(network: &Network, folded: &Network, text: &mut String) {
    let Some(Example {
        definition,
        input,
        output,
    }) = written_again(network)
    else {
        return;
    };
    let (name, folded) = (&network.name, &folded.name);
    let _ = writeln!(
        text,
        "# Example\n\n```ignore\n{definition}\
         let network = {name}::seeded(7);\n\
         let folded: {folded} = network.folded();\n\
         let outputs: [{output}; 2] = [network.forward(&{input}), folded.forward(&{input})];\n\
         assert!(outputs[0].iter().zip(outputs[1]).all(|(a, b)| (a - b).abs() <= 1e-4 * a.abs().max(1.0)));\n```",
    );
}

/// A network for an example.
struct Example {
    definition: String,
    input: String,
    /// The type of what comes out.
    output: String,
}

fn written_again(network: &Network) -> Option<Example> {
    let foreign = network.layers.iter().any(|layer| {
        matches!(layer.outputs, Width::Constant(_))
            || matches!(layer.activation, Activation::Custom(_))
    });
    if foreign {
        return None;
    }
    let (inputs, outputs) = (network.inputs.literal()?, network.outputs().literal()?);
    let (name, scalar) = (&network.name, network.scalar.name());
    let generics = match network.scalar {
        crate::model::Scalar::F32 => "",
        crate::model::Scalar::F64 => "<f64>",
    };
    Some(Example {
        definition: format!(
            "use mlp::prelude::*;\n\nnetwork! {{ pub struct {name}{generics}: {} }}\n\n",
            source(network)
        ),
        input: if inputs <= 4 {
            format!("[{}]", vec!["0.5"; inputs].join(", "))
        } else {
            format!("[0.5; {inputs}]")
        },
        output: format!("[{scalar}; {outputs}]"),
    })
}

/// The layers as the user would write them, options and limits included.
fn source(network: &Network) -> String {
    let mut text = network.inputs.source_text();
    for layer in &network.layers {
        let _ = write!(text, "{}{}", network.opening(layer), layer.source_text());
        let default = match &layer.activation {
            Activation::BuiltIn { entry, .. } => entry.initializer,
            Activation::Custom(_) => crate::table::CUSTOM_ACTIVATION_INITIALIZER,
        };
        let init = (layer.initializer.entry.name != default)
            .then(|| format!("init = {}", layer.initializer.source_text()));
        let no_bias = layer.no_bias.then(|| "no_bias".to_owned());
        let number = |name: &str, value: f64| (value > 0.0).then(|| format!("{name} = {value:?}"));
        let batch_norm = layer.batch_norm.map(|settings| {
            format!(
                "batch_norm(momentum = {:?}, epsilon = {:?})",
                settings.momentum, settings.epsilon
            )
        });
        let options: Vec<String> = init
            .into_iter()
            .chain(no_bias)
            .chain(number("l1", layer.l1))
            .chain(number("l2", layer.l2))
            .chain(number("dropout", layer.dropout))
            .chain(batch_norm)
            .collect();
        if !options.is_empty() {
            let _ = write!(text, " [{}]", options.join(", "));
        }
        text.push_str(&network.closing(layer));
    }
    if network.numerics == Numerics::Fast {
        text.push_str(" where numerics = fast");
    }
    text
}
