//! Six layers, plain gradient descent: whether they learn is decided before the first step.
//!
//! Backpropagation multiplies by W and φ′(z) once for each layer. Where that shrinks the gradient, it has
//! vanished before it reaches the first layers, and they stay as they were drawn:
//!
//! - φ′ of a sigmoid is ¼ at most, so weights from N(0, 1) do not make up for it in layers as narrow as these;
//! - Glorot's, which are smaller, do even less. They were made for a φ with slope 1 at 0, such as tanh;
//! - relu has slope 0 or 1, half the time each, which is where He's factor of 2 comes from.
//!
//! `cargo run --release --example deep`

use mlp::activation::Sigmoid;
use mlp::prelude::*;

// Without `[init = …]` tanh starts from Glorot's normal distribution, relu from He's.
network! {
    struct Sigmoids: 2 => sigmoid 6 [init = normal(1.0)] => sigmoid 6 [init = normal(1.0)]
        => sigmoid 6 [init = normal(1.0)] => sigmoid 6 [init = normal(1.0)]
        => sigmoid 6 [init = normal(1.0)] => sigmoid 1 [init = normal(1.0)];
    struct Tanhs: 2 => tanh 6 => tanh 6 => tanh 6 => tanh 6 => tanh 6 => sigmoid 1;
    struct Relus: 2 => relu 6 => relu 6 => relu 6 => relu 6 => relu 6 => sigmoid 1
}

const SEEDS: u64 = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/data/circles_train.csv"
    );
    let mut data: Dataset<2, 1> = Csv::new(path).read()?;
    StandardScaler::fit(data.inputs())?.transform_all(data.inputs_mut());

    println!("Two circles, 200 epochs of gradient descent. A coin has a loss of ln 2 = 0.693.\n");
    println!(
        "                      norm of the gradient of W, before the first step          loss"
    );
    println!("network         seed  layer 1  layer 2  layer 3  layer 4  layer 5  layer 6   after");
    let sigmoids = learned("sigmoid N(0, 1)", &data, Sigmoids::seeded)?;
    // For six neurons behind six others Glorot's deviation is √(1/6).
    let glorot = learned("sigmoid Glorot", &data, |seed| {
        let mut network = Sigmoids::seeded(seed);
        for weight in network.parameters_mut() {
            *weight *= (1.0_f32 / 6.0).sqrt();
        }
        network
    })?;
    let tanhs = learned("tanh    Glorot", &data, Tanhs::seeded)?;
    let relus = learned("relu    He", &data, Relus::seeded)?;

    println!(
        "learned from {SEEDS} seeds: {sigmoids} sigmoid N(0, 1), {glorot} sigmoid Glorot, {tanhs} tanh Glorot, {relus} relu He"
    );
    Ok(())
}

/// Trains from every seed, and counts how many of these runs end with a small loss.
fn learned<N>(
    name: &str,
    data: &Dataset<2, 1>,
    seeded: impl Fn(u64) -> N,
) -> Result<usize, TrainError>
where
    N: Network<Scalar = f32, Input = [f32; 2], Output = [f32; 1], OutputActivation = Sigmoid>,
{
    let mut learned = 0;
    for seed in 0..SEEDS {
        let mut network = seeded(seed);
        let (_, gradients) = network.gradients(&data.samples(), &BinaryCrossEntropy);
        print!("{name:<15} {seed:>4}");
        for layer in N::SUMMARY.weight_segments() {
            let squares = gradients.parameters()[layer].iter().map(|g| g * g);
            print!("  {:>7.0e}", squares.sum::<f32>().sqrt());
        }
        let last = Trainer::new(BinaryCrossEntropy)
            .optimizer(Sgd::new(0.1))
            .epochs(200)
            .batch_size(16)
            .fit(&mut network, data.inputs(), data.targets())?;
        println!("  {:>6.3}", last.loss);
        learned += usize::from(last.loss < 0.1);
    }
    println!();
    Ok(learned)
}
