use mlp::prelude::*;

#[derive(Clone, Copy, Default)]
struct Swish;

network! { struct Circles: 2 => Swish 4 => sigmoid 1 }

fn main() {}
