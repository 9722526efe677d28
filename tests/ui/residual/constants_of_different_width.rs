use mlp::network;

const IN: usize = 8;
const OUT: usize = 4;

network! { struct Circles: 4 => relu IN => residual(relu OUT) => sigmoid 1 }

fn main() {}
