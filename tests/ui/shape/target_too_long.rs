use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 }

fn main() {
    let inputs = [[0.0, 1.0]];
    let targets = [[0.0, 1.0]];
    let mut network = Circles::seeded(1);
    let _ = Trainer::new(BinaryCrossEntropy).fit(&mut network, &inputs, &targets);
}
