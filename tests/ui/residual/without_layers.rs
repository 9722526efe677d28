use mlp::network;

network! { struct Circles: 4 => residual() => sigmoid 1 }

fn main() {}
