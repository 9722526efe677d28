use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 [init = normal(-0.1)] => sigmoid 1 }

fn main() {}
