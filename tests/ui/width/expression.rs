use mlp::prelude::*;

network! { struct Circles: 2 => relu 2*H => sigmoid 1 }

fn main() {}
