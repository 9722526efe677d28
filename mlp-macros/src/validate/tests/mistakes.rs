//! How many errors a mistake is: one, where it is plain what was meant.

use super::*;

/// Texts with one mistake each, and how the error begins.
const ONE: &[(&str, &str)] = &[
    (
        "2 => relu 4 [dropout = 0,5] => tanh 1",
        "[MLP0002] `5` cannot stand here; an option stands here; a fraction has a point",
    ),
    (
        "2 => relu 4 l2 = -0.1 => tanh 1",
        "[MLP0022] options stand in brackets; write `[l2 = -0.1]`",
    ),
    (
        "struct A: <f64> 2 => relu 4",
        "[MLP0011] the scalar stands right behind the name; write `struct A<f64>:`",
    ),
    ("<f64> 2 => relu 4", "[MLP0011] only a network with a name"),
    (
        "2 => relu 4 => dropout 0.2 => sigmoid 1",
        "[MLP0007] `dropout` is no layer of its own",
    ),
    (
        "2 => relu 4 # hidden",
        "[MLP0002] `#` cannot stand here; a comment starts with `//`",
    ),
    (
        "2 relu => 4 => sigmoid 1",
        "[MLP0006] `=>` stands before an activation; write `=> relu 4`",
    ),
    (
        "2 => relu HIDDEN HIDDEN => tanh 1",
        "[MLP0002] `HIDDEN` cannot stand here; write `=>`",
    ),
    (
        "=> 2 relu 4",
        "[MLP0002] `=>` cannot stand here; write `2 => …`",
    ),
    (
        "struct My Net: 2 => relu 4",
        "[MLP0004] a name is one word; write `struct MyNet:`",
    ),
    (
        "pub Net: , 2 => relu 4",
        "[MLP0003] a network with a name is a struct",
    ),
    ("struct Net, 2 => relu 4", "[MLP0005] `:` is missing"),
    (
        "2 => relu 4 where where numerics = fast",
        "[MLP0036] nothing stands behind this `where`",
    ),
    (
        "2 => relu => 4 => sigmoid 1",
        "[MLP0002] `=>` cannot stand here; a width stands",
    ),
    (
        "2 => leaky_relu(0.1), 4 [no_bias]",
        "[MLP0002] `,` cannot stand here; a width stands",
    ),
    (
        "< 2 => relu = 4 >",
        "[MLP0002] `=` cannot stand here; a width stands",
    ),
    (
        "2 => relu[4] => sigmoid 1",
        "[MLP0002] `[4]` cannot stand here; a width stands",
    ),
    (
        "2 => relu x 4 => sigmoid 1",
        "[MLP0002] `x` cannot stand here; a width stands",
    ),
    (
        "2 => relu tanh 4 => sigmoid 1",
        "[MLP0014] layer 1 has no width; write `relu 4 =>`",
    ),
    (
        "2 => relu 4 => output sigmoid 1",
        "[MLP0007] unknown activation `output`",
    ),
    (
        "2 => \"relu\" 4 => sigmoid 1",
        "[MLP0002] an activation is written without quotes",
    ),
    (
        "\"2 => relu 4\"",
        "[MLP0002] `\"2 => relu 4\"` cannot stand here",
    ),
    (
        "2 => relu 4 with => sigmoid 1",
        "[MLP0002] `with` cannot stand here; behind a width",
    ),
    (
        "=> 2 => relu 4",
        "[MLP0002] a network starts with the number of its inputs",
    ),
    (
        "Input(2) => relu 4",
        "[MLP0002] `(2)` cannot stand here; a network starts",
    ),
    (
        "relu 4",
        "[MLP0020] a network starts with the number of its inputs",
    ),
    (
        "input 2 => relu 4",
        "[MLP0020] a network starts with the number of its inputs",
    ),
    (
        "0",
        "[MLP0013] a network needs at least one layer; write `2 => sigmoid 1`",
    ),
    (
        "2.5",
        "[MLP0013] a network needs at least one layer; write `2 => sigmoid 1`",
    ),
    (
        "type A = 2 => relu 4",
        "[MLP0003] a network is a struct; write `struct A:`",
    ),
    (
        "A { 2 => relu 4 }",
        "[MLP0003] a network with a name is a struct",
    ),
    (
        "public struct A: 2 => relu 4",
        "[MLP0002] `public` cannot stand here",
    ),
    (
        "pub pub struct A: 2 => relu 4",
        "[MLP0002] `pub` cannot stand here",
    ),
    (
        "struct A: f64: 2 => relu 4",
        "[MLP0011] the scalar stands in angle brackets",
    ),
    (
        "struct A: f64 2 => relu 4",
        "[MLP0011] the scalar stands in angle brackets",
    ),
    (
        "struct A: numerics = fast; 2 => relu 4",
        "[MLP0036] limits stand behind all layers",
    ),
    (
        "2 => relu 4 numerics = fast => tanh 1",
        "[MLP0036] limits stand behind all layers",
    ),
    (
        "2 => relu 4 numeric = fats",
        "[MLP0036] `where` is missing before the limits; write `where numerics = fast`",
    ),
    (
        "2 => relu 4 Numerics = Fast",
        "[MLP0036] `where` is missing before the limits; write `where numerics = fast`",
    ),
    (
        "2 => relu 4 numerics => fast",
        "[MLP0036] `where` is missing before the limits; write `where numerics = fast`",
    ),
    (
        "2 => relu 4 gradients",
        "[MLP0036] `where` is missing before the limits; write `where gradients = tested`",
    ),
    (
        "2 => relu 4 where numerics = fast and gradients = tested",
        "[MLP0036] limits are separated by `,`; write it in place of `and`",
    ),
    (
        "2 => relu 4 where numerics = fast && gradients = tested",
        "[MLP0036] limits are separated by `,`; write it in place of `&&`",
    ),
    (
        "2 => relu 4 [where numerics = fast]",
        "[MLP0002] `where` cannot stand here",
    ),
    (
        "2 => relu 4 [numerics = fast]",
        "[MLP0009] `numerics` is a limit of the whole network; write `where numerics = fast`",
    ),
    (
        "2 => relu 4 [init = \"he_normal\"]",
        "[MLP0024] an initializer is written without quotes",
    ),
    (
        "2 => relu 4 [init = 0.1]",
        "[MLP0024] `init` needs an initializer, unlike `0.1`",
    ),
    (
        "2 => relu 4 [dropout(0.5)] => tanh 1",
        "[MLP0024] `=` stands between `dropout` and its value; write `dropout = 0.5`",
    ),
];

#[test]
fn one_mistake_is_one_error() {
    for (text, expected) in ONE {
        let message = error(text);
        assert!(message.starts_with(expected), "{text}: {message}");
    }
}

#[test]
fn two_mistakes_are_two_errors() {
    for (text, count) in [
        ("2 => relu(4) => sigmoid(1)", 2),
        ("2 -> relu 4 -> sigmoid 1", 2),
        ("2 => 4 => 1", 2),
        ("2 => rellu => sigmoid 1", 2),
        ("2 => relu 4 numerics = quick", 2),
        ("2 => relu => 4 tanh", 2),
    ] {
        let (_, errors) = check(text);
        assert_eq!(errors.len(), count, "{text}: {errors:?}");
    }
}
