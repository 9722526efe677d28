use mlp::prelude::*;

network! { type Circles = 2 => relu 4 => sigmoid 1 }

fn main() {}
