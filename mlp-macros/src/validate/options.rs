//! The options in brackets behind a width.

use super::arguments;
use crate::ast::{Argument, Bracket, Call, Layer, Setting, Value};
use crate::codes::Code;
use crate::diagnostics::{Errors, did_you_mean, list, path_text, text};
use crate::model::{Activation, BatchNorm, Initializer, Scalar};
use crate::table;

/// What the options of a layer come to.
pub(super) struct Settings {
    /// `None` if the activation is to choose.
    pub(super) initializer: Option<Initializer>,
    pub(super) bias: bool,
    pub(super) l1: f64,
    pub(super) l2: f64,
    pub(super) dropout: f64,
    pub(super) batch_norm: Option<BatchNorm>,
}

/// All options of a layer, each at most once.
pub(super) fn of_layer(layer: &Layer, scalar: Scalar, errors: &mut Errors) -> Settings {
    let mut settings = Settings {
        initializer: None,
        bias: true,
        l1: 0.0,
        l2: 0.0,
        dropout: 0.0,
        batch_norm: None,
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
        ("init", Value::Number(value)) => not_an_initializer(value, errors),
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
        ("l1", value) => settings.l1 = penalty(name, setting, value, scalar, errors),
        ("l2", value) => settings.l2 = penalty(name, setting, value, scalar, errors),
        ("dropout", value) => {
            let fits = |rate: f64| (0.0..1.0).contains(&rate);
            settings.dropout = number(("dropout", "0.2"), setting, value, errors, fits, PART);
        }
        ("batch_norm", Value::Absent) => settings.batch_norm = Some(BatchNorm::default()),
        ("batch_norm", Value::Arguments(arguments)) => {
            let mut batch_norm = BatchNorm::default();
            for item in &arguments.items {
                batch_norm_setting(item, &mut batch_norm, errors);
            }
            settings.batch_norm = Some(batch_norm);
        }
        ("batch_norm", _) => {
            let message = "`batch_norm` takes no value; write `batch_norm` alone, \
                           or `batch_norm(momentum = 0.9, epsilon = 1e-5)`";
            errors.push(Code::OptionValue, setting, message);
        }
        _ => unknown(name, setting, errors),
    }
}

/// `init = "he_normal"`, `init = 0.1`
fn not_an_initializer(value: &Argument, errors: &mut Errors) {
    let written = text(value);
    let name = written.trim_matches('"');
    let message = if table::Initializer::find(name).is_some() {
        format!("an initializer is written without quotes; write `init = {name}`")
    } else {
        format!(
            "`init` needs an initializer, unlike `{written}`; write `init = he_normal`, or another one of {}",
            list(table::initializer_names(), "and")
        )
    };
    errors.push(Code::OptionValue, value, message);
}

const PART: &str = "is a part, from 0 up to but not 1";

/// λ of a penalty.
fn penalty(
    name: &str,
    setting: &Setting,
    value: &Value,
    scalar: Scalar,
    errors: &mut Errors,
) -> f64 {
    let fits = |lambda: f64| lambda >= 0.0 && scalar.holds(lambda);
    number(
        (name, "1e-4"),
        setting,
        value,
        errors,
        fits,
        "is finite and not negative",
    )
}

/// The number behind `name =`; 0 where an error is reported.
fn number(
    (name, example): (&str, &str),
    setting: &Setting,
    value: &Value,
    errors: &mut Errors,
    fits: impl Fn(f64) -> bool,
    range: &str,
) -> f64 {
    let advice = format!("write `{name} = {example}`");
    match value {
        Value::Number(argument) => match argument.value {
            Some(value) if fits(value) => return value,
            Some(_) => {
                let message = format!("`{name}` {range}, unlike `{}`; {advice}", text(argument));
                errors.push(Code::OutOfRange, argument, message);
            }
            None => {
                let message = format!(
                    "`{name}` is a number written out, not `{}`; {advice}",
                    text(argument)
                );
                errors.push(Code::NotANumber, argument, message);
            }
        },
        Value::Call(call) => {
            let message = format!(
                "`{name}` is a number written out, not `{}`; {advice}",
                text(call)
            );
            errors.push(Code::NotANumber, call, message);
        }
        Value::Arguments(arguments)
            if let [
                Argument {
                    value: Some(value), ..
                },
            ] = arguments.items.as_slice()
                && fits(*value) =>
        {
            let message = format!(
                "`=` stands between `{name}` and its value; write `{name} = {}`",
                text(&arguments.items[0])
            );
            errors.push(Code::OptionValue, setting, message);
        }
        Value::Absent | Value::Missing(_) | Value::Arguments(_) => {
            let message = format!("`{name}` needs a number behind `=`; {advice}");
            errors.push(Code::OptionValue, setting, message);
        }
    }
    0.0
}

/// `momentum = 0.9` or `epsilon = 1e-5`.
fn batch_norm_setting(item: &Argument, batch_norm: &mut BatchNorm, errors: &mut Errors) {
    let advice = "write `batch_norm(momentum = 0.9, epsilon = 1e-5)`";
    let Some((name, value)) = &item.named else {
        let message = format!(
            "the settings of `batch_norm` have names, unlike `{}`; {advice}",
            text(item)
        );
        errors.push(Code::OptionValue, item, message);
        return;
    };
    let Some(value) = *value else {
        let message = format!("`{name}` is a number written out; {advice}");
        errors.push(Code::NotANumber, item, message);
        return;
    };
    if name == "momentum" && (0.0..1.0).contains(&value) {
        batch_norm.momentum = value;
    } else if name == "epsilon" && value > 0.0 && Scalar::F32.holds(value) {
        batch_norm.epsilon = value;
    } else if name == "momentum" {
        let message = format!("`momentum` {PART}, unlike `{value}`; {advice}");
        errors.push(Code::OutOfRange, item, message);
    } else if name == "epsilon" {
        let message = format!("`epsilon` is finite and above 0, unlike `{value}`; {advice}");
        errors.push(Code::OutOfRange, item, message);
    } else {
        let message = format!(
            "`batch_norm` has no setting `{name}`; available are `momentum` and `epsilon`: {advice}"
        );
        errors.push(Code::OptionValue, item, message);
    }
}

/// Says that there is no such option, and which is meant.
fn unknown(name: &str, setting: &Setting, errors: &mut Errors) {
    let available = list(table::OPTIONS.iter().copied(), "and");
    let message = if let Some(instead) = table::alias(table::OPTION_ALIASES, name) {
        format!("unknown option `{name}`; write `{instead}`")
    } else if table::is_limit(name) {
        let value = match &setting.value {
            Value::Call(call) => text(call),
            Value::Number(number) => text(number),
            _ => "…".to_owned(),
        };
        format!(
            "`{name}` is a limit of the whole network; write `where {name} = {value}` behind its layers"
        )
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
