//! The numbers between the parentheses of an activation or an initializer.

use crate::ast::{Argument, Call};
use crate::codes::Code;
use crate::diagnostics::{Errors, text};
use crate::model::Scalar;
use crate::table::{Parameter, Range};

/// Checks the arguments of `call` against `parameters` and fills in defaults.
pub(super) fn check(
    call: &Call,
    name: &str,
    parameters: &[Parameter],
    scalar: Scalar,
    errors: &mut Errors,
) -> Option<Vec<f64>> {
    let given = call
        .arguments
        .as_ref()
        .map_or(&[][..], |arguments| &arguments.items);
    let fewest = parameters
        .iter()
        .filter(|parameter| parameter.default.is_none())
        .count();
    if given.len() > parameters.len() || given.len() < fewest {
        let allowed = match (fewest, parameters) {
            (_, []) => "no arguments".to_owned(),
            (0, [only]) => format!("at most one argument, its {}", spoken(only)),
            (_, [only]) => format!("one argument, its {}", spoken(only)),
            (_, several) => format!("{} arguments", several.len()),
        };
        let given = match given.len() {
            0 => "is none".to_owned(),
            1 => "is one".to_owned(),
            several => format!("are {several}"),
        };
        let advice = example(name, parameters);
        let message = format!("`{name}` takes {allowed}, and here {given}; write `{advice}`");
        match &call.arguments {
            Some(arguments) => errors.push(Code::ArgumentCount, arguments, message),
            None => errors.push(Code::ArgumentCount, call, message),
        }
        return None;
    }
    let mut values = Vec::new();
    for (index, parameter) in parameters.iter().enumerate() {
        values.push(match given.get(index) {
            Some(argument) => number(argument, name, parameter, scalar, errors),
            None => parameter.default,
        });
    }
    values.into_iter().collect()
}

/// An argument is a number, finite, and in the range of its parameter.
fn number(
    argument: &Argument,
    name: &str,
    parameter: &Parameter,
    scalar: Scalar,
    errors: &mut Errors,
) -> Option<f64> {
    let what = spoken(parameter);
    let written = text(argument);
    let mut advice = format!("write `{}`", example(name, std::slice::from_ref(parameter)));
    let mut is = "is";
    if parameter.range == Range::Pieces {
        advice.push_str(", or `linear` for one piece");
        is = "are";
    }
    let Some(value) = argument.value else {
        let message =
            format!("the {what} of `{name}` {is} a number written out, not `{written}`; {advice}");
        errors.push(Code::NotANumber, argument, message);
        return None;
    };
    let fault = if !scalar.holds(value) {
        Some(format!("must be finite in `{}`", scalar.name()))
    } else if parameter.range == Range::Positive && !(value > 0.0 && scalar.holds(1.0 / value)) {
        // What has no finite reciprocal is as good as 0: it would be divided by.
        Some("must be above 0".to_owned())
    } else if parameter.range == Range::NotNegative && value < 0.0 {
        Some("must not be below 0".to_owned())
    } else if parameter.range == Range::Pieces && !(value >= 2.0 && value.fract() == 0.0) {
        Some("must be a whole number of at least 2".to_owned())
    } else if parameter.range == Range::Pieces && value > MOST_PIECES {
        Some(format!("must be at most {MOST_PIECES}"))
    } else {
        None
    };
    if let Some(fault) = fault {
        let message = format!("the {what} of `{name}` {fault}, unlike `{written}`; {advice}");
        errors.push(Code::OutOfRange, argument, message);
        return None;
    }
    Some(value)
}

/// `standard deviation`
fn spoken(parameter: &Parameter) -> String {
    parameter.name.replace('_', " ")
}

/// The most pieces: more of them than a layer may have neurons.
const MOST_PIECES: f64 = 1_048_576.0;

/// The call with its defaults, or a common value where there is none.
fn example(name: &str, parameters: &[Parameter]) -> String {
    if parameters.is_empty() {
        return name.to_owned();
    }
    let values: Vec<String> = parameters
        .iter()
        .map(|parameter| {
            let common = if parameter.range == Range::Pieces {
                2.0
            } else {
                0.1
            };
            parameter.text(parameter.default.unwrap_or(common))
        })
        .collect();
    format!("{name}({})", values.join(", "))
}
