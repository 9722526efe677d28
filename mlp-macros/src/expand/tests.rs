//! Whatever the user writes, the macro answers with items.

use proc_macro2::{Group, TokenStream, TokenTree};

use super::network;

/// Between them every piece of the grammar; small, since thousands of variants are expanded.
const VALID: &[&str] = &[
    "/// Tells.
     pub(crate) struct A<f64>: <1 => leaky_relu(-0.2) 1 [init = uniform(0.1), no_bias] => tanh 2>;",
    "crate::IN => self::Mine super::HIDDEN => Swish OUT where numerics = fast;
     struct B: <1 => linear 1> where numerics = exact,",
    "struct A<i8>: { a, b } => relu 1 [dropout = 0.2, residual(2)] => softmax { Ok, No }
     from \"x.onnx\" where flash <= 16 KiB, ram <= 512 B",
    "2 => residual(relu 2 [batch_norm]) => linear 1 where gradients = tested",
];

/// What takes the place of a token.
const STRANGERS: &str = "=> ; : < > # pub crate 'a 0 1.5 () [no_bias] { a }";

fn tokens(text: &str) -> TokenStream {
    text.parse()
        .unwrap_or_else(|error| panic!("`{text}` is not made of tokens: {error}"))
}

/// Every way to drop, double or replace one token of `tokens`, or to add one, at any depth.
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
        }
        for stranger in self::tokens("=> ; < relu 1") {
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
    assert!(
        sound.contains("Sound") && !sound.contains("compile_error"),
        "{sound}"
    );

    let mixed = network(tokens(
        "struct Sound: 2 => relu 4; struct Bad: 2 => rellu 4",
    ))
    .to_string();
    assert!(
        mixed.contains("struct Sound") && mixed.contains("struct Bad"),
        "{mixed}"
    );
    assert_eq!(mixed.matches("compile_error").count(), 1, "{mixed}");
}

#[test]
fn a_repeated_name_is_defined_once() {
    let output = network(tokens("2 => relu 4; 2 => relu 5"));
    let file: syn::File = syn::parse2(output).expect("the output is made of items");
    let structs = file
        .items
        .iter()
        .filter(|item| matches!(item, syn::Item::Struct(_)));
    assert_eq!(structs.count(), 1);
    let errors = file
        .items
        .iter()
        .filter(|item| matches!(item, syn::Item::Macro(_)));
    assert_eq!(errors.count(), 1);
}

#[test]
fn an_empty_invocation_says_what_to_write() {
    let output = network(TokenStream::new()).to_string();
    assert!(output.contains("MLP0001"), "{output}");
}

#[test]
fn a_bad_network_with_batch_normalization_has_both_of_its_names() {
    let output = network(tokens("struct A: 2 => rellu 4 [batch_norm] => sigmoid 1")).to_string();
    assert_eq!(output.matches("compile_error !").count(), 1);
    for item in ["struct A <", "struct FoldedA <", "FoldBatchNorm for A"] {
        assert_eq!(output.matches(item).count(), 1, "{item}: {output}");
    }
}

#[test]
fn a_network_that_cannot_fold_for_the_name_of_another_is_there_beside_it() {
    let digits = "struct Digits: 2 => relu 4 [batch_norm] => sigmoid 1";
    let other = "struct FoldedDigits: 3 => relu 2";
    for text in [format!("{digits}; {other}"), format!("{other}; {digits}")] {
        let output = network(tokens(&text)).to_string();
        assert_eq!(output.matches("compile_error !").count(), 1, "{text}");
        for item in ["struct Digits <", "FoldBatchNorm for Digits"] {
            assert_eq!(output.matches(item).count(), 1, "{item}: {output}");
        }
        // The one that the user wrote.
        assert_eq!(output.matches("Network for FoldedDigits").count(), 1);
        assert!(output.contains("The network `3 => relu 2`"), "{output}");
    }
}
