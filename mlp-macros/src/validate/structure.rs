//! Which pieces a network must have, and in which order.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Lit;

use super::width;
use crate::ast::{Arrow, Clause, Input, Layer, Naming, Network, Width};
use crate::codes::Code;
use crate::diagnostics::{Errors, text};
use crate::{model, table};

/// `from` is still to come.
pub(super) fn no_file(network: &Network, errors: &mut Errors) {
    for clause in &network.clauses {
        if let Clause::From { keyword, .. } = clause {
            let message = "`from` is not supported yet; \
                           leave it out, write the layers, and set the parameters at run time";
            errors.push(Code::NotYet, keyword, message);
        }
    }
}

/// A network has at least one layer; whether it has, or another mistake hides them.
pub(super) fn has_layers(network: &Network, errors: &mut Errors) -> bool {
    // Behind a mistake of another kind layers may well stand, unread.
    let from = |clause: &Clause| matches!(clause, Clause::From { .. });
    let unread = !network.complete || network.clauses.iter().any(from);
    // `relu 4` lacks its inputs, rather.
    let input = network.input.as_ref();
    let layer = input.is_some_and(|input| input.activation.is_some());
    if !network.layers.is_empty() || unread || layer {
        return true;
    }
    let mut inputs = "2".to_owned();
    let place = match (&network.input, network.attributes.as_slice()) {
        (
            Some(Input {
                width: Some(width), ..
            }),
            _,
        ) => {
            if matches!(
                width,
                Width::Literal(None, Lit::Int(_)) | Width::Constant(_)
            ) && text(width) != "0"
            {
                inputs = text(width);
            }
            width.to_token_stream()
        }
        _ if network.naming != Naming::Default => network.name.to_token_stream(),
        (_, []) => network.visibility.to_token_stream(),
        (_, attributes) => attributes.iter().map(ToTokens::to_token_stream).collect(),
    };
    let message = format!("a network needs at least one layer; write `{inputs} => sigmoid 1`");
    errors.push(Code::NoLayers, place, message);
    false
}

/// The input is a width and nothing else.
pub(super) fn input(input: &Input, errors: &mut Errors) -> Option<model::Width> {
    if let Some(call) = &input.activation {
        let known = call.name().map(ToString::to_string);
        let known = known.is_some_and(|name| table::Activation::find(&name).is_some());
        let width = input.width.as_ref().map(text).unwrap_or_default();
        let written = if known {
            format!("2 => {} {width}", text(call))
        } else {
            format!("{width} => …")
        };
        let message = format!(
            "a network starts with the number of its inputs, which have no activation; \
             write `{written}`"
        );
        errors.push(Code::InputActivation, call, message);
    }
    for bracket in &input.brackets {
        let message = "options belong to layers, and the input is none; \
                       write them behind the width of a layer: `2 => relu 4 [no_bias]`";
        errors.push(Code::InputOptions, bracket, message);
    }
    let Some(width) = &input.width else {
        let message = "the input has no width; \
                       write the number of inputs before the first `=>`: `2 => …`";
        errors.push(Code::MissingWidth, &input.next, message);
        return None;
    };
    width::check(width, "the input", "", errors)
}

/// Layers are joined by `=>`.
pub(super) fn arrow(layer: &Layer, before: Option<&Layer>, errors: &mut Errors) {
    match &layer.arrow {
        Arrow::Right(_) => {}
        Arrow::Wrong(instead) => {
            let written = text(instead).replace(' ', "");
            let message = if written == "=>" {
                "`=>` is one word; write it without the space".to_owned()
            } else {
                format!("layers are joined by `=>`; write it in place of `{written}`")
            };
            errors.push(Code::Arrow, instead, message);
        }
        // `relu tanh 4` is one mistake, and the width that is missing says so.
        Arrow::Missing(_) if before.is_some_and(|before| before.width.is_none()) => {}
        Arrow::Missing(next) => {
            let message = format!(
                "`=>` is missing before layer {}; write it here",
                layer.number
            );
            errors.push(Code::Arrow, next, message);
        }
    }
}

/// A layer has a width, and it stands behind the activation.
pub(super) fn layer_width(
    layer: &Layer,
    behind: Option<&Layer>,
    errors: &mut Errors,
) -> Option<model::Width> {
    let number = layer.number;
    let Some(written) = &layer.width else {
        missing_width(layer, behind, errors);
        return None;
    };
    let Some(call) = &layer.activation else {
        let message = format!(
            "layer {number} has no activation; \
             write `=> relu {0}`, or `=> linear {0}` for none",
            text(written)
        );
        errors.push(Code::MissingActivation, written, message);
        return width::check(written, &format!("layer {number}"), "relu ", errors);
    };
    if super::activation::is_an_option(call) && call.name().is_some_and(starts_small) {
        // `dropout 0.2` is no layer, so the number behind it is no width.
        return None;
    }
    let activation = text(call);
    if layer.width_first {
        let message = format!(
            "in layer {number} the width stands before the activation; write `{activation} {}`",
            text(written)
        );
        errors.push(Code::WidthFirst, both(written, call), message);
    } else if let Width::Constant(path) = written
        && let Some(name) = path.get_ident()
        && table::Activation::find(&name.to_string()).is_some()
    {
        // `HIDDEN relu`, or `relu sigmoid`.
        let call_is_activation = call
            .name()
            .is_some_and(|name| table::Activation::find(&name.to_string()).is_some());
        if call_is_activation {
            let message = format!(
                "`{name}` is an activation, and layer {number} needs a width here; \
                 write `{activation} 4 => {name} 1`"
            );
            errors.push(Code::NotAWidth, name, message);
        } else {
            let message = format!(
                "in layer {number} the width stands before the activation; \
                 write `{name} {activation}`"
            );
            errors.push(Code::WidthFirst, both(call, written), message);
        }
        return None;
    }
    width::check(
        written,
        &format!("layer {number}"),
        &format!("{activation} "),
        errors,
    )
}

/// `behind` is the layer that follows.
fn missing_width(layer: &Layer, behind: Option<&Layer>, errors: &mut Errors) {
    let number = layer.number;
    let Some(call) = &layer.activation else {
        let message = format!("layer {number} is empty; write `=> relu 4`");
        errors.push(Code::MissingActivation, &layer.arrow, message);
        return;
    };
    if super::activation::holds_its_width(call) || super::activation::holds_an_expression(call) {
        // `relu(4)`, `relu4` and `relu(2 * HIDDEN)` are one mistake each, and the activation's rule reports it.
        return;
    }
    if super::activation::is_an_option(call) {
        // Nor is it a layer.
        return;
    }
    if super::activation::is_no_word_for_one(call) {
        // Nor is `output` of `=> output sigmoid 1`.
        return;
    }
    let message = match behind.map(|behind| &behind.arrow) {
        Some(Arrow::Missing(_)) => format!(
            "layer {number} has no width; write `{} 4 =>` before this layer",
            text(call)
        ),
        _ => format!("layer {number} has no width; write `{} 4`", text(call)),
    };
    errors.push(Code::MissingWidth, &layer.next, message);
}

/// Whether a name can be no type of the user's.
fn starts_small(name: &Ident) -> bool {
    name.to_string().starts_with(char::is_lowercase)
}

/// Two pieces that stand beside each other, to be underlined as one.
fn both(first: impl ToTokens, second: impl ToTokens) -> TokenStream {
    let mut tokens = first.into_token_stream();
    second.to_tokens(&mut tokens);
    tokens
}
