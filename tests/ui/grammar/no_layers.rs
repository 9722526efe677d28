use mlp::prelude::*;

network! { struct Circles: 2 }

fn main() {}
