use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 with => sigmoid 1 }

fn main() {}
