use mlp::prelude::*;

network! { struct Circles: 2 => leaky_relu(0.1, 0.2) 4 => sigmoid 1 }

fn main() {}
