use mlp::prelude::*;

network! { struct Circles: 2 => relu 100_000_000 => sigmoid 1 }

fn main() {}
