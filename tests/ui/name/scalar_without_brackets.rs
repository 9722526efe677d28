use mlp::prelude::*;

network! { struct Circles: f64: 2 => relu 4 => sigmoid 1 }

fn main() {}
