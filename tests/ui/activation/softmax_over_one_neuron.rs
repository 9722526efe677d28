use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => softmax 1 }

fn main() {}
