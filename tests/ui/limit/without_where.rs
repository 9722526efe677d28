use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 numerics = fast }

fn main() {
    let _: [f32; 1] = Circles::seeded(1).forward(&[0.0; 2]);
}
