use mlp::prelude::*;

network! {
    struct Small: 2 => relu 4 => sigmoid 1;
    struct Large: 2 => relu 8 => sigmoid 1
}

fn main() {
    let mut small = Small::seeded(1);
    small = Large::seeded(1);
    let _ = small;
}
