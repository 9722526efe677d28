use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => sigmoid 3 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[1.0, 0.0, 0.0]]);
    let mut network = Net::seeded(1);
    let loss = BinaryCrossEntropy.class_weight([1.0, 2.0, 3.0]);
    let _ = Trainer::new(loss).fit(&mut network, &inputs, &targets);
}
