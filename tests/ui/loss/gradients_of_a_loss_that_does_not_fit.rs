use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => softmax 3 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[1.0, 0.0, 0.0]]);
    let samples = Samples::new(&inputs, &targets).unwrap();
    let _ = Net::seeded(1).gradients(&samples, &BinaryCrossEntropy);
}
