//! The model of right texts, and the words about wrong ones: here what concerns a network as a whole,
//! in the files beside it one subject each.

mod arguments;
mod limits;
mod mistakes;
mod names;
mod options;
mod residual;
mod width;

use super::*;
use crate::model::{Network, Scalar};

fn check(text: &str) -> (Vec<Network>, Vec<String>) {
    let mut errors = Errors::new();
    let ast = crate::parse::invocation(
        text.parse().expect("the text is made of tokens"),
        &mut errors,
    );
    let models = invocation(&ast, &mut errors)
        .into_iter()
        .filter_map(|outcome| match outcome {
            Outcome::Sound(model) => Some(model),
            _ => None,
        })
        .collect();
    let texts = errors
        .finish()
        .err()
        .into_iter()
        .flatten()
        .map(|error| error.to_string());
    (models, texts.collect())
}

fn model(text: &str) -> Network {
    let (mut models, errors) = check(text);
    assert_eq!(errors, [""; 0], "{text}");
    models.remove(0)
}

/// The one error that a text leads to.
fn error(text: &str) -> String {
    let (_, mut errors) = check(text);
    assert_eq!(errors.len(), 1, "{text}: {errors:?}");
    errors.remove(0)
}

#[test]
fn the_network_of_the_lecture_has_37_parameters_and_28_macs() {
    let network = model("2 => relu 4 => relu 4 => sigmoid 1");
    assert_eq!(network.parameters(), Some(37));
    assert_eq!(network.macs(), Some(28));
    assert!(network.macs().is_some());
    assert_eq!(network.outputs().literal(), Some(1));
    assert_eq!(network.source_text(), "2 => relu 4 => relu 4 => sigmoid 1");
}

#[test]
fn the_scalar_is_f32_unless_said() {
    assert_eq!(model("2 => relu 4").scalar, Scalar::F32);
    assert_eq!(model("struct A<f64>: 2 => relu 4").scalar, Scalar::F64);
    assert_eq!(model("struct A<f32>: 2 => relu 4").scalar, Scalar::F32);
}

#[test]
fn an_arrow_is_one_word() {
    for text in [
        "2 = > relu 4",
        "INPUTS = > relu 4",
        "< 2 => relu 4 = > tanh 1 >",
        "2 => relu 4 [no_bias] = > tanh 1",
    ] {
        assert_eq!(
            error(text),
            "[MLP0006] `=>` is one word; write it without the space",
            "{text}"
        );
    }
}

#[test]
fn every_mistake_of_an_invocation_is_reported_at_once() {
    let (models, errors) = check(
        "struct A: 0 => rellu 4 => sigmod 0 [init = foo, no_bias, no_bias]; \
         struct B: 2 -> relu 4; struct C: 2 => fn; struct D: 2 => relu 4",
    );
    let codes: Vec<&str> = errors.iter().map(|error| &error[1..8]).collect();
    let expected = [
        "MLP0002", "MLP0018", "MLP0007", "MLP0007", "MLP0018", "MLP0008", "MLP0023", "MLP0006",
    ];
    assert_eq!(codes, expected);
    let names: Vec<String> = models.iter().map(|model| model.name.to_string()).collect();
    assert_eq!(names, ["D"]);
}

#[test]
fn messages_start_in_lower_case_and_end_without_a_full_stop() {
    for code in Code::ALL {
        let (_, errors) = check(crate::codes::catalogue::explain(*code).wrong);
        for error in errors {
            let text = error.get(10..).expect("a message follows the code");
            assert!(!text.starts_with(char::is_uppercase), "{error}");
            assert!(!text.ends_with('.'), "{error}");
        }
    }
}
