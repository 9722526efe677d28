//! Blocks whose input is added to their output.

use super::{error, model};

#[test]
fn residual_blocks_have_equal_ends_and_a_layer_behind_them() {
    let network = model("4 => residual(relu 8 => residual(tanh 8) => linear 4) => linear 1");
    assert_eq!(
        network.source_text(),
        "4 => residual(relu 8 => residual(tanh 8) => linear 4) => linear 1"
    );
    let adds: Vec<_> = network.layers.iter().map(|layer| &layer.adds[..]).collect();
    assert_eq!(adds, [&[][..], &[1], &[0], &[]]);
    let message = error("4 => residual(relu 8 => linear 5) => linear 1");
    assert!(
        message.ends_with("takes 4 numbers and gives 5, and it adds the two; write `linear 4`")
    );
    for (text, code) in [
        ("4 => residual(relu 4)", "[MLP0038]"),
        ("4 => residual() => linear 1", "[MLP0038]"),
        ("4 => residual relu 4 => linear 1", "[MLP0038]"),
        ("4 => residual(relu 4) 4 => linear 1", "[MLP0038]"),
        ("4 => residual(relu 4) [no_bias] => linear 1", "[MLP0038]"),
        ("residual(relu 4) => linear 1", "[MLP0038]"),
        ("4 => residual(relu 4; 3) => linear 1", "[MLP0002]"),
        ("4 => relu 4 [residual] => linear 1", "[MLP0009]"),
    ] {
        let message = error(text);
        assert!(message.starts_with(code), "{text}: {message}");
    }
}
