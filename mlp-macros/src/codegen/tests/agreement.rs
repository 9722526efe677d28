//! What must say the same in two places: the macro and the core, the macro and the pages, the macro and
//! the expansion that stands beside the lecture.

use super::{expansion, pretty};
use crate::codegen::documentation::{self, Bytes};
use crate::codegen::names;
use crate::diagnostics::Errors;
use crate::model::{Network, Width};
use crate::validate::Outcome;
use mlp_core::summary::{LayerSummary, Summary};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::fs;
use std::path::Path;

#[test]
fn the_language_knows_every_activation_and_initializer_of_the_core() {
    let sorted = |names: &mut dyn Iterator<Item = &'static str>| {
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        names
    };
    let activations = sorted(&mut crate::table::activation_names());
    assert_eq!(activations, mlp_core::activation::NAMES);
    let initializers = sorted(&mut crate::table::initializer_names());
    assert_eq!(initializers, mlp_core::init::NAMES);
}

#[test]
fn the_documentation_counts_bytes_as_the_core_does() {
    for text in [
        "2 => relu 4 => relu 4 => sigmoid 1",
        "struct Wide<f64>: 7 => tanh 3 [no_bias]",
        "3 => glu 5 => maxout(3) 4 => linear 2",
    ] {
        let network = model(text);
        let width = |width: &Width| width.literal().expect("a number");
        let rows: Vec<LayerSummary> = network
            .layers
            .iter()
            .map(|layer| LayerSummary {
                activation: "",
                fan_in: width(&layer.fan_in),
                fan_out: layer.neurons().expect("a number"),
                pieces: layer.pieces(),
                bias: layer.bias,
                ..LayerSummary::DENSE
            })
            .collect();
        let summary = Summary {
            name: "",
            scalar: network.scalar.name(),
            scalar_bytes: names::scalar_bytes(&network),
            inputs: width(&network.inputs),
            layers: rows.leak(),
        };
        let bytes = Bytes {
            flash: summary.flash_bytes(),
            inference: summary.inference_bytes(),
            training: summary.training_bytes(),
        };
        assert_eq!(documentation::bytes(&network), Some(bytes), "{text}");
    }
}

/// The one network of an invocation, checked.
fn model(invocation: &str) -> Network {
    let mut errors = Errors::new();
    let tokens = invocation.parse().expect("tokens");
    let ast = crate::parse::invocation(tokens, &mut errors);
    let outcomes = crate::validate::invocation(&ast, &mut errors);
    errors.finish().expect("a sound network");
    match outcomes.into_iter().next() {
        Some(Outcome::Sound(network)) => network,
        _ => panic!("no network comes of `{invocation}`"),
    }
}

#[test]
fn the_examples_of_pages_are_those_that_the_library_compiles() {
    let pages = examples(
        "pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1;
         pub struct Double<f64>: 6 => tanh 4 [no_bias] => softmax 3;
         pub struct Digits: 64 => relu 32 [batch_norm, dropout = 0.2] => softmax 10",
    );
    assert_eq!(pages.matches("```").count(), 2 * 4, "{pages}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expanded/pages.md");
    if std::env::var_os("MLP_BLESS").is_some() {
        fs::write(&path, &pages).expect("the file can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == pages,
        "{} is not what pages show; MLP_BLESS=1 rewrites it. Now:\n{pages}",
        path.display()
    );
}

/// The examples of what an invocation defines, as doc tests.
fn examples(invocation: &str) -> String {
    let file: syn::File =
        syn::parse2(expansion(invocation)).expect("the expansion is made of items");
    let mut examples = String::new();
    for item in file.items {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        let mut inside = false;
        for attribute in &item.attrs {
            let syn::Meta::NameValue(meta) = &attribute.meta else {
                continue;
            };
            let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) = &meta.value
            else {
                continue;
            };
            for line in text.value().lines() {
                let line = line.strip_prefix(' ').unwrap_or(line);
                if line == "```ignore" || inside {
                    inside = line != "```";
                    examples += line.strip_suffix("ignore").unwrap_or(line);
                    examples += "\n";
                }
            }
        }
        examples += "\n";
    }
    examples
}

#[test]
fn the_expansion_beside_the_lecture_is_what_the_macro_writes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/expanded/circles.rs");
    let text = fs::read_to_string(path).expect("tests/expanded/circles.rs can be read");
    let written = text.parse().expect("tokens");
    let circles = expansion(
        "/// Tells the inner circle from the outer one.\n\
         pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1",
    );
    let expected = pretty(without_documentation(circles));
    assert!(
        pretty(without_documentation(written)) == expected,
        "tests/expanded/circles.rs is not what the macro writes. Now:\n{expected}"
    );
}

/// The tokens without doc comments, which are attributes by now, at any depth.
fn without_documentation(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let is_documentation = group.delimiter() == Delimiter::Bracket
                    && group.stream().to_string().starts_with("doc =");
                if is_documentation {
                    while let Some(TokenTree::Punct(punct)) = kept.last()
                        && matches!(punct.as_char(), '#' | '!')
                    {
                        kept.pop();
                    }
                } else {
                    let content = without_documentation(group.stream());
                    kept.push(Group::new(group.delimiter(), content).into());
                }
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}
