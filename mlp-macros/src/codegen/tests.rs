//! Small networks and what they become, pretty-printed: the code that users read in `cargo expand`.
//! `MLP_BLESS=1 cargo test -p mlp-macros` rewrites the files in `snapshots`; read the difference.

mod agreement;
mod attributes;
mod hygiene;

use proc_macro2::TokenStream;
use std::fs;
use std::path::Path;

const SNAPSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/codegen/snapshots");

/// What the invocation becomes.
fn expansion(invocation: &str) -> TokenStream {
    let tokens = invocation
        .parse()
        .expect("the invocation is made of tokens");
    crate::expand::network(tokens)
}

fn pretty(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("the expansion is made of items");
    prettyplease::unparse(&file)
}

/// Compares an expansion with its snapshot, or writes the snapshot.
fn snapshot(name: &str, invocation: &str) -> String {
    let path = Path::new(SNAPSHOTS).join(name).with_extension("rs");
    let expanded = pretty(expansion(invocation));
    let expanded = format!("// network! {{ {invocation} }}\n\n{expanded}");
    if std::env::var_os("MLP_BLESS").is_some() {
        fs::write(&path, &expanded).expect("the snapshot can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == expanded,
        "{} is not what the macro writes; MLP_BLESS=1 rewrites it. Now:\n{expanded}",
        path.display()
    );
    in_one_line(&expanded)
}

/// The text without its line breaks, to look for lines that may be broken.
fn in_one_line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (broken, whole) in [
        ("[ ", "["),
        (", ]", "]"),
        ("( ", "("),
        (", )", ")"),
        (" .", "."),
    ] {
        line = line.replace(broken, whole);
    }
    line
}

#[test]
fn the_smallest_network() {
    let expanded = snapshot("linear", "struct Line: 1 => linear 1");
    // b + w x, and nothing around it.
    assert!(expanded.contains("let z1 = [a0[0].splat(b1[0]).plus(w1[0][0], a0[0])];"));
    // The only layer has no layer behind it to hear of its inputs' gradients.
    assert!(!expanded.contains("LayerActivation::backward"));
}

#[test]
fn a_hidden_layer() {
    let expanded = snapshot("hidden_layer", "struct Hidden: 2 => relu 3 => sigmoid 1");
    // δ of the last layer comes from the loss, δ of the others through the activation.
    assert!(expanded.contains("let (value, delta2) = tile.loss(loss, Sigmoid, &z2, &a2, y);"));
    assert!(expanded.contains("let delta1 = LayerActivation::backward(Relu, &z1, &a1, &da1);"));
    // Every product of the sums over neurons has its place, once forwards and once backwards.
    assert_eq!(expanded.matches(".plus(w1[").count(), 2 * (2 * 3));
    assert_eq!(expanded.matches(".plus(w2[").count(), 2 * 3);
    assert_eq!(expanded.matches(".times(w2[").count(), 3);
    // Every layer hears of its gradients, once.
    for (layer, a) in [(1, "a0"), (2, "&a1")] {
        let update =
            format!("tile.add_gradients(&mut gradients.layer{layer}, {a}, &delta{layer});");
        assert_eq!(expanded.matches(&update).count(), 1, "{update}");
    }
}

#[test]
fn widths_that_only_the_compiler_knows() {
    let expanded = snapshot(
        "const_width",
        "struct Wide: 2 => tanh crate::HIDDEN => softmax 3",
    );
    // The kernels of the core, and an assertion in place of the check that the macro cannot make.
    assert!(expanded.contains("rows.affine(&self.layer1, a0, &mut z1);"));
    assert!(expanded.contains("[MLP0018] `crate::HIDDEN` is 0"));
}

#[test]
fn more_parameters_than_a_narrow_network_has() {
    let expanded = snapshot("wide", "struct Wide: 32 => relu 31 => softmax 2");
    // A layer is a line, forwards and backwards, however many neurons it has.
    assert!(expanded.contains("engine::rows::Equations<32, 2> for Wide"));
    assert!(expanded.contains("rows.affine(&self.layer2, &a1, &mut z2);"));
    assert!(expanded.contains("rows.delta(&self.layer2, &delta2, Relu, [&z1, &a1], &mut delta1);"));
    assert!(!expanded.contains("weights["));

    // The border runs between 1024 parameters and 1025.
    let narrow = pretty(expansion("31 => relu 32"));
    assert!(narrow.contains("engine::columns::Equations<31, 32>"));
    let wide = pretty(expansion("1024 => relu 1"));
    assert!(wide.contains("engine::rows::Equations<1024, 1>"));
}

#[test]
fn a_layer_without_biases() {
    let expanded = snapshot(
        "no_bias",
        "struct Bare: 1 => linear 2 [no_bias, init = constant(-0.5)]",
    );
    assert!(expanded.contains("let z1 = [a0[0].times(w1[0][0]), a0[0].times(w1[0][1])];"));
    assert!(!expanded.contains("b1"));
    assert!(expanded.contains("init::Constant { value: -0.5"));
}

#[test]
fn an_activation_of_the_users_in_f64() {
    let expanded = snapshot(
        "custom_activation",
        "pub(crate) struct Own<f64>: 1 => self::Softsign 1 => leaky_relu(0.2) 1",
    );
    assert!(expanded.contains("<self::Softsign as ::core::default::Default>::default()"));
    assert!(expanded.contains("LeakyRelu { slope: 0.2"));
    assert!(expanded.contains("pub(crate) struct Own"));
}

#[test]
fn a_network_whose_bits_may_differ_between_targets() {
    let expanded = snapshot(
        "fast_numerics",
        "struct Quick: 1 => linear 1 where numerics = fast",
    );
    let constant = "const NUMERICS: ::mlp::__private::Numerics = ::mlp::__private::Numerics::Fast;";
    assert_eq!(expanded.matches(constant).count(), 1);
    // The example of its page is the same network.
    assert!(expanded.contains("pub struct Quick: 1 => linear 1 where numerics = fast }"));
    // The default of the trait needs no line.
    let exact = pretty(expansion(
        "struct Line: 1 => linear 1 where numerics = exact",
    ));
    assert_eq!(exact, pretty(expansion("struct Line: 1 => linear 1")));
}

#[test]
fn residual_blocks() {
    let expanded = snapshot(
        "residual",
        "struct Skip: 2 => residual(relu 3 => residual(tanh 3) => tanh 2) => linear 1",
    );
    // What goes into a block is added to what comes out, forwards and backwards.
    assert_eq!(expanded.matches("let a2 = add(&h2, &a1);").count(), 3);
    assert_eq!(expanded.matches("let a3 = add(&h3, a0);").count(), 3);
    assert!(expanded.contains("let da1 = add(&da1, &da2);"));
    assert!(expanded.contains("adds: &[1]") && expanded.contains("adds: &[0]"));
    // Nobody asks for the gradient of the inputs.
    assert!(!expanded.contains("da0"));
}

#[test]
fn dropout() {
    let expanded = snapshot(
        "dropout",
        "struct Drop: 2 => relu 3 [dropout = 0.25] => residual(tanh 3 [dropout = 0.5]) => linear 1",
    );
    // In training alone: once forwards, once backwards.
    for (number, rate) in [(1, "0.25"), (2, "0.5")] {
        let drop = format!("rows.drop_out({number}, {rate}");
        assert_eq!(expanded.matches(&drop).count(), 2, "{drop}");
    }
    assert!(expanded.contains("engine::rows::Equations<2, 1> for Drop"));
}

#[test]
fn batch_normalization_and_what_it_folds_into() {
    let expanded = snapshot(
        "batch_norm",
        "struct Norm: 2 => relu 3 [batch_norm(momentum = 0.9)] => linear 1",
    );
    // The statistics of the batch in training, the moving ones in inference.
    assert_eq!(expanded.matches("rows.statistics(0.001, &z1)").count(), 1);
    assert_eq!(expanded.matches("rows.moving_statistics(0.001,").count(), 1);
    assert!(
        expanded
            .contains("follow(&mut gradients.batch_norm1, &self.batch_norm1, &batch_norm1, 0.9")
    );
    // The second type has biases and the narrow form.
    assert!(
        expanded.contains("pub layer1: ::mlp::__private::Dense<2, 3, ::core::primitive::f32>,")
    );
    assert!(expanded.contains("engine::columns::Equations<2, 1> for FoldedNorm"));
    assert!(expanded.contains("layer1: ::mlp::__private::BatchNorm::fold("));
    // There is no such type where nothing is normalized.
    assert!(!pretty(expansion("2 => relu 3 => linear 1")).contains("old"));
}

#[test]
fn learned_slopes() {
    let expanded = snapshot("prelu", "struct Slopes: 2 => prelu(0.25) 3 => linear 1");
    assert!(expanded.contains("pub slopes1: [::core::primitive::f32; 3]"));
    assert!(expanded.contains("network.slopes1 = [0.25; 3];"));
    assert_eq!(
        expanded
            .matches("rows.forward_by_slopes(&self.slopes1, &z1)")
            .count(),
        2
    );
    assert_eq!(
        expanded
            .matches("rows.backward_by_slopes(&self.slopes1, &mut gradients.slopes1, &z1, &da1)")
            .count(),
        1
    );
}

#[test]
fn gates() {
    let expanded = snapshot(
        "gates",
        "struct Gates: 2 => glu 3 => maxout(3) HIDDEN => glu 1",
    );
    assert!(
        expanded.contains("pub layer1: ::mlp::__private::Dense<2, 6, ::core::primitive::f32>,")
    );
    assert!(expanded.contains("Dense<3, { 3 * HIDDEN }, ::core::primitive::f32>"));
    assert!(expanded.contains("type OutputActivation = ::mlp::__private::activation::Linear;"));
    for gate in [
        "let a1: ::mlp::__private::Space<[Self::Scalar; 3], SAMPLES> = rows.gate(Glu, &z1);",
        "let a2: ::mlp::__private::Space<[Self::Scalar; { HIDDEN }], SAMPLES> = rows.gate(Maxout::<3>, &z2);",
    ] {
        assert_eq!(expanded.matches(gate).count(), 2, "{gate}: {expanded}");
    }
    // The loss sees what comes out of the last gate.
    assert!(expanded.contains("let values = rows.loss(loss, Linear, &a3, y, &mut da3);"));
    assert!(expanded.contains("let delta3 = rows.backward_through_gate(Glu, &z3, &da3);"));
    assert!(expanded.contains("rows.copy_into(&a3, last);"));
}

#[test]
fn a_test_of_gradients() {
    let expanded = snapshot(
        "tested",
        "struct Tested: 1 => linear 1 where gradients = tested",
    );
    assert_eq!(expanded.matches("#[cfg(test)]").count(), 1);
    assert!(expanded.contains("#[::core::prelude::v1::test]"));
    assert!(expanded.contains("fn gradients_of_tested() {"));
    assert!(expanded.contains("test_gradients::< Tested, _, _, _, >("));
    // A network of its own in f64; one that is in f64 needs none.
    assert_eq!(expanded.matches("struct Tested").count(), 2 + 2);
    let double = in_one_line(&pretty(expansion(
        "struct Tested<f64>: 1 => softmax 2 where gradients = tested",
    )));
    assert!(double.contains("&::mlp::__private::loss::CategoricalCrossEntropy"));
    assert_eq!(
        double
            .matches("impl ::mlp::__private::Network for Tested")
            .count(),
        1
    );
}
