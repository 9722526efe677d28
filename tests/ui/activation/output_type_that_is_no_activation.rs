use mlp::prelude::*;

#[derive(Clone, Copy, Default)]
struct Swish;

network! { struct Circles: 2 => relu 4 => Swish 1 }

fn main() {}
