use mlp::prelude::*;

network! { struct Circles: 2 => wave 4 => sigmoid 1 }

fn main() {}
