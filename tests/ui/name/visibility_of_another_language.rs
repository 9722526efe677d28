use mlp::prelude::*;

network! { public struct Circles: 2 => relu 4 => sigmoid 1 }

fn main() {}
