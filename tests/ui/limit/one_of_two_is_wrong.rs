use mlp::prelude::*;

const HIDDEN: usize = 4;

network! {
    struct Quick: 2 => relu HIDDEN => sigmoid 1 where numerics = fast,;

    struct Slow: < 2 => relu 4 => sigmoid 1 > where numerics = exat
}

fn main() {
    let [_] = Quick::seeded(1).forward(&[0.0, 0.0]);
    // The name stands for a type of the shape that was read, so this is no second error.
    let [_] = Slow::seeded(1).forward(&[0.0, 0.0]);
}
