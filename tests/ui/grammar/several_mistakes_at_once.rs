use mlp::prelude::*;

network! {
    struct Circles: 2 => rellu 0 => sigmoid [nobias] => softmax 1
}

fn main() {
    let network = Circles::seeded(1);
    let _ = network.forward(&[0.0, 0.0]);
}
