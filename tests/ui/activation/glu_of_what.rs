use mlp::prelude::*;

network! {
    struct Arguments: 2 => glu(2) 4 => glu(8) => linear 1;
    struct Glued: 2 => glu4 => GLU 4 => gated_linear_unit 4 => linear 1;
    struct Doubled: 4 => residual(glu 8) => linear 1
}

fn main() {
    let _: mlp::Dense<2, 8> = Arguments::zeroed().layer1;
}
