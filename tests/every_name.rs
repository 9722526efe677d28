//! Every name of the language is that of a type in the library, and its parameters are its fields:
//! otherwise this does not compile.

use mlp::prelude::*;
use mlp::{activation, init};

network! {
    struct Activations:
        2 => linear 2 => relu 2 => leaky_relu(0.5) 2 => sigmoid 2 => tanh 2 => softmax(0.5) 2
            => log_softmax(2.0) 2 => sparsemax 2 => relu6 2 => prelu(0.5) 2 => elu(0.5) 2 => celu(0.5) 2 => selu 2
            => gelu 2 => gelu_tanh 2 => silu 2 => hard_silu 2 => mish 2 => threshold(0.5, -0.5) 2
            => maxout(3) 2 => glu 2 => swiglu 2 => geglu 2 => reglu 2 => softplus 2 => squareplus(0.5) 2 => sparse_plus 2 => hard_sigmoid 2
            => sparse_sigmoid 2 => log_sigmoid 2 => hard_tanh 2 => softsign 2 => tanh_shrink 2
            => hard_shrink(0.25) 2 => soft_shrink(0.25) 2 => exponential 2;

    struct Initializers:
        2 => tanh 2 [init = zeros]
            => tanh 2 [init = constant(0.25)]
            => tanh 2 [init = uniform(0.25)]
            => tanh 2 [init = normal(0.25)]
            => tanh 2 [init = glorot_uniform]
            => tanh 2 [init = glorot_normal]
            => tanh 2 [init = he_uniform]
            => tanh 2 [init = he_normal]
            => tanh 2 [init = lecun_uniform]
            => tanh 2 [init = lecun_normal]
            => tanh 2 [init = orthogonal(0.25)]
}

/// The first words of calls, sorted.
fn names<'a>(calls: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = calls
        .into_iter()
        .filter_map(|call| call.split([' ', '(', ')', ']']).next())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn the_networks_above_use_every_name() {
    let calls = Activations::SUMMARY
        .layers
        .iter()
        .map(|layer| layer.activation);
    assert_eq!(names(calls), activation::NAMES);
    let text = include_str!("every_name.rs")
        .split("struct Initializers")
        .nth(1);
    let text = text
        .and_then(|text| text.split('}').next())
        .unwrap_or_default();
    assert_eq!(names(text.split("init = ").skip(1)), init::NAMES);
}

#[test]
fn arguments_reach_the_field_of_their_name() {
    let network = Initializers::seeded(1);
    assert_eq!(network.layer1.weights, [[0.0; 2]; 2]);
    assert_eq!(network.layer2.weights, [[0.25; 2]; 2]);
    assert!(
        network
            .layer3
            .weights
            .as_flattened()
            .iter()
            .all(|weight| weight.abs() <= 0.25)
    );
    // Rows of length `gain`.
    for [a, b] in network.layer11.weights {
        assert!((a.hypot(b) - 0.25_f32).abs() < 1e-6);
    }
}
