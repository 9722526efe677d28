use mlp::prelude::*;

network! { struct Circles: 2 => 4 relu => sigmoid 1 }

fn main() {}
