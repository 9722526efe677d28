use mlp::prelude::*;

network! { struct My Net: 2 => relu 4 => sigmoid 1 }

fn main() {}
