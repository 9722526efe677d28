use mlp::prelude::*;

const HIDDEN: i32 = 4;

network! { struct Circles: 2 => relu HIDDEN => sigmoid 1 }

fn main() {}
