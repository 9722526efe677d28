use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => linear 1 }

fn main() {
    let _ = Net::seeded(1).accuracy(&[[0.0, 1.0]], &[[1.0]]);
}
