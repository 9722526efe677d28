use mlp::network;

network! { struct Circles: 4 => residual(relu 8 => linear 4) }

fn main() {}
