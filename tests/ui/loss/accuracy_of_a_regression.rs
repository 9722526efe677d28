use mlp::prelude::*;

network! { struct Net: 2 => relu 4 => linear 1 }

fn report(_: &impl Classifier) {}

fn main() {
    report(&Net::seeded(1));
}
