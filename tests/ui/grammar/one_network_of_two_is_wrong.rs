use mlp::prelude::*;

network! {
    struct Right: 2 => relu 4 => sigmoid 1;
    struct Wrong: 2 => relu 4 => sigmoyd 1
}

fn main() {
    let _ = Right::seeded(1).forward(&[0.0, 0.0]);
    let _ = Wrong::seeded(1).predict(&[0.0, 0.0]);
}
