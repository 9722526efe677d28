use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 }

fn main() {
    let network = Circles::seeded(1);
    let _: [f32; 1] = network.folded().forward(&[0.0, 0.0]);
}
