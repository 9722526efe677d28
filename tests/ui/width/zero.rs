use mlp::prelude::*;

network! { struct Circles: 2 => relu 0 => sigmoid 1 }

fn main() {}
