use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[0.0, 1.0]]);
    let samples = Samples::new(&inputs, &targets).unwrap();
    let _ = Circles::seeded(1).gradients(&samples, &BinaryCrossEntropy);
}
