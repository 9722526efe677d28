use mlp::network;

network! { struct Circles: 2 => relu 4 => prelu 1 }

fn main() {}
