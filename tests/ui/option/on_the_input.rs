use mlp::prelude::*;

network! { struct Circles: 2 [no_bias] => sigmoid 1 }

fn main() {}
