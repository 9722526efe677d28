use mlp::prelude::*;

network! { struct type: 2 => relu 4 => sigmoid 1 }

fn main() {}
