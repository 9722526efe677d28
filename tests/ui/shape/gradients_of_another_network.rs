use mlp::prelude::*;

network! {
    struct Small: 2 => relu 4 => sigmoid 1;
    struct Large: 2 => relu 8 => sigmoid 1
}

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[1.0]]);
    let samples = Samples::new(&inputs, &targets).unwrap();
    let mut gradients = Large::zeroed();
    Small::seeded(1).gradients_into(&samples, &BinaryCrossEntropy, &mut gradients);
}
