use mlp::network;

network! { struct Circles: 2 => relu 4 [dropout = 1.0] => sigmoid 1 }

fn main() {}
