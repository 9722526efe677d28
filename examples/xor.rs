//! Exclusive or: the smallest problem that needs a hidden layer.
//!
//! `cargo run --release --example xor`

use mlp::prelude::*;

network! {
    /// x₁ ⊕ x₂
    struct Xor: 2 => tanh 4 => sigmoid 1
}

const INPUTS: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const TARGETS: [[f32; 1]; 4] = [[0.0], [1.0], [1.0], [0.0]];

fn main() -> Result<(), TrainError> {
    let mut network = Xor::seeded(1);
    let trainer = Trainer::new(BinaryCrossEntropy).optimizer(Sgd::new(0.5));
    let last = trainer
        .epochs(2000)
        .full_batch()
        .fit(&mut network, &INPUTS, &TARGETS)?;
    println!("{last}\n");

    println!("x₁ x₂   x₁ ⊕ x₂   probability   decision");
    for (input, [target]) in INPUTS.iter().zip(TARGETS) {
        let [probability] = network.predict_proba(input);
        let [decision] = network.predict(input);
        let [x1, x2] = input;
        println!(
            "{x1:>2} {x2:>2} {target:>9} {probability:>13.4} {:>10}",
            u8::from(decision)
        );
    }

    // The same start for every weight: the hidden neurons compute the same, receive the same
    // gradient, and stay the same for ever.
    let mut symmetric = Xor::zeroed();
    let last = trainer
        .epochs(2000)
        .full_batch()
        .fit(&mut symmetric, &INPUTS, &TARGETS)?;
    println!("\nfrom zero weights: {last}");
    Ok(())
}
