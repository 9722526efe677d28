use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => softmax 3 }

fn main() {
    let network = Net::seeded(1);
    let _ = network.predict_at(&[0.0, 1.0], 0.3);
}
