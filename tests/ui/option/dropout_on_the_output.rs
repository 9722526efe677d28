use mlp::network;

network! { struct Circles: 2 => relu 4 => sigmoid 1 [dropout = 0.2] }

fn main() {}
