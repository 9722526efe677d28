use mlp::network;

network! { struct Circles: 4 => relu 8 => residual(relu 8 => relu 4) => sigmoid 1 }

fn main() {}
