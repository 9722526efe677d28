use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 where numerics = fast where macs <= 3_000 }

fn main() {}
