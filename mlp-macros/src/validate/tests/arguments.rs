//! Arguments of activations: their defaults and their ranges.

use super::{error, model};
use crate::model::Activation;

#[test]
fn defaults_of_arguments_are_filled_in() {
    let network = model("2 => leaky_relu 4 => leaky_relu(-0.2) 4 [init = uniform(1)]");
    let Activation::BuiltIn {
        entry, arguments, ..
    } = &network.layers[0].activation
    else {
        panic!("leaky_relu is built in");
    };
    assert_eq!(
        (entry.type_name, arguments.as_slice()),
        ("LeakyRelu", [0.2].as_slice())
    );
    assert_eq!(network.layers[1].source_text(), "leaky_relu(-0.2) 4");
    assert_eq!(network.layers[1].initializer.source_text(), "uniform(1.0)");
}

#[test]
fn an_argument_must_be_finite_in_the_scalar_of_the_network() {
    assert!(error("2 => leaky_relu(1e999) 4").contains("must be finite in `f32`"));
    assert!(error("2 => leaky_relu(1e300) 4").contains("must be finite in `f32`"));
    assert_eq!(
        model("struct A<f64>: 2 => leaky_relu(1e300) 4")
            .layers
            .len(),
        1
    );
    assert!(error("struct A<f64>: 2 => leaky_relu(-1e999) 4").contains("must be finite in `f64`"));
}

#[test]
fn the_ends_of_the_ranges_of_arguments_are_within_or_not() {
    for text in [
        "hard_shrink(0.0)",
        "soft_shrink(0)",
        "maxout(2)",
        "leaky_relu(0)",
    ] {
        assert_eq!(model(&format!("2 => {text} 4")).layers.len(), 1, "{text}");
    }
    for text in [
        "hard_shrink(-0.1)",
        "softmax(0)",
        "elu(0.0)",
        "squareplus(-1)",
        "maxout(1)",
    ] {
        let message = error(&format!("2 => {text} 4"));
        assert!(message.starts_with("[MLP0027]"), "{text}: {message}");
    }
}

#[test]
fn a_type_called_dropout_is_a_type() {
    assert_eq!(model("2 => Dropout 4").layers.len(), 1);
}
