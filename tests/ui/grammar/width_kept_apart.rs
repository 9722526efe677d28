use mlp::prelude::*;

network! { struct Arrow: 2 => relu => 4 => sigmoid 1 }
network! { struct Colon: 2 => relu: 4 => sigmoid 1 }
network! { struct Brackets: 2 => relu[4] => sigmoid 1 }

fn main() {}
