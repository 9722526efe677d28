use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 [dropout = 0.2] => sigmoid 1 }

fn main() {}
