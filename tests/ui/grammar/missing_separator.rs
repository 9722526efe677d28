use mlp::prelude::*;

network! {
    struct Circles: 2 => relu 4 => sigmoid 1
    struct Line: 1 => linear 1
}

fn main() {}
