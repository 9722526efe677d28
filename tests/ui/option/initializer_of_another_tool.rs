use mlp::prelude::*;

network! { struct Circles: 2 => tanh 4 [init = xavier_uniform] => sigmoid 1 }

fn main() {}
