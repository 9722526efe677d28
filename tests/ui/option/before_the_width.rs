use mlp::prelude::*;

network! { struct Circles: 2 => relu [no_bias] 4 => sigmoid 1 }

fn main() {}
