use mlp::prelude::*;

#[derive(Clone, Copy)]
struct Square;

impl mlp::Activation for Square {
    fn activate<V: mlp::number::Real>(self, z: V) -> V { z * z }
    fn derivative<V: mlp::number::Real>(self, z: V) -> V { z + z }
}

network! { struct Circles: 2 => Square 4 => sigmoid 1 }

fn main() {}
