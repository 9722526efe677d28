use mlp::prelude::*;

network! { struct Circles: 2 => self::Swish 4 => sigmoid 1 }

fn main() {}
