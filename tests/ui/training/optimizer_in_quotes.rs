use mlp::prelude::*;

fn main() {
    let _ = Trainer::new(BinaryCrossEntropy).optimizer("adam");
}
