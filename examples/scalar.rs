//! Backpropagation by hand: one input, one hidden neuron, one output, four parameters.
//!
//! Prints every quantity of the first steps under its name in the equations, so that the run can be
//! followed with paper and pencil: `cargo run --release --example scalar`

use mlp::prelude::*;

network! {
    /// x → z¹ → a¹ → z² → ŷ
    struct Demo<f64>: 1 => sigmoid 1 => sigmoid 1
}

// The lecture's number, not π.
#[allow(clippy::approx_constant, reason = "the lecture says x = 3.14")]
const X: [f64; 1] = [3.14];
const Y: [f64; 1] = [1.0];
const ALPHA: f64 = 0.1;
const STEPS: usize = 500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut network = Demo::zeroed();
    network.layer1.weights = [[0.639_426_798_457_883_8]];
    network.layer2.weights = [[0.025_010_755_222_666_936]];

    let inputs = [X];
    let targets = [Y];
    let sample = Samples::new(&inputs, &targets)?;
    let report = |network: &Demo| {
        let [prediction] = network.forward(&X);
        println!(
            "ŷ = {prediction:.2}, loss = {:.2}",
            network.loss(&sample, &BinaryCrossEntropy)
        );
    };

    println!("before training: x = {}, y = {}, α = {ALPHA}", X[0], Y[0]);
    report(&network);
    println!("\n step        w1        b1        w2        b2         ŷ      loss     ∂w1     ∂w2");
    for step in 1..=STEPS {
        let [prediction] = network.forward(&X);
        let (loss, gradients) = network.gradients(&sample, &BinaryCrossEntropy);
        if step <= 5 || step % 100 == 0 {
            println!(
                "{step:>5} {:>9.5} {:>9.5} {:>9.5} {:>9.5} {prediction:>9.5} {loss:>9.5} {:>7.3} {:>7.3}",
                network.layer1.weights[0][0],
                network.layer1.biases[0],
                network.layer2.weights[0][0],
                network.layer2.biases[0],
                gradients.layer1.weights[0][0],
                gradients.layer2.weights[0][0],
            );
        }
        // w ← w − α ∂w, for all four parameters at once.
        for (w, gradient) in network
            .parameters_mut()
            .iter_mut()
            .zip(gradients.parameters())
        {
            *w -= ALPHA * gradient;
        }
    }
    println!("\nafter {STEPS} steps:");
    report(&network);
    Ok(())
}
