use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 numeric = fast }

fn main() {}
