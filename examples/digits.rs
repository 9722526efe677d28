//! Reads handwritten digits: 1797 real 8 × 8 images, ten classes, a third held out.
//!
//! `cargo run --release --example digits`

use mlp::prelude::*;

network! {
    /// The digit in an 8 × 8 image with pixels from 0 to 1.
    pub struct Digits: 64 => relu 32 => softmax 10
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/digits.csv");
    let mut digits: Dataset<64, 10> = Csv::new(path).read_one_hot()?;
    for image in digits.inputs_mut() {
        *image = image.map(|pixel| pixel / 16.0);
    }
    let (train, test) = digits.train_test_split(1.0 / 3.0, 0)?;

    let mut network = Digits::seeded(0);
    println!("{}\n", network.summary());

    Trainer::new(CategoricalCrossEntropy)
        .optimizer(Sgd::new(0.3))
        .schedule(Exponential::new(0.97))
        .epochs(60)
        .batch_size(32)
        .fit_with(&mut network, train.inputs(), train.targets(), |epoch, _| {
            if epoch.number == 1 || epoch.number % 10 == 0 {
                println!("{epoch}");
            }
        })?;

    show(&network, &test);
    println!(
        "train accuracy: {:.4}",
        network.accuracy(train.inputs(), train.targets())?
    );
    println!(
        "test accuracy: {:.4}",
        network.accuracy(test.inputs(), test.targets())?
    );
    Ok(())
}

/// Prints a few held-out images with what the network makes of them.
fn show(network: &Digits, test: &Dataset<64, 10>) {
    let shown = &test.inputs()[..6.min(test.len())];
    println!();
    for row in 0..8 {
        for image in shown {
            let pixels = image.as_chunks::<8>().0[row];
            let line: String = pixels.iter().copied().map(shade).collect();
            print!("{line}    ");
        }
        println!();
    }
    for image in shown {
        let class = network.predict(image);
        let probability = network.predict_proba(image)[class];
        print!("{:<12}", format!("{class} ({:.0} %)", 100.0 * probability));
    }
    println!("\n");
}

/// A pixel from 0 to 1 as a character.
fn shade(pixel: f32) -> char {
    match pixel {
        p if p < 0.125 => ' ',
        p if p < 0.375 => '░',
        p if p < 0.625 => '▒',
        p if p < 0.875 => '▓',
        _ => '█',
    }
}
