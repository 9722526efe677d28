use mlp::prelude::*;

network! { struct Circles: 2 => gelu 4 => logistic 1 }

fn main() {}
