//! Reads the JSON files of `tests/golden`, each number to its bits.

use serde_json::Value;
use std::{env, fs, path::Path};

/// A golden file, by its path under `tests/golden`. All its numbers are strings: see [`number`].
pub(crate) fn read(file: &str) -> Value {
    // The facade's tests and the core's read the same folder.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|root| root.join("tests/golden"));
    let path = folder
        .into_iter()
        .find(|folder| folder.is_dir())
        .expect("a folder tests/golden")
        .join(file);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&with_numbers_quoted(&text))
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Puts every number into quotes, because `serde_json` rounds some of 17 digits to a neighbour
/// (unless built with `float_roundtrip`) and `str::parse` rounds none.
fn with_numbers_quoted(json: &str) -> String {
    let mut quoted = String::with_capacity(json.len() * 2);
    let (mut in_string, mut in_number, mut escaped) = (false, false, false);
    for character in json.chars() {
        let starts_number = character == '-' || character.is_ascii_digit();
        if in_number && !(starts_number || matches!(character, '.' | 'e' | 'E' | '+')) {
            quoted.push('"');
            in_number = false;
        } else if !in_string && !in_number && starts_number {
            quoted.push('"');
            in_number = true;
        }
        if character == '"' && !escaped {
            in_string = !in_string;
        }
        escaped = in_string && character == '\\' && !escaped;
        quoted.push(character);
    }
    quoted
}

/// A number, which may be infinite or NaN.
#[track_caller]
pub(crate) fn number(value: &Value) -> f64 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not a number"));
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is not a number"))
}

/// A whole number.
#[track_caller]
pub(crate) fn index(value: &Value) -> usize {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not an index"));
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is not an index"))
}

/// What is in a list.
#[track_caller]
pub(crate) fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is not a list"))
}

/// All numbers of a list, of a list of lists, and so on, in order.
#[track_caller]
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![number(value)],
    }
}

/// A list of rows of numbers.
#[track_caller]
pub(crate) fn rows(value: &Value) -> Vec<Vec<f64>> {
    list(value).iter().map(numbers).collect()
}

/// Weights and biases of all layers in the order in which a network keeps them: layer by layer,
/// the weights row by row, then the biases.
#[track_caller]
pub(crate) fn parameters(weights: &Value, biases: &Value) -> Vec<f64> {
    let (weights, biases) = (list(weights), list(biases));
    assert_eq!(weights.len(), biases.len());
    weights
        .iter()
        .zip(biases)
        .flat_map(|(w, b)| [numbers(w), numbers(b)])
        .flatten()
        .collect()
}
