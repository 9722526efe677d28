use mlp::prelude::*;

network! { struct Circles: 2 => rellu 4 => sigmoid 1 }

fn main() {}
