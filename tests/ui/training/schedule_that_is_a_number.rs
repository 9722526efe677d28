use mlp::prelude::*;

fn main() {
    let _ = Trainer::new(BinaryCrossEntropy).schedule(0.96);
}
