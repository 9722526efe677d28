use mlp::prelude::*;

network! { struct Curve: 1 => elu(0.0) 4 => hard_shrink(-0.5) 4 => softmax(-1.0) 4 }

fn main() {}
