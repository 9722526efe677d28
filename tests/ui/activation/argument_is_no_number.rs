use mlp::prelude::*;

const SLOPE: f64 = 0.1;

network! { struct Circles: 2 => leaky_relu(SLOPE) 4 => sigmoid 1 }

fn main() {}
