use mlp::prelude::*;

network! {
    struct Net: 2 => relu 4 => batch_norm => dropout(0.5) => sigmoid 1
}

fn main() {}
