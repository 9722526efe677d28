use mlp::prelude::*;

network! { struct Curve: 1 => threshold 4 => linear 1 }

fn main() {}
