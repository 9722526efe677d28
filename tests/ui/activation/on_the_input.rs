use mlp::prelude::*;

network! { struct Circles: relu 2 => sigmoid 1 }

fn main() {}
