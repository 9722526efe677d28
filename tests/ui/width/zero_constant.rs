use mlp::prelude::*;

const HIDDEN: usize = 0;

network! { struct Circles: 2 => relu HIDDEN => sigmoid 1 }

fn main() {}
