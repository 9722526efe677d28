use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 [numerics = fast] => sigmoid 1 }

fn main() {}
