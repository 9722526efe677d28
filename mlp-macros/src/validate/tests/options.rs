//! What stands in brackets behind a width, and what takes its place if nothing does.

use super::{error, model};

#[test]
fn the_activation_chooses_the_initializer_unless_the_user_does() {
    let network = model("2 => relu 4 => Mine 4 => leaky_relu 4 => tanh 4 [init = orthogonal]");
    let initializers: Vec<String> = network
        .layers
        .iter()
        .map(|layer| layer.initializer.source_text())
        .collect();
    assert_eq!(
        initializers,
        ["he_normal", "glorot_normal", "he_normal", "orthogonal(1.0)"]
    );
}

#[test]
fn layers_have_biases_unless_the_user_says_no() {
    let network = model("2 => relu 4 [no_bias] => linear 1");
    let biases: Vec<bool> = network.layers.iter().map(|layer| layer.bias).collect();
    assert_eq!(biases, [false, true]);
    assert_eq!(network.parameters(), Some(8 + 5));
}

#[test]
fn options_stand_in_brackets() {
    for (text, options) in [
        ("2 => relu 4 no_bias", "no_bias"),
        ("2 => relu 4 no_bias => sigmoid 1", "no_bias"),
        ("< 2 => relu HIDDEN (no_bias) >", "no_bias"),
        ("2 => relu 4 { no_bias } => sigmoid 1", "no_bias"),
        ("2 => relu 4 init = zeros => sigmoid 1", "init = zeros"),
        (
            "2 => relu 4 no_bias, init = normal(0.1) => sigmoid 1",
            "no_bias, init = normal(0.1)",
        ),
    ] {
        let expected = format!("[MLP0022] options stand in brackets; write `[{options}]`");
        assert_eq!(error(text), expected, "{text}");
    }
    assert!(error("2 => relu 4 dropout = 0.2 => tanh 1").starts_with("[MLP0022]"));
    assert!(error("2 => relu 4 dropout = RATE").starts_with("[MLP0022]"));
    assert!(error("2 no_bias => relu 4").starts_with("[MLP0021]"));
}

#[test]
fn regularization_has_its_ranges_and_its_place() {
    let network = model(
        "2 => relu 4 [l1 = 1e-3, l2 = 1e-4, dropout = 0.25] \
         => tanh 4 [batch_norm(momentum = 0.9)] => linear 1",
    );
    assert_eq!((network.layers[0].l1, network.layers[0].l2), (1e-3, 1e-4));
    assert_eq!(network.layers[0].dropout.to_bits(), 0.25_f64.to_bits());
    let settings = network.layers[1].batch_norm.expect("it is there");
    assert_eq!((settings.momentum, settings.epsilon), (0.9, 1e-3));
    assert!(!network.layers[1].bias);
    assert_eq!(network.parameters(), Some(12 + (16 + 16) + 5));
    for (text, code) in [
        ("2 => relu 4 [dropout = 1.0] => tanh 1", "[MLP0027]"),
        ("2 => relu 4 [l2 = -1.0] => tanh 1", "[MLP0027]"),
        ("2 => relu 4 [l2 = LAMBDA] => tanh 1", "[MLP0026]"),
        ("2 => relu 4 [l1] => tanh 1", "[MLP0024]"),
        ("2 => relu 4 [batch_norm = 0.9] => tanh 1", "[MLP0024]"),
        ("2 => relu 4 [batch_norm(0.9)] => tanh 1", "[MLP0024]"),
        (
            "2 => relu 4 [batch_norm(momentum = 1)] => tanh 1",
            "[MLP0027]",
        ),
        (
            "2 => relu 4 [batch_norm(epsilon = 0)] => tanh 1",
            "[MLP0027]",
        ),
        (
            "2 => relu 4 [batch_norm(rate = 0.1)] => tanh 1",
            "[MLP0024]",
        ),
        ("2 => relu 4 => tanh 1 [dropout = 0.2]", "[MLP0039]"),
        ("2 => relu 4 => prelu 1", "[MLP0039]"),
    ] {
        let message = error(text);
        assert!(message.starts_with(code), "{text}: {message}");
    }
}
