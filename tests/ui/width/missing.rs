use mlp::prelude::*;

network! { struct Circles: 2 => relu => sigmoid 1 }

fn main() {}
