use mlp::prelude::*;

network! { struct Circles: 2 => relu (H) => sigmoid 1 }

fn main() {}
