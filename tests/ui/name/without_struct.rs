use mlp::prelude::*;

network! { pub Circles: 2 => relu 4 => sigmoid 1 }

fn main() {}
