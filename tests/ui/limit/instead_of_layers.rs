use mlp::prelude::*;

network! { struct Circles: 2 where numerics = fast }

fn main() {}
