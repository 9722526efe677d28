use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 (no_bias) => sigmoid 1 }

fn main() {}
