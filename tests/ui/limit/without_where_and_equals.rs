use mlp::prelude::*;

network! {
    struct Colon: 2 => relu 4 => sigmoid 1 numerics: fast;
    struct Word: 2 => relu 4 => sigmoid 1 fast;
    struct Arrow: 2 => relu 4 => sigmoid 1 => numerics = fast;
    struct Before numerics = fast: 2 => relu 4 => sigmoid 1
}

fn main() {
    let _: f32 = Colon::seeded(1).forward(&[0.0, 1.0])[0];
    let _: f32 = Before::seeded(1).forward(&[0.0, 1.0])[0];
}
