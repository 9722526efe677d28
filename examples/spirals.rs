//! Two spirals wound into each other: easy to see, hard for a small network.
//!
//! `cargo run --release --example spirals`

use mlp::prelude::*;

network! {
    /// On which of the two spirals a point lies.
    struct Spirals: 2 => tanh 32 => tanh 32 => sigmoid 1
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One and a half turns each; the second spiral is the first turned by half a turn.
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for step in 0..200_u16 {
        let part = f32::from(step) / 200.0;
        let (radius, angle) = (0.3 + 2.7 * part, 3.0 * std::f32::consts::PI * part);
        let (x, y) = (radius * angle.cos(), radius * angle.sin());
        inputs.extend([[x, y], [-x, -y]]);
        targets.extend([[0.0], [1.0]]);
    }
    let data: Dataset<2, 1> = Dataset::new(inputs, targets)?;
    let (train, test) = data.train_test_split(0.25, 0)?;

    let mut network = Spirals::seeded(0);
    let last = Trainer::new(BinaryCrossEntropy)
        .optimizer(Adam::new(0.01))
        .epochs(1000)
        .batch_size(32)
        .fit(&mut network, train.inputs(), train.targets())?;
    println!("{last}\n");
    for row in (-10..=10_i8).rev() {
        let character = |column: i8| {
            let point = [f32::from(column) * 0.15, f32::from(row) * 0.3];
            if network.predict(&point) == [true] {
                '█'
            } else {
                '·'
            }
        };
        println!("{}", (-20..=20).map(character).collect::<String>());
    }
    let accuracy = network.accuracy(test.inputs(), test.targets())?;
    println!("\ntest accuracy: {accuracy:.4}");
    Ok(())
}
