use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => glu 1 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[1.0]]);
    let mut network = Net::seeded(1);
    let _ = Trainer::new(BinaryCrossEntropy).fit(&mut network, &inputs, &targets);
}
