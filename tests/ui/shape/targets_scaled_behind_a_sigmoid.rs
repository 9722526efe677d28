use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => sigmoid 2 }

fn main() {
    let scaler = StandardScaler {
        mean: [1.0, 2.0],
        scale: [3.0, 4.0],
    };
    scaler.fold_inverse_into(&mut Net::seeded(1));
}
