use mlp::prelude::*;

network! { struct Circles: 2 => relu tanh 4 => sigmoid 1 }

fn main() {}
