//! What stands before a width: a built-in activation with its arguments, or a type of the user's.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens as _;

use super::arguments;
use crate::ast::{Call, Layer};
use crate::codes::Code;
use crate::diagnostics::{Errors, did_you_mean, list, path_text, text};
use crate::model::{Activation, Scalar, Width};
use crate::table;

/// The activation of a layer; that it is missing, `structure` reports.
pub(super) fn of_layer(layer: &Layer, scalar: Scalar, errors: &mut Errors) -> Option<Activation> {
    let call = layer.activation.as_ref()?;
    let Some(name) = call.name() else {
        return custom(call, errors);
    };
    let word = name.to_string();
    if let Some(entry) = table::Activation::find(&word) {
        if layer.width.is_none() && holds_its_width(call) {
            let message = format!(
                "`{word}` takes no arguments; \
                 a width stands behind the activation without parentheses: write `{word} {}`",
                width_within(call).unwrap_or_default()
            );
            errors.push(Code::ArgumentCount, &call.arguments, message);
            return None;
        }
        if layer.width.is_none() && holds_an_expression(call) {
            super::width::expression(&call.arguments, &format!("{word} "), errors);
            return None;
        }
        let arguments = arguments::check(call, &word, entry.parameters, scalar, errors)?;
        return Some(Activation::BuiltIn {
            entry,
            arguments,
            span: name.span(),
        });
    }
    if word.starts_with(char::is_uppercase)
        && !(layer.width.is_none() && is_an_option(call))
        && table::Activation::find_in_any_case(&word).is_none()
    {
        return custom(call, errors);
    }
    unknown(name, errors);
    None
}

/// The user's own type, which the compiler resolves.
fn custom(call: &Call, errors: &mut Errors) -> Option<Activation> {
    if let Some(arguments) = &call.arguments {
        let path = path_text(&call.path);
        let message = format!(
            "`{path}` is a type of your own, and only built-in activations take arguments; \
             write `{path}`, and keep its numbers in the type"
        );
        errors.push(Code::ArgumentCount, arguments, message);
        return None;
    }
    Some(Activation::Custom(call.path.clone()))
}

/// Says that there is no such activation, and which is meant.
fn unknown(name: &Ident, errors: &mut Errors) {
    let word = name.to_string();
    let available = available();
    let other_case =
        table::Activation::find_in_any_case(&word).filter(|_| word.contains(char::is_uppercase));
    let message = if let Some(option) = option_of(&word) {
        let written = if option == "dropout" {
            "dropout = 0.5"
        } else {
            option
        };
        format!(
            "`{word}` is no layer of its own but an option of the one before it: write `[{written}]` behind \
             that layer's width, as in `relu 4 [{written}]`"
        )
    } else if let Some(entry) = other_case {
        format!(
            "unknown activation `{word}`; did you mean `{}`? activations are written in lower \
             case; a type of your own of this name is `self::{word}`",
            entry.name
        )
    } else if let Some(ours) = table::alias(table::ACTIVATION_ALIASES, &word) {
        format!("unknown activation `{word}`; it is called `{ours}` here: write `{ours}`")
    } else if let Some((activation, width)) = split_width(&word) {
        format!("unknown activation `{word}`; did you mean `{activation} {width}`, with a space?")
    } else if table::ACTIVATIONS_ELSEWHERE.contains(&word.as_str()) {
        format!(
            "the activation `{word}` is not built in; available are{available};\n\
             write one of them, or the path to a type of your own, such as `self::{}`",
            type_name(&word)
        )
    } else {
        let near = table::Activation::find_in_any_case(&word).map(|entry| entry.name);
        match near.or_else(|| did_you_mean(&word, table::activation_names())) {
            Some(name) => format!("unknown activation `{word}`; did you mean `{name}`?"),
            None => format!(
                "unknown activation `{word}`; available are{available},\n\
                 and the path to a type of your own, such as `self::{}`",
                type_name(&word)
            ),
        }
    };
    errors.push(Code::UnknownActivation, name, message);
}

/// The option that other tools write as a layer.
fn option_of(word: &str) -> Option<&'static str> {
    let written = word.replace('_', "").to_lowercase();
    match written.as_str() {
        "dropout" => Some("dropout"),
        "batchnorm" | "batchnormalization" => Some("batch_norm"),
        _ => None,
    }
}

/// Whether what stands in place of an activation is an option, a mistake: `batch_norm`, `dropout(0.5)`.
pub(super) fn is_an_option(call: &Call) -> bool {
    call.name()
        .is_some_and(|name| option_of(&name.to_string()).is_some())
}

/// Whether a word in place of an activation is like none at all, which is said.
pub(super) fn is_no_word_for_one(call: &Call) -> bool {
    call.name().map(ToString::to_string).is_some_and(|word| {
        !word.starts_with(char::is_uppercase)
            && !table::is_activation_of_some_tool(&word)
            && did_you_mean(&word, table::activation_names()).is_none()
    })
}

/// All names, in lines short enough to look through.
fn available() -> String {
    const LINE: usize = 76;
    let all = list(table::activation_names(), "and");
    let (mut lines, mut length) = (String::new(), LINE);
    for word in all.split(' ') {
        if length + word.len() >= LINE {
            lines.push_str("\n    ");
            length = 4;
        } else {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += word.len();
    }
    lines
}

/// Whether the width stands in the activation itself, a mistake: `relu(4)`, `relu4`.
pub(super) fn holds_its_width(call: &Call) -> bool {
    let Some(name) = call.name().map(ToString::to_string) else {
        return false;
    };
    let built_in = table::Activation::find(&name);
    built_in.is_some_and(|entry| entry.parameters.is_empty() && width_within(call).is_some())
        || (built_in.is_none() && call.arguments.is_none() && split_width(&name).is_some())
}

/// Whether an expression stands in parentheses where the width belongs: `relu (2 * HIDDEN)`.
pub(super) fn holds_an_expression(call: &Call) -> bool {
    let entry = call
        .name()
        .and_then(|name| table::Activation::find(&name.to_string()));
    let items = call.arguments.as_ref().map(|arguments| &arguments.items);
    let (Some(entry), Some([only])) = (entry, items.map(Vec::as_slice)) else {
        return false;
    };
    let mut tokens = only.tokens.clone().into_iter();
    let named = matches!(tokens.next(), Some(TokenTree::Ident(_)));
    let calculated = only.value.is_none() && (named || tokens.next().is_some());
    entry.parameters.is_empty() && calculated
}

/// `4` of `relu(4)`.
fn width_within(call: &Call) -> Option<String> {
    match call.arguments.as_ref()?.items.as_slice() {
        [only] => Some(text(only)).filter(|text| syn::parse_str::<syn::LitInt>(text).is_ok()),
        _ => None,
    }
}

/// `relu4` as `relu` and `4`.
fn split_width(word: &str) -> Option<(&str, &str)> {
    let activation = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let width = &word[activation.len()..];
    let known = table::Activation::find(activation).is_some();
    (known && !width.is_empty()).then_some((activation, width))
}

/// `hard_swish` as `HardSwish`.
fn type_name(word: &str) -> String {
    let capitalized = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect::<String>()
    };
    word.trim_start_matches("r#")
        .split('_')
        .map(capitalized)
        .collect()
}

/// An activation over all neurons of a layer needs more than one.
pub(super) fn fits_width(
    layer: &Layer,
    activation: Option<&Activation>,
    width: Option<&Width>,
    errors: &mut Errors,
) {
    let (Some(Activation::BuiltIn { entry, .. }), Some(Width::Literal { value: 1, .. })) =
        (activation, width)
    else {
        return;
    };
    if let Some(instead) = entry.instead_of_one {
        let always = u8::from(!entry.name.starts_with("log"));
        let message = format!(
            "`{}` over one neuron is always {always}; write `{instead}`, or give layer {} more neurons",
            entry.name, layer.number
        );
        let mut place = layer.activation.to_token_stream();
        layer.width.to_tokens(&mut place);
        errors.push(Code::OneNeuron, place, message);
    }
}
