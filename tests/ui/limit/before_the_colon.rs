use mlp::prelude::*;

network! { struct Circles where numerics = fast: 2 => relu 4 => sigmoid 1 }

fn main() {}
