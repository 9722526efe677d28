//! The model of right texts, and the words about wrong ones.

use super::*;
use crate::model::{Activation, Network, Numerics, Scalar, Width};

fn check(text: &str) -> (Vec<Network>, Vec<String>) {
    let mut errors = Errors::new();
    let ast = crate::parse::invocation(
        text.parse().expect("the text is made of tokens"),
        &mut errors,
    );
    let models = invocation(&ast, &mut errors)
        .into_iter()
        .filter_map(|outcome| match outcome {
            Outcome::Sound(model) => Some(model),
            _ => None,
        })
        .collect();
    let texts = errors
        .finish()
        .err()
        .into_iter()
        .flatten()
        .map(|error| error.to_string());
    (models, texts.collect())
}

fn model(text: &str) -> Network {
    let (mut models, errors) = check(text);
    assert_eq!(errors, [""; 0], "{text}");
    models.remove(0)
}

/// The one error that a text leads to.
fn error(text: &str) -> String {
    let (_, mut errors) = check(text);
    assert_eq!(errors.len(), 1, "{text}: {errors:?}");
    errors.remove(0)
}

#[test]
fn the_network_of_the_lecture_has_37_parameters_and_28_macs() {
    let network = model("2 => relu 4 => relu 4 => sigmoid 1");
    assert_eq!(network.parameters(), Some(37));
    assert_eq!(network.macs(), Some(28));
    assert!(network.macs().is_some());
    assert_eq!(network.outputs().literal(), Some(1));
    assert_eq!(network.source_text(), "2 => relu 4 => relu 4 => sigmoid 1");
}

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
fn layers_have_biases_unless_the_user_says_no() {
    let network = model("2 => relu 4 [no_bias] => linear 1");
    let biases: Vec<bool> = network.layers.iter().map(|layer| layer.bias).collect();
    assert_eq!(biases, [false, true]);
    assert_eq!(network.parameters(), Some(8 + 5));
}

#[test]
fn the_scalar_is_f32_unless_said() {
    assert_eq!(model("2 => relu 4").scalar, Scalar::F32);
    assert_eq!(model("struct A<f64>: 2 => relu 4").scalar, Scalar::F64);
    assert_eq!(model("struct A<f32>: 2 => relu 4").scalar, Scalar::F32);
}

#[test]
fn numerics_are_exact_unless_said() {
    let numerics = |text: &str| model(text).numerics;
    assert_eq!(numerics("2 => relu 4"), Numerics::Exact);
    assert_eq!(
        numerics("2 => relu 4 where numerics = exact"),
        Numerics::Exact
    );
    for text in [
        "2 => relu 4 where numerics = fast",
        "< 2 => relu HIDDEN > where numerics = fast,",
        "/// A \n pub struct A<f64>: 2 => relu 4 [no_bias] where numerics = fast;",
    ] {
        assert_eq!(numerics(text), Numerics::Fast, "{text}");
    }
}

#[test]
fn limits_are_those_of_one_network() {
    let (models, errors) = check(
        "2 => relu 4 where numerics = fast; struct A: 2 => relu 4; \
         struct B: 2 => relu 4 where numerics = exact; struct C: 2 => relu 4 where numerics = fast,",
    );
    assert_eq!(errors, [""; 0]);
    let numerics: Vec<Numerics> = models.iter().map(|model| model.numerics).collect();
    let [exact, fast] = [Numerics::Exact, Numerics::Fast];
    assert_eq!(numerics, [fast, exact, exact, fast]);
}

#[test]
fn limits_are_advised_upon() {
    let advice = [
        (
            "numercs = fast",
            "[MLP0033] unknown limit `numercs`; did you mean `numerics`?",
        ),
        (
            "speed = 3",
            "[MLP0033] unknown limit `speed`; available are `numerics` and `gradients`: write `numerics = fast`",
        ),
        (
            "fast",
            "[MLP0033] `fast` is a value of `numerics`; write `numerics = fast`",
        ),
        (
            "fast_math = true",
            "[MLP0033] unknown limit `fast_math`; write `numerics = fast`",
        ),
        (
            "numerics = fats",
            "[MLP0034] unknown numerics `fats`; did you mean `fast`?",
        ),
        (
            "numerics = Exact",
            "[MLP0034] unknown numerics `Exact`; did you mean `exact`?",
        ),
        (
            "numerics = strict",
            "[MLP0034] unknown numerics `strict`; \
             they are called `exact` here: write `numerics = exact`",
        ),
        (
            "numerics = quick",
            "[MLP0034] unknown numerics `quick`; write `exact` or `fast`",
        ),
        (
            "numerics = 3 KiB",
            "[MLP0034] the numerics of a network are `exact` or `fast`, not `3 KiB`; \
             write `numerics = fast`",
        ),
        (
            "numerics",
            "[MLP0034] `numerics` needs a value, `exact` or `fast`; write `numerics = fast`",
        ),
        (
            "numerics =",
            "[MLP0034] `numerics` needs a value, `exact` or `fast`; write `numerics = fast`",
        ),
        (
            "numerics <= exact",
            "[MLP0034] `=` stands between `numerics` and its value, not `<=`; \
             write `numerics = exact`",
        ),
        (
            "numerics: fast",
            "[MLP0034] `=` stands between `numerics` and its value, not `:`; \
             write `numerics = fast`",
        ),
        (
            "numerics fast",
            "[MLP0034] `=` stands between `numerics` and its value; write `numerics = fast`",
        ),
        (
            "numerics = fast, numerics = fast",
            "[MLP0035] the limit `numerics` is set twice; leave one of them out",
        ),
        ("numerics = fast where numerics = fast", "[MLP0036]"),
    ];
    for (limits, words) in advice {
        let text = format!("2 => relu 4 where {limits}");
        let (_, errors) = check(&text);
        assert!(errors[0].starts_with(words), "{text}: {errors:?}");
        assert!(
            errors.len() == 1 || words == "[MLP0036]",
            "{text}: {errors:?}"
        );
    }
}

#[test]
fn limits_to_come_are_assertions_until_then() {
    for (limit, assertion) in [
        ("flash <= 16 KiB", "A::FLASH_BYTES <= 16 * 1024"),
        ("ram <= 512 B", "A::INFERENCE_BYTES <= 512"),
        ("macs <= 3_000", "A::MACS <= 3_000"),
        ("flash <= 1 MiB", "A::FLASH_BYTES <= 1 * 1024 * 1024"),
        ("flash", "A::FLASH_BYTES <= …"),
        ("flash <= 3 parsecs", "A::FLASH_BYTES <= …"),
    ] {
        let name = limit.split(' ').next().unwrap_or_default();
        let expected = format!(
            "[MLP0031] the limit `{name}` is not supported yet, available are `numerics` and `gradients`; leave it \
             out, and write `const _: () = assert!({assertion});` behind the network"
        );
        assert_eq!(
            error(&format!("struct A: 2 => relu 4 where {limit}")),
            expected
        );
    }
    let (_, errors) = check("2 => relu 4 where flash <= 1 KiB, numerics = fast, ram <= 3 B");
    assert_eq!(errors.len(), 2, "{errors:?}");
}

#[test]
fn limits_do_not_stand_for_layers() {
    assert!(error("2 where numerics = fast").starts_with("[MLP0013]"));
    assert!(error("struct A: where numerics = fast").starts_with("[MLP0013]"));
}

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
fn an_arrow_is_one_word() {
    for text in [
        "2 = > relu 4",
        "INPUTS = > relu 4",
        "< 2 => relu 4 = > tanh 1 >",
        "2 => relu 4 [no_bias] = > tanh 1",
    ] {
        assert_eq!(
            error(text),
            "[MLP0006] `=>` is one word; write it without the space",
            "{text}"
        );
    }
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
fn limits_that_a_mark_or_a_missing_word_cuts_off_give_one_error_and_still_count() {
    let cases = [
        (
            "2 => relu 4 numerics = fast",
            "write `where numerics = fast`",
        ),
        (
            "<2 => relu 4> numerics = fast, gradients = tested",
            "`where` is missing before the limits; write `where numerics = fast`",
        ),
        (
            "2 => relu 4, gradients = tested",
            "write `where gradients = tested` in place of the comma",
        ),
        (
            "2 => relu 4 where numerics = fast; gradients = tested",
            "`,` stands between two limits, and `;` ends the network; write `, gradients = tested`",
        ),
        (
            "2 => relu 4 where gradients = tested; numerics = exact; struct B: 2 => relu 4",
            "write `, numerics = exact`",
        ),
        (
            "2 => relu 4 where numerics; fast",
            "`=` stands between `numerics` and its value, not `;`; write `numerics = fast`",
        ),
        (
            "2 => relu 4; numerics = fast",
            "limits stand behind `where`, before the `;`; write `where numerics = fast;`",
        ),
    ];
    for (text, words) in cases {
        let error = error(text);
        assert!(error.contains(words), "{text}: {error}");
        assert!(error.starts_with("[MLP0036]"), "{text}: {error}");
    }
    // What they say is looked at, too.
    let twice = [
        "2 => relu 4 where numerics = fast; numerics = fast",
        "2 => relu 4 numerics = fast, numerics = fast",
    ];
    for text in twice {
        let (_, errors) = check(text);
        let [_, repeated] = errors.as_slice() else {
            panic!("{text}: {errors:?}");
        };
        assert!(repeated.contains("is set twice"), "{text}: {repeated}");
    }
    for (text, words) in [
        (
            "2 => relu 4 where numerics = fast; tested",
            "write `gradients = tested`",
        ),
        (
            "2 => relu 4 where numerics = fast; speed = high",
            "unknown limit `speed`",
        ),
    ] {
        let (_, errors) = check(text);
        assert_eq!(errors.len(), 2, "{text}: {errors:?}");
        assert!(errors[1].contains(words), "{text}: {errors:?}");
    }
    // A network behind the semicolon is none of it.
    let (models, errors) = check("2 => relu 4 where numerics = fast; struct Fast: 2 => relu 4");
    assert_eq!((models.len(), errors.len()), (2, 0));
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
fn every_mistake_of_an_invocation_is_reported_at_once() {
    let (models, errors) = check(
        "struct A: 0 => rellu 4 => sigmod 0 [init = foo, no_bias, no_bias]; \
         struct B: 2 -> relu 4; struct C: 2 => fn; struct D: 2 => relu 4",
    );
    let codes: Vec<&str> = errors.iter().map(|error| &error[1..8]).collect();
    let expected = [
        "MLP0002", "MLP0018", "MLP0007", "MLP0007", "MLP0018", "MLP0008", "MLP0023", "MLP0006",
    ];
    assert_eq!(codes, expected);
    let names: Vec<String> = models.iter().map(|model| model.name.to_string()).collect();
    assert_eq!(names, ["D"]);
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

#[test]
fn messages_start_in_lower_case_and_end_without_a_full_stop() {
    for code in Code::ALL {
        let (_, errors) = check(crate::codes::catalogue::explain(*code).wrong);
        for error in errors {
            let text = error.get(10..).expect("a message follows the code");
            assert!(!text.starts_with(char::is_uppercase), "{error}");
            assert!(!text.ends_with('.'), "{error}");
        }
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

#[test]
fn gradients_are_tested_if_the_user_says_so() {
    assert!(model("2 => sigmoid 1 where gradients = tested").tested);
    assert!(!model("2 => sigmoid 1 where numerics = fast").tested);
    let both = model("2 => sigmoid 1 where numerics = fast, gradients = tested");
    assert!(both.tested && both.numerics == Numerics::Fast);
    for (limit, expected) in [
        (
            "gradients",
            "[MLP0034] `gradients` needs a value, `tested`; write `gradients = tested`",
        ),
        (
            "gradients = checked",
            "[MLP0034] the gradients of a network are `tested`, not `checked`; \
             write `gradients = tested`, or leave it out",
        ),
        (
            "gradients: tested",
            "[MLP0034] `=` stands between `gradients` and its value, not `:`; \
             write `gradients = tested`",
        ),
        (
            "tested",
            "[MLP0033] `tested` is a value of `gradients`; write `gradients = tested`",
        ),
        (
            "gradient_check",
            "[MLP0033] unknown limit `gradient_check`; write `gradients = tested`",
        ),
        (
            "gradient = tested",
            "[MLP0033] unknown limit `gradient`; did you mean `gradients`?",
        ),
        (
            "gradients = tested, gradients = tested",
            "[MLP0035] the limit `gradients` is set twice; leave one of them out",
        ),
    ] {
        assert_eq!(error(&format!("2 => sigmoid 1 where {limit}")), expected);
    }
}
