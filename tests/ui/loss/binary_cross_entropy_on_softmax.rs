use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => softmax 3 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[1.0, 0.0, 0.0]]);
    let mut network = Net::seeded(1);
    let _ = Trainer::new(BinaryCrossEntropy).fit(&mut network, &inputs, &targets);
}
