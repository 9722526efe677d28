use mlp::network;

network! { struct Circles: 4 => residual(relu 4) 4 => sigmoid 1 }

fn main() {}
