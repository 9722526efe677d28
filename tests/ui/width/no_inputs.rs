use mlp::prelude::*;

network! { struct Circles: => relu 4 => sigmoid 1 }

fn main() {}
