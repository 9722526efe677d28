use mlp::prelude::*;

const PIECES: usize = 3;

network! {
    struct Missing: 2 => maxout 4 => linear 1;
    struct One: 2 => maxout(1) 4 => linear 1;
    struct Half: 2 => maxout(2.5) 4 => maxout(-2) 4 => linear 1;
    struct Named: 2 => maxout(PIECES) 4 => linear 1;
    struct TooMany: 2 => maxout(2_000_000) 4 => linear 1;
    struct Large: 1 => maxout(1_000_000) 2 => linear 1;
    struct WithoutWidth: 2 => maxout(3) => linear 1
}

fn main() {
    // The stubs have the fields that were meant.
    let _: mlp::Dense<2, 8> = One::zeroed().layer1;
    let _: mlp::Dense<4, 1> = One::zeroed().layer2;
}
