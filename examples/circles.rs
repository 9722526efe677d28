//! Tells the inner of two noisy circles from the outer one: the whole way from a CSV file to an
//! accuracy on samples the network has never seen.
//!
//! `cargo run --release --example circles`, or with a seed for the weights:
//! `cargo run --release --example circles -- 7`

use mlp::prelude::*;

network! {
    /// Tells the inner circle from the outer one.
    pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(0), |seed| seed.parse())?;

    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/");
    let mut train: Dataset<2, 1> = Csv::new(format!("{directory}circles_train.csv")).read()?;
    let mut test: Dataset<2, 1> = Csv::new(format!("{directory}circles_test.csv")).read()?;

    // Mean 0 and deviation 1 for each input, as seen in training.
    let scaler = StandardScaler::fit(train.inputs())?;
    scaler.transform_all(train.inputs_mut());
    scaler.transform_all(test.inputs_mut());

    let mut network = Circles::seeded(seed);
    println!("{}\n", network.summary());

    Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.3))
        .epochs(200)
        .batch_size(16)
        .fit_with(&mut network, train.inputs(), train.targets(), |epoch, _| {
            if epoch.number == 1 || epoch.number % 20 == 0 {
                println!("{epoch}");
            }
        })?;

    let train_accuracy = network.accuracy(train.inputs(), train.targets())?;
    let test_accuracy = network.accuracy(test.inputs(), test.targets())?;
    println!("\ntrain accuracy: {train_accuracy:.4}");
    println!("test accuracy: {test_accuracy:.4}");
    Ok(())
}
