use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 where numerics = fast => sigmoid 1 }

fn main() {}
