use mlp::prelude::*;

network! { "2 => relu 4 => sigmoid 1" }

fn main() {}
