//! Handwritten digits of 28 × 28 pixels, from the IDX files of MNIST and its kin.
//!
//! ```text
//! scripts/mnist.py --fetch                # 10,000 digits into target/mnist
//! cargo run --release --example mnist
//! cargo run --release --example mnist -- a/directory/of/idx/files 7
//! ```
//!
//! 7 is the seed for weights and order. `scripts/mnist.py` trains the same network in PyTorch beside it.

use mlp::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Instant;

network! {
    /// The digit in an image with pixels from 0 to 1.
    pub struct Mnist: 784 => relu 128 => softmax 10
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/mnist"),
        PathBuf::from,
    );
    let seed = arguments.next().map_or(Ok(0), |seed| seed.parse())?;
    if !directory.join("train-images-idx3-ubyte").exists() {
        println!("There are no digits in {} yet.", directory.display());
        println!(
            "`scripts/mnist.py --fetch` puts 10,000 into target/mnist; or name a directory with"
        );
        println!("train-images-idx3-ubyte, train-labels-idx1-ubyte, and the same of `test`.");
        return Ok(());
    }
    let train = read(&directory, "train")?;
    let test = read(&directory, "test")?;

    let mut network = Mnist::seeded(seed);
    println!("{}\n", network.summary());
    let start = Instant::now();
    Trainer::new(CategoricalCrossEntropy)
        .optimizer(Adam::new(0.001))
        .epochs(10)
        .batch_size(64)
        .shuffle(seed)
        .fit_with(&mut network, train.inputs(), train.targets(), |epoch, _| {
            println!("{epoch}");
        })?;
    println!("\ntraining seconds: {:.2}", start.elapsed().as_secs_f64());
    let accuracy = network.accuracy(test.inputs(), test.targets())?;
    println!("test accuracy: {accuracy:.4}");
    Ok(())
}

/// One part of the data, with pixels from 0 to 1.
fn read(directory: &Path, part: &str) -> Result<Dataset<784, 10>, mlp::data::DataError> {
    let data: Dataset<784, 10> = Idx::dataset(
        directory.join(format!("{part}-images-idx3-ubyte")),
        directory.join(format!("{part}-labels-idx1-ubyte")),
    )?;
    Ok(data.map_inputs(|image| image.map(|byte| byte / 255.0)))
}
