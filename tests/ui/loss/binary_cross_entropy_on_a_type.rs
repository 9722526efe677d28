use mlp::prelude::*;

#[derive(Clone, Copy, Default)]
struct Square;

impl mlp::Activation for Square {
    fn activate<V: mlp::number::Real>(self, z: V) -> V { z * z }
    fn derivative<V: mlp::number::Real>(self, z: V) -> V { z + z }
}

network! { struct Net: 2 => relu 4 => Square 1 }

fn main() {
    let _ = Trainer::new(BinaryCrossEntropy).fit(&mut Net::seeded(1), &[[0.0, 1.0]], &[[1.0]]);
}
