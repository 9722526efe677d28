use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => linear 1 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [([1.0], 2.0)]);
    let mut network = Net::seeded(1);
    let loss = BinaryFocalCrossEntropy::default().sample_weight();
    let _ = Trainer::new(loss).fit(&mut network, &inputs, &targets);
}
