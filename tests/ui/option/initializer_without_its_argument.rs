use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 [init = constant] => sigmoid 1 }

fn main() {}
