use mlp::prelude::*;

network! { struct Circles: 2 => relu {H + 1} => sigmoid 1 }

fn main() {}
