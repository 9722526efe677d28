use mlp::prelude::*;

network! { struct Circles<i8>: 2 => relu 4 => sigmoid 1 }

fn main() {}
