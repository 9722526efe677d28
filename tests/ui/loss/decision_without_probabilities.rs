use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => linear 1 }

fn main() {
    let network = Net::seeded(1);
    let _ = network.predict(&[0.0, 1.0]);
}
