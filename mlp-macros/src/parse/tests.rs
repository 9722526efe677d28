//! What the parser keeps, piece by piece, of right and of wrong texts.

use super::*;
use crate::ast::{Arrow, Clause, Value, Width};

fn parse(text: &str) -> (Vec<Network>, Vec<String>) {
    let mut errors = Errors::new();
    let ast = invocation(
        text.parse().expect("the text is made of tokens"),
        &mut errors,
    );
    let texts = errors
        .finish()
        .err()
        .into_iter()
        .flatten()
        .map(|error| error.to_string());
    (ast.networks, texts.collect())
}

fn one(text: &str) -> Network {
    let (mut networks, errors) = parse(text);
    assert_eq!(errors, [""; 0], "{text}");
    assert_eq!(networks.len(), 1, "{text}");
    networks.remove(0)
}

#[test]
fn a_bare_network_is_public_and_called_network() {
    let network = one("2 => relu 4 => sigmoid 1");
    assert_eq!(network.name, "Network");
    assert_eq!(network.naming, Naming::Default);
    assert!(matches!(network.visibility, Visibility::Public(_)));
    assert_eq!(network.layers.len(), 2);
    assert!(network.complete);
}

#[test]
fn attributes_visibility_name_and_scalar_are_kept() {
    let network = one("/// Tells. \n #[cfg(test)] pub(crate) struct Circles<f64>: 2 => sigmoid 1");
    assert_eq!(network.attributes.len(), 2);
    assert!(matches!(network.visibility, Visibility::Restricted(_)));
    assert_eq!(network.name, "Circles");
    let generics = network.generics.expect("there is a scalar");
    assert_eq!(generics.content.to_string(), "f64");
}

#[test]
fn angle_brackets_around_the_layers_mean_nothing_more() {
    for text in [
        "< 2 => relu 4 >",
        "<2=>relu 4>",
        "struct A: < 2 => relu 4 >",
        "struct A:<2=>relu 4>;",
    ] {
        assert_eq!(one(text).layers.len(), 1, "{text}");
    }
}

#[test]
fn networks_are_separated_by_semicolons_and_the_last_may_have_one() {
    let (networks, errors) = parse("struct A: 2 => relu 4; 3 => tanh 1; struct B: 1 => linear 1;");
    assert_eq!(errors, [""; 0]);
    let names: Vec<String> = networks
        .iter()
        .map(|network| network.name.to_string())
        .collect();
    assert_eq!(names, ["A", "Network", "B"]);
}

#[test]
fn layers_count_from_one() {
    let network = one("2 => relu 4 => tanh 3 => linear 1");
    let numbers: Vec<usize> = network.layers.iter().map(|layer| layer.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn paths_are_widths_behind_an_activation_and_activations_before_a_width() {
    let network = one("crate::INPUTS => self::Mine super::config::HIDDEN => Swish OUT");
    for layer in &network.layers {
        assert!(matches!(layer.width, Some(Width::Constant(_))));
        assert!(layer.activation.is_some());
    }
}

#[test]
fn options_and_their_values_are_kept_whatever_they_are() {
    let network =
        one("2 => relu 4 [init = normal(0.1), no_bias, dropout = 0.2, residual(2), l2 =]");
    let [bracket] = network.layers[0].brackets.as_slice() else {
        panic!("there is one pair of brackets");
    };
    let values: Vec<&Value> = bracket
        .settings
        .iter()
        .map(|setting| &setting.value)
        .collect();
    assert!(matches!(
        values.as_slice(),
        [
            Value::Call(_),
            Value::Absent,
            Value::Number(_),
            Value::Arguments(_),
            Value::Missing(_)
        ]
    ));
}

#[test]
fn arguments_are_numbers_of_any_form_with_a_sign_or_none() {
    let network = one("2 => f(0.5, -3, 1e3, 0x10, 2f32, x, 1 + 1) 4");
    let call = network.layers[0]
        .activation
        .as_ref()
        .expect("there is an activation");
    let items = &call.arguments.as_ref().expect("there are arguments").items;
    let values: Vec<Option<f64>> = items.iter().map(|item| item.value).collect();
    assert_eq!(
        values,
        [
            Some(0.5),
            Some(-3.0),
            Some(1000.0),
            Some(16.0),
            Some(2.0),
            None,
            None
        ]
    );
}

#[test]
fn what_comes_later_has_its_place() {
    let network =
        one("struct A<i8>: { a, b } => relu 4 => softmax { Ok, No } from \"x\" where ram <= 512 B");
    assert!(matches!(
        network.input.and_then(|input| input.width),
        Some(Width::Names(_))
    ));
    let [Clause::From { file, .. }, Clause::Where { limits, .. }] = network.clauses.as_slice()
    else {
        panic!("there are two clauses");
    };
    assert_eq!(file.to_string(), "\"x\"");
    assert_eq!(limits.len(), 1);
}

/// Name, relation and value of every limit.
fn limits_of(network: &Network) -> Vec<[String; 3]> {
    let limits = network.clauses.iter().flat_map(|clause| match clause {
        Clause::Where { limits, .. } => limits.as_slice(),
        Clause::From { .. } => &[],
    });
    limits
        .map(|limit| {
            [
                limit.name.to_string(),
                limit.relation.to_string(),
                limit.value.to_string(),
            ]
        })
        .collect()
}

#[test]
fn limits_are_kept_whatever_they_are() {
    let network = one("2 => relu 4 where flash <= 16 KiB, numerics: fast, a, b =, c 1, d >= -1,");
    let expected = [
        ["flash", "<=", "16 KiB"],
        ["numerics", ":", "fast"],
        ["a", "", ""],
        ["b", "=", ""],
        ["c", "", "1"],
        ["d", ">=", "- 1"],
    ];
    assert_eq!(limits_of(&network), expected);
}

#[test]
fn limits_stand_behind_everything_else_of_a_network() {
    for text in [
        "2 => relu 4 where numerics = fast",
        "2 => relu HIDDEN where numerics = fast,",
        "2 => relu 4 [no_bias] where numerics = fast;",
        "< 2 => relu 4 > where numerics = fast",
        "struct A: < 2 => Mine crate::HIDDEN [no_bias] > where numerics=fast,;",
        "#[derive(Copy)] pub struct A<f64>: 2 => relu 4 where numerics = fast",
    ] {
        let network = one(text);
        assert_eq!(limits_of(&network).len(), 1, "{text}");
        assert_eq!(network.layers.len(), 1, "{text}");
    }
    let (networks, errors) = parse(
        "2 => relu 4 where numerics = fast; struct A: 2 => relu 4; struct B: IN => tanh 1 where a, b;",
    );
    assert_eq!(errors, [""; 0]);
    let counts: Vec<usize> = networks
        .iter()
        .map(|network| limits_of(network).len())
        .collect();
    assert_eq!(counts, [1, 0, 2]);
}

#[test]
fn limits_in_a_wrong_place_leave_the_layers_readable() {
    for text in [
        "struct A where numerics = fast: 2 => relu 4 => tanh 1",
        "struct A<f64> where numerics = fast, : 2 => relu 4 => tanh 1",
        "struct A: where numerics = fast 2 => relu 4 => tanh 1",
        "where numerics = fast 2 => relu 4 => tanh 1",
        "2 where numerics = fast => relu 4 => tanh 1",
        "2 => relu 4 where numerics = fast => tanh 1",
        "2 => relu 4 [no_bias] where numerics = fast, => tanh 1",
        "< 2 => relu 4 where numerics = fast => tanh 1 >",
        "< 2 => relu 4 => tanh 1 where numerics = fast >",
        "2 => relu 4 => tanh 1, where numerics = fast",
        "< 2 => relu 4 => tanh 1 >, where numerics = fast",
    ] {
        let (networks, errors) = parse(text);
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        assert!(errors[0].starts_with("[MLP0036]"), "{text}: {errors:?}");
        assert_eq!(networks.len(), 1, "{text}");
        let network = &networks[0];
        assert!(network.complete && network.input.is_some(), "{text}");
        assert_eq!(network.layers.len(), 2, "{text}");
        assert_eq!(limits_of(network), [["numerics", "=", "fast"]], "{text}");
    }
}

#[test]
fn what_follows_limits_without_a_semicolon_is_not_taken_for_one() {
    for (text, code) in [
        (
            "2 => relu 4 where numerics = fast struct A: 2 => relu 4",
            "[MLP0030]",
        ),
        (
            "2 => relu 4 where numerics = fast, struct A: 2 => relu 4",
            "[MLP0030]",
        ),
        (
            "2 => relu 4 where numerics = fast /// A \n struct A: 2 => relu 4",
            "[MLP0030]",
        ),
        ("2 => relu 4 where numerics = fast 3 => relu 4", "[MLP0002]"),
        ("2 => relu 4 where numerics = fast >", "[MLP0012]"),
        ("< 2 => relu 4 where numerics = fast", "[MLP0012]"),
        ("< 2 => relu 4 > where numerics = fast >", "[MLP0012]"),
        (
            "2 => relu 4; where numerics = fast; struct A: 2 => relu 4",
            "[MLP0036]",
        ),
        ("2 => relu 4 where numerics = fast flash <= 3", "[MLP0036]"),
        (
            "2 => relu 4 where flash <= 16 KiB numerics = fast",
            "[MLP0036]",
        ),
        ("2 => relu 4 where", "[MLP0036]"),
        ("2 => relu 4 where; struct A: 2 => relu 4", "[MLP0036]"),
        ("2 => relu 4 where numerics = fast, , flash", "[MLP0002]"),
        ("2 => relu 4 where , numerics = fast", "[MLP0002]"),
        ("2 => relu 4 where 3, numerics = fast", "[MLP0002]"),
    ] {
        let (_, errors) = parse(text);
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        assert!(errors[0].starts_with(code), "{text}: {errors:?}");
    }
}

#[test]
fn missing_and_misplaced_pieces_are_kept_for_validation() {
    let network = one("=> => relu => 4 tanh => 3 -> linear 2 softmax 1");
    assert!(network.input.is_some_and(|input| input.width.is_none()));
    let shape: Vec<(bool, bool, bool)> = network
        .layers
        .iter()
        .map(|layer| {
            (
                layer.activation.is_some(),
                layer.width.is_some(),
                layer.width_first,
            )
        })
        .collect();
    assert_eq!(
        shape,
        [
            (false, false, false),
            (true, false, false),
            (true, true, true),
            (false, true, false),
            (true, true, false),
            (true, true, false)
        ]
    );
    assert!(matches!(network.layers[4].arrow, Arrow::Wrong(_)));
    assert!(matches!(network.layers[5].arrow, Arrow::Missing(_)));
}

#[test]
fn a_network_that_cannot_be_read_leaves_the_next_one_readable() {
    let (networks, errors) = parse("struct A: 2 => fn 4; struct B: 2 => relu 4");
    assert_eq!(errors.len(), 1);
    assert!(!networks[0].complete);
    assert_eq!(networks[0].name, "A");
    assert!(networks[1].complete);
    assert_eq!(networks[1].name, "B");
}

#[test]
fn what_a_macro_passes_on_in_an_invisible_group_is_read_as_it_looks() {
    let group = |text: &str| {
        let tokens = text.parse().expect("the text is made of tokens");
        TokenTree::from(Group::new(Delimiter::None, tokens))
    };
    let (width, activation) = (group("4"), group("crate::Mine"));
    let mut errors = Errors::new();
    let ast = invocation(quote::quote!(2 => #activation #width), &mut errors);
    assert!(errors.finish().is_ok());
    assert!(matches!(
        ast.networks[0].layers[0].width,
        Some(Width::Literal(None, _))
    ));
}
