use mlp::prelude::*;

network! {
    #[repr(align(64))]
    struct Circles: 2 => relu 4 => sigmoid 1
}

fn main() {}
