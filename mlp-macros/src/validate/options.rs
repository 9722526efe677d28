//! The options in brackets behind a width.

use super::arguments;
use crate::ast::{Bracket, Call, Layer, Setting, Value};
use crate::codes::Code;
use crate::diagnostics::{Errors, did_you_mean, list, path_text, text};
use crate::model::{Activation, Initializer, Scalar};
use crate::table;

/// What the options of a layer come to.
pub(super) struct Settings {
    /// `None` if the activation is to choose.
    pub(super) initializer: Option<Initializer>,
    pub(super) bias: bool,
}

/// All options of a layer, each at most once.
pub(super) fn of_layer(layer: &Layer, scalar: Scalar, errors: &mut Errors) -> Settings {
    let mut settings = Settings {
        initializer: None,
        bias: true,
    };
    let mut seen: Vec<String> = Vec::new();
    for (index, bracket) in layer.brackets.iter().enumerate() {
        place(layer, bracket, index, errors);
        for setting in &bracket.settings {
            let name = setting.name.to_string();
            if seen.contains(&name) {
                let message = format!(
                    "`{name}` is set twice in layer {}; leave one of them out",
                    layer.number
                );
                errors.push(Code::RepeatedOption, &setting.name, message);
                continue;
            }
            apply(&name, setting, scalar, &mut settings, errors);
            seen.push(name);
        }
    }
    settings
}

/// Options stand in one pair of brackets, behind the width.
fn place(layer: &Layer, bracket: &Bracket, index: usize, errors: &mut Errors) {
    let message = if bracket.group.stream().is_empty() {
        "these brackets hold no option; leave them out".to_owned()
    } else if let (true, Some(width)) = (bracket.before_width, &layer.width) {
        let activation = layer.activation.as_ref().map(text).unwrap_or_default();
        format!(
            "options stand behind the width; write `{activation} {} {}`",
            text(width),
            text(bracket)
        )
    } else if index > 0 {
        "a layer has one pair of brackets; write `[no_bias, init = he_normal]`".to_owned()
    } else {
        return;
    };
    errors.push(Code::OptionsPlace, bracket, message);
}

fn apply(
    name: &str,
    setting: &Setting,
    scalar: Scalar,
    settings: &mut Settings,
    errors: &mut Errors,
) {
    match (name, &setting.value) {
        ("init", Value::Call(call)) => settings.initializer = initializer(call, scalar, errors),
        ("init", _) => {
            let message = format!(
                "`init` needs an initializer; write `init = he_normal`, or another one of {}",
                list(table::initializer_names(), "and")
            );
            errors.push(Code::OptionValue, setting, message);
        }
        ("no_bias", Value::Absent) => settings.bias = false,
        ("no_bias", _) => {
            let message = "`no_bias` takes no value; write `no_bias` alone, \
                           or leave it out for a layer with biases";
            errors.push(Code::OptionValue, setting, message);
        }
        _ => unknown(name, setting, errors),
    }
}

/// Says that there is no such option, and which is meant.
fn unknown(name: &str, setting: &Setting, errors: &mut Errors) {
    let available = list(table::OPTIONS.iter().copied(), "and");
    if table::OPTIONS_TO_COME.contains(&name) {
        let message = format!(
            "the option `{name}` is not supported yet; leave it out, available are {available}"
        );
        errors.push(Code::NotYet, &setting.name, message);
        return;
    }
    let message = if let Some(instead) = table::alias(table::OPTION_ALIASES, name) {
        format!("unknown option `{name}`; write `{instead}`")
    } else if table::Initializer::find(name).is_some() {
        format!("`{name}` is an initializer; write `init = {name}`")
    } else {
        match did_you_mean(name, table::OPTIONS.iter().copied()) {
            Some(meant) => format!("unknown option `{name}`; did you mean `{meant}`?"),
            None => format!("unknown option `{name}`; available are {available}"),
        }
    };
    errors.push(Code::UnknownOption, &setting.name, message);
}

/// `he_uniform`, `normal(0.1)`
fn initializer(call: &Call, scalar: Scalar, errors: &mut Errors) -> Option<Initializer> {
    let name = call.name().map(ToString::to_string).unwrap_or_default();
    let Some(entry) = table::Initializer::find(&name) else {
        let word = path_text(&call.path);
        let available = list(table::initializer_names(), "and");
        let message = if let Some(ours) = table::alias(table::INITIALIZER_ALIASES, &name) {
            format!(
                "unknown initializer `{word}`; it is called `{ours}` here: write `init = {ours}`"
            )
        } else if let Some(name) = did_you_mean(&name, table::initializer_names()) {
            format!("unknown initializer `{word}`; did you mean `{name}`?")
        } else {
            format!("unknown initializer `{word}`; available are {available}")
        };
        errors.push(Code::UnknownInitializer, &call.path, message);
        return None;
    };
    let arguments = arguments::check(call, entry.name, entry.parameters, scalar, errors)?;
    Some(Initializer { entry, arguments })
}

/// The initializer that the activation of a layer asks for.
pub(super) fn default_initializer(activation: &Activation) -> Initializer {
    let name = match activation {
        Activation::BuiltIn { entry, .. } => entry.initializer,
        Activation::Custom(_) => table::CUSTOM_ACTIVATION_INITIALIZER,
    };
    let entry = table::Initializer::find(name).expect("a test looks up every name of the table");
    let arguments = entry
        .parameters
        .iter()
        .filter_map(|parameter| parameter.default)
        .collect();
    Initializer { entry, arguments }
}
