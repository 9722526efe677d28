//! Whatever the user writes, the macro answers with items.

use proc_macro2::{Group, TokenStream, TokenTree};

use super::network;

const VALID: &[&str] = &[
    "2 => relu 4 => relu 4 => sigmoid 1",
    "/// Tells. \n #[allow(dead_code)] pub(crate) struct Circles<f64>: <2 => leaky_relu(-0.2) 4 [init = uniform(0.1), no_bias] => softmax 10>;",
    "struct A: crate::IN => self::Mine super::HIDDEN [no_bias] => Swish OUT; struct B: 1 => linear 1",
    "struct A<i8>: { a, b } => relu 4 [dropout = 0.2, residual(2)] => softmax { Ok, No } from \"x.onnx\" where flash <= 16 KiB, ram <= 512 B",
];

const STRANGERS: &str = "=> -> , ; : :: < > - = # ! struct pub enum fn Self r#type _ 'a 0 -1 1.5 \"x\" \
                         relu ReLU HIDDEN from where () (1) [] [no_bias] {} { a } $ .. &";

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|error| panic!("`{text}` is not made of tokens: {error}"))
}

/// Every way to drop, double or replace one token of `tokens`, at any depth.
fn mangled(tokens: &[TokenTree]) -> Vec<Vec<TokenTree>> {
    let mut texts = Vec::new();
    let mut replaced = |index: usize, with: &[TokenTree]| {
        let mut text = tokens[..index].to_vec();
        text.extend_from_slice(with);
        text.extend_from_slice(&tokens[index + 1..]);
        texts.push(text);
    };
    for (index, token) in tokens.iter().enumerate() {
        replaced(index, &[]);
        replaced(index, &[token.clone(), token.clone()]);
        for stranger in self::tokens(STRANGERS) {
            replaced(index, std::slice::from_ref(&stranger));
            replaced(index, &[stranger, token.clone()]);
        }
        if let TokenTree::Group(group) = token {
            let content: Vec<TokenTree> = group.stream().into_iter().collect();
            for content in mangled(&content) {
                let group = Group::new(group.delimiter(), content.into_iter().collect());
                replaced(index, &[TokenTree::Group(group)]);
            }
        }
    }
    texts
}

fn must_be_items(text: &TokenStream) {
    let output = network(text.clone());
    assert!(!output.is_empty(), "nothing comes of `{text}`");
    if let Err(error) = syn::parse2::<syn::File>(output.clone()) {
        panic!("`{text}` becomes what is no item: {error}\n{output}");
    }
}

#[test]
fn a_mangled_network_gives_items_and_never_a_panic() {
    for text in VALID {
        let tokens: Vec<TokenTree> = tokens(text).into_iter().collect();
        for text in mangled(&tokens) {
            must_be_items(&text.into_iter().collect());
        }
        // A text that is still being typed ends anywhere.
        for end in 0..tokens.len() {
            must_be_items(&tokens[..end].iter().cloned().collect());
        }
    }
}

#[test]
fn a_sound_network_gives_no_error_and_a_bad_one_gives_one_and_its_name() {
    let sound = network(tokens("struct Sound: 2 => relu 4")).to_string();
    assert!(sound.contains("Sound") && !sound.contains("compile_error"), "{sound}");

    let mixed = network(tokens("struct Sound: 2 => relu 4; struct Bad: 2 => rellu 4")).to_string();
    assert!(mixed.contains("struct Sound") && mixed.contains("struct Bad"), "{mixed}");
    assert_eq!(mixed.matches("compile_error").count(), 1, "{mixed}");
}

#[test]
fn a_repeated_name_is_defined_once() {
    let output = network(tokens("2 => relu 4; 2 => relu 5")).to_string();
    assert_eq!(output.matches("compile_error").count(), 1, "{output}");
    assert_eq!(output.matches("struct Network").count(), 1, "{output}");
}

#[test]
fn an_empty_invocation_says_what_to_write() {
    let output = network(TokenStream::new()).to_string();
    assert!(output.contains("MLP0001"), "{output}");
}
