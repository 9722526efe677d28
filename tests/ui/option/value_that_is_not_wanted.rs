use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 [no_bias = true] => sigmoid 1 }

fn main() {}
