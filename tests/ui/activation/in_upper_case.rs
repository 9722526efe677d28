use mlp::prelude::*;

network! { struct Circles: 2 => ReLU 4 => sigmoid 1 }

fn main() {}
