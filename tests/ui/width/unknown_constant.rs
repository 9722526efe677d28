use mlp::prelude::*;

network! { struct Circles: 2 => relu HIDDEN => sigmoid 1 }

fn main() {}
