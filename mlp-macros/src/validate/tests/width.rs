//! Widths: what they are, and how large.

use super::{error, model};
use crate::model::Width;

#[test]
fn each_layer_starts_where_the_one_before_ends() {
    let network = model("2 => relu 0x10 => tanh HIDDEN => linear 1_000usize");
    let ends: Vec<(String, String)> = network
        .layers
        .iter()
        .map(|layer| (layer.fan_in.source_text(), layer.outputs.source_text()))
        .collect();
    let expected = [("2", "16"), ("16", "HIDDEN"), ("HIDDEN", "1000")];
    assert_eq!(
        ends,
        expected.map(|(from, to)| (from.to_owned(), to.to_owned()))
    );
    assert!(matches!(network.layers[1].outputs, Width::Constant(_)));
    assert_eq!(network.macs(), None);
}

#[test]
fn a_width_is_not_calculated() {
    for text in [
        "2 => relu 2*H",
        "2 => relu 2 * HIDDEN => sigmoid 1",
        "2 => relu {H + 1} => sigmoid 1",
        "2 => relu (H)",
        "2 => relu(2 * H) => sigmoid 1",
        "< 2 => relu super::H / 2 - (1 + 1) [no_bias] >",
        "2 => relu H as usize => sigmoid 1",
    ] {
        assert_eq!(
            error(text),
            "[MLP0017] a width is a number or the path of a constant, not an expression; \
             write `const WIDTH: usize = …;` and `relu WIDTH`",
            "{text}"
        );
    }
    assert!(error("2 * INPUTS => relu 4").ends_with("and `WIDTH`"));
    for text in ["2 - relu 4", "2 * Mine 4", "2 + tanh HIDDEN"] {
        assert!(error(text).starts_with("[MLP0006]"), "{text}");
    }
}

#[test]
fn a_network_may_be_large_but_not_huge() {
    assert_eq!(
        model("784 => relu 1024 => relu 1024 => softmax 10")
            .layers
            .len(),
        3
    );
    for text in [
        "2 => relu 1_048_577",
        "99999999999999999999999999999999999999999999 => relu 4",
        "4096 => relu 4096 => linear 1",
    ] {
        let error = error(text);
        assert!(
            error.contains("about a million parameters are outside"),
            "{text}: {error}"
        );
    }
}
