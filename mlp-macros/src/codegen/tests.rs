//! Small networks and what they become, pretty-printed: the code that users read in `cargo expand`,
//! and the guard of everything they can name. `MLP_BLESS=1 cargo test -p mlp-macros` rewrites the
//! files in `snapshots`; read the difference.

use super::documentation::Bytes;
use crate::diagnostics::Errors;
use crate::model::{Network, Width};
use crate::validate::Outcome;
use mlp_core::summary::{LayerSummary, Summary};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;
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

/// What every path in a text starts with: the two words behind a leading `::`, or the first word.
fn roots(text: &str) -> BTreeSet<String> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let word_at = |text: &str| {
        text.chars()
            .take_while(|letter| is_word(*letter))
            .collect::<String>()
    };
    let mut roots = BTreeSet::new();
    for (index, _) in text.match_indices("::") {
        let before = &text[..index];
        let word_before = before
            .rsplit(|letter| !is_word(letter))
            .next()
            .unwrap_or_default();
        let earlier = &before[..before.len() - word_before.len()];
        if before.trim_end().ends_with("crate") {
            // `crate ::HIDDEN`, as prettyplease prints it inside a macro.
        } else if word_before.is_empty() && !before.ends_with(['>', ':']) {
            let first = word_at(&text[index + 2..]);
            let second = text[index + 2 + first.len()..]
                .strip_prefix("::")
                .map(word_at);
            roots.insert(format!("::{first}::{}", second.unwrap_or_default()));
        } else if !word_before.is_empty() && !earlier.ends_with("::") {
            roots.insert(word_before.to_owned());
        }
    }
    roots
}

/// The examples of what an invocation defines, as doc tests.
fn examples(invocation: &str) -> String {
    let file: syn::File =
        syn::parse2(expansion(invocation)).expect("the expansion is made of items");
    let mut examples = String::new();
    for item in file.items {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        let mut inside = false;
        for attribute in &item.attrs {
            let syn::Meta::NameValue(meta) = &attribute.meta else {
                continue;
            };
            let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) = &meta.value
            else {
                continue;
            };
            for line in text.value().lines() {
                let line = line.strip_prefix(' ').unwrap_or(line);
                if line == "```ignore" || inside {
                    inside = line != "```";
                    examples += line.strip_suffix("ignore").unwrap_or(line);
                    examples += "\n";
                }
            }
        }
        examples += "\n";
    }
    examples
}

#[test]
fn the_examples_of_pages_are_those_that_the_library_compiles() {
    let pages = examples(
        "pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1;
         pub struct Double<f64>: 6 => tanh 4 [no_bias] => softmax 3;
         pub struct Digits: 64 => relu 32 [batch_norm, dropout = 0.2] => softmax 10",
    );
    assert_eq!(pages.matches("```").count(), 2 * 4, "{pages}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expanded/pages.md");
    if std::env::var_os("MLP_BLESS").is_some() {
        fs::write(&path, &pages).expect("the file can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == pages,
        "{} is not what pages show; MLP_BLESS=1 rewrites it. Now:\n{pages}",
        path.display()
    );
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
        "let a1: [[Self::Scalar; 3]; SAMPLES] = rows.gate(Glu, &z1);",
        "let a2: [[Self::Scalar; { HIDDEN }]; SAMPLES] = rows.gate(Maxout::<3>, &z2);",
    ] {
        assert_eq!(expanded.matches(gate).count(), 2, "{gate}: {expanded}");
    }
    // The loss sees what comes out of the last gate.
    assert!(expanded.contains("let values = rows.loss(loss, Linear, &a3, y, &mut da3);"));
    assert!(expanded.contains("let delta3 = rows.backward_through_gate(Glu, &z3, &da3);"));
    assert!(expanded.contains("rows.copy_into(&a3, last);"));
}

#[test]
fn attributes_of_a_network_are_those_of_what_it_folds_into() {
    let expanded = in_one_line(&pretty(expansion(
        "/// Ours.\n #[cfg(feature = \"digits\")] #[derive(Copy)] #[repr(align(4))] #[expect(unused)] \
         #[cfg_attr(test, repr(align(8)))] #[cfg_attr(test, must_use)] \
         struct Norm: 2 => relu 3 [batch_norm] => sigmoid 1",
    )));
    assert_eq!(expanded.matches("#[derive(Copy)]").count(), 2);
    assert_eq!(expanded.matches("#[cfg_attr(test, must_use)]").count(), 2);
    // The struct and two implementations, the same of the second, and the way there.
    assert_eq!(expanded.matches("#[cfg(feature = \"digits\")]").count(), 7);
    for once in ["/// Ours", "align(4)", "align(8)", "#[expect(unused)]"] {
        assert_eq!(expanded.matches(once).count(), 1, "{once}: {expanded}");
    }
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

#[test]
fn a_user_may_call_types_as_generated_code_does() {
    // `V`, `C`, `L` and `S` are type parameters, `Last` and `LayerActivation` imports of
    // generated bodies.
    let expanded = in_one_line(&pretty(expansion(
        "2 => V 1 => L 1 => C 1 => S 1 => Loss 1 => LayerActivation 1 => Last 1",
    )));
    for (parameter, bound) in [
        ("VV", "Real"),
        ("CC", "Tile"),
        ("LL", "Loss"),
        ("SS", "Simd"),
    ] {
        let declared = format!("{parameter}: ::mlp::__private::{bound}<");
        assert!(expanded.contains(&declared), "{declared}: {expanded}");
    }
    assert!(
        expanded.contains("::mlp::__private::LayerActivation::forward("),
        "{expanded}"
    );
    assert!(!expanded.contains("use ::mlp::__private::L"), "{expanded}");
    // `SAMPLES` is a const parameter of a wide network.
    let expanded = pretty(expansion("2 => relu SAMPLES"));
    assert!(expanded.contains("const SAMPLESSAMPLES: "), "{expanded}");
}

#[test]
fn generated_code_names_our_private_items_and_the_core_and_nothing_else() {
    // Beside these, what a body imports or a signature declares, and the user's own paths.
    let local = [
        "Self",
        "L",
        "LayerActivation",
        "Maxout",
        "crate",
        "self",
        "clippy",
    ];
    for file in fs::read_dir(SNAPSHOTS).expect("there are snapshots") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a text");
        let code: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let code = code.join("\n");
        for root in roots(&code) {
            let ours = root == "::mlp::__private" || root.starts_with("::core::");
            assert!(ours || local.contains(&root.as_str()), "{root}");
        }
        assert!(code.contains("::mlp::__private"));
        assert!(!code.contains("unsafe"));
    }
}

#[test]
fn attributes_stand_where_they_mean_something() {
    let expanded = in_one_line(&pretty(expansion(
        "#[cfg(feature = \"digits\")] #[deprecated] #[derive(Copy, Clone, std::fmt::Debug)] \
         struct Digits: 2 => sigmoid WIDTH",
    )));
    // The struct, the assertion about its width and two implementations come and go together.
    assert_eq!(expanded.matches("#[cfg(feature = \"digits\")]").count(), 4);
    assert_eq!(expanded.matches("#[deprecated]").count(), 1);
    assert_eq!(expanded.matches("allow(deprecated").count(), 3);
    // What the user derives is not derived again.
    assert!(
        expanded.contains("#[derive(::core::cmp::PartialEq)]"),
        "{expanded}"
    );
}

#[test]
fn the_language_knows_every_activation_and_initializer_of_the_core() {
    let sorted = |names: &mut dyn Iterator<Item = &'static str>| {
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        names
    };
    let activations = sorted(&mut crate::table::activation_names());
    assert_eq!(activations, mlp_core::activation::NAMES);
    let initializers = sorted(&mut crate::table::initializer_names());
    assert_eq!(initializers, mlp_core::init::NAMES);
}

#[test]
fn the_documentation_counts_bytes_as_the_core_does() {
    for text in [
        "2 => relu 4 => relu 4 => sigmoid 1",
        "struct Wide<f64>: 7 => tanh 3 [no_bias]",
        "3 => glu 5 => maxout(3) 4 => linear 2",
    ] {
        let network = model(text);
        let width = |width: &Width| width.literal().expect("a number");
        let rows: Vec<LayerSummary> = network
            .layers
            .iter()
            .map(|layer| LayerSummary {
                activation: "",
                fan_in: width(&layer.fan_in),
                fan_out: layer.neurons().expect("a number"),
                pieces: layer.pieces(),
                bias: layer.bias,
                ..LayerSummary::DENSE
            })
            .collect();
        let summary = Summary {
            name: "",
            scalar: network.scalar.name(),
            scalar_bytes: super::names::scalar_bytes(&network),
            inputs: width(&network.inputs),
            layers: rows.leak(),
        };
        let bytes = Bytes {
            flash: summary.flash_bytes(),
            inference: summary.inference_bytes(),
            training: summary.training_bytes(),
        };
        assert_eq!(super::documentation::bytes(&network), Some(bytes), "{text}");
    }
}

/// The one network of an invocation, checked.
fn model(invocation: &str) -> Network {
    let mut errors = Errors::new();
    let tokens = invocation.parse().expect("tokens");
    let ast = crate::parse::invocation(tokens, &mut errors);
    let outcomes = crate::validate::invocation(&ast, &mut errors);
    errors.finish().expect("a sound network");
    match outcomes.into_iter().next() {
        Some(Outcome::Sound(network)) => network,
        _ => panic!("no network comes of `{invocation}`"),
    }
}

#[test]
fn the_expansion_beside_the_lecture_is_what_the_macro_writes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/expanded/circles.rs");
    let text = fs::read_to_string(path).expect("tests/expanded/circles.rs can be read");
    let written = text.parse().expect("tokens");
    let circles = expansion(
        "/// Tells the inner circle from the outer one.\n\
         pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1",
    );
    let expected = pretty(without_documentation(circles));
    assert!(
        pretty(without_documentation(written)) == expected,
        "tests/expanded/circles.rs is not what the macro writes. Now:\n{expected}"
    );
}

/// The tokens without doc comments, which are attributes by now, at any depth.
fn without_documentation(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let is_documentation = group.delimiter() == Delimiter::Bracket
                    && group.stream().to_string().starts_with("doc =");
                if is_documentation {
                    while let Some(TokenTree::Punct(punct)) = kept.last()
                        && matches!(punct.as_char(), '#' | '!')
                    {
                        kept.pop();
                    }
                } else {
                    let content = without_documentation(group.stream());
                    kept.push(Group::new(group.delimiter(), content).into());
                }
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}
