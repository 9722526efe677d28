use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => linear 3 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[1.0, 0.0, 0.0]]);
    let mut network = Net::seeded(1);
    let loss = MeanSquaredError.label_smoothing(0.1);
    let _ = Trainer::new(loss).fit(&mut network, &inputs, &targets);
}
