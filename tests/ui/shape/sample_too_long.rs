use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 }

fn main() {
    let network = Circles::seeded(1);
    let _ = network.forward(&[0.1, 0.2, 0.3]);
}
