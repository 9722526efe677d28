use mlp::prelude::*;

network! { struct Circles: 2 => crelu 4 => swish 4 => logistic 1 }

fn main() {}
