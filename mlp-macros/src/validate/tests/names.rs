//! Names: unknown ones, those of other tools, paths, and what a second type is called.

use super::{check, error, model};

#[test]
fn a_suggestion_stands_alone_and_a_list_stands_where_there_is_none() {
    assert_eq!(
        error("2 => rellu 4"),
        "[MLP0007] unknown activation `rellu`; did you mean `relu`?"
    );
    let listed = error("2 => wave 4");
    assert!(
        listed.starts_with(
            "[MLP0007] unknown activation `wave`; available are\n    `linear`, `relu`, `leaky_relu`, "
        ) && listed.ends_with(
            "and `sparsemax`,\nand the path to a type of your own, such as `self::Wave`"
        ),
        "{listed}"
    );
    assert!(listed.lines().all(|line| line.len() <= 80), "{listed}");
    assert_eq!(
        error("2 => relu 4 [nobias]"),
        "[MLP0009] unknown option `nobias`; did you mean `no_bias`?"
    );
    assert_eq!(
        error("2 => relu 4 [init = he_uniforn]"),
        "[MLP0008] unknown initializer `he_uniforn`; did you mean `he_uniform`?"
    );
}

#[test]
fn names_of_other_tools_are_advised_upon() {
    let advice = [
        (
            "2 => identity 4",
            "it is called `linear` here: write `linear`",
        ),
        (
            "2 => logistic 4",
            "it is called `sigmoid` here: write `sigmoid`",
        ),
        ("2 => leakyrelu 4", "did you mean `leaky_relu`?"),
        (
            "2 => ReLU 4",
            "did you mean `relu`? activations are written in lower case",
        ),
        (
            "2 => LeakyReLU 4",
            "did you mean `leaky_relu`? activations are written in lower case",
        ),
        ("2 => crelu 4", "`crelu` is not built in"),
        ("2 => swish 4", "it is called `silu` here: write `silu`"),
        ("2 => relu4", "did you mean `relu 4`, with a space?"),
        (
            "2 => relu 4 [init = kaiming_normal]",
            "write `init = he_normal`",
        ),
        (
            "2 => relu 4 [init = he_unifrom]",
            "did you mean `he_uniform`?",
        ),
        ("2 => relu 4 [he_uniform]", "write `init = he_uniform`"),
        ("2 => relu 4 [bias = false]", "write `no_bias` or nothing"),
        (
            "struct A<i8>: 2 => relu 4",
            "the scalar `i8` is not supported yet; write `f32` or `f64`",
        ),
        ("struct A<f46>: 2 => relu 4", "did you mean `f64`?"),
    ];
    for (text, words) in advice {
        let error = error(text);
        assert!(error.contains(words), "{text}: {error}");
    }
}

#[test]
fn a_type_of_the_users_own_may_have_any_path() {
    for path in [
        "Swish",
        "self::ReLU",
        "crate::relu",
        "::other::Gelu",
        "super::a::B",
    ] {
        let network = model(&format!("2 => {path} 4"));
        assert_eq!(network.layers[0].source_text(), format!("{path} 4"));
    }
}

#[test]
fn a_path_leads_to_a_name() {
    for text in [
        "crate => relu 4",
        "2 => self 4",
        "2 => relu a::fn",
        "2 => Self::A 4",
        "2 => a::",
    ] {
        let error = error(text);
        assert!(error.starts_with("[MLP0032]"), "{text}: {error}");
    }
}

#[test]
fn a_network_with_batch_normalization_has_a_second_name() {
    let folded =
        model("struct Digits: 2 => relu 4 [batch_norm, dropout = 0.5] => sigmoid 1").folded();
    assert_eq!(folded.name, "FoldedDigits");
    assert_eq!(folded.parameters(), Some(17));
    assert!(!folded.needs_rows());
    assert_eq!(
        error(
            "struct Digits: 2 => relu 4 [batch_norm] => sigmoid 1; struct FoldedDigits: 2 => sigmoid 1"
        ),
        "[MLP0029] `FoldedDigits` is what `Digits` is called with its batch normalization folded; \
         give one of the two another name"
    );
    assert_eq!(
        error(
            "struct FoldedDigits: 2 => sigmoid 1; struct Digits: 2 => relu 4 [batch_norm] => sigmoid 1"
        ),
        "[MLP0029] `Digits` is called `FoldedDigits` with its batch normalization folded, as another \
         network is; give one of the two another name"
    );
    // Without one the name is free.
    let (networks, errors) =
        check("struct Digits: 2 => sigmoid 1; struct FoldedDigits: 2 => sigmoid 1");
    assert_eq!((networks.len(), errors.len()), (2, 0));
}
