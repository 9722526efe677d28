use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => sigmoid 1 }

fn main() {
    let (inputs, targets) = ([[0.0, 1.0]], [[1.0]]);
    let mut network = Net::seeded(1);
    let _ = Trainer::new(Hinge).fit(&mut network, &inputs, &targets);
}
