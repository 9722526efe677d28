use mlp::prelude::*;

network! {
    struct Encoder: 8 => tanh 3;
    struct Decoder: 2 => tanh 8
}

fn main() {
    let code = Encoder::seeded(1).forward(&[0.0; 8]);
    let _ = Decoder::seeded(1).forward(&code);
}
