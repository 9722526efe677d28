use mlp::network;

network! { struct Circles: 2 => relu 4 [batch_norm(rate = 0.1)] => sigmoid 1 }

fn main() {}
