use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => sigmoid 3 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [2]);
    let mut network = Net::seeded(1);
    let _ = Trainer::new(SparseCategoricalCrossEntropy).fit(&mut network, &inputs, &targets);
}
