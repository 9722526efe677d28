//! The network of the lecture as the macro writes it, with the equations beside the lines:
//! [`expanded/circles.rs`](expanded/circles.rs) is checked in, compiled, and computes the same bits.

use mlp::prelude::*;

// Laid out by hand, to be read beside the lecture.
#[allow(unreachable_pub, reason = "as a user would write it in a library")]
#[allow(clippy::let_and_return, reason = "the output keeps its name, a⁽³⁾")]
#[rustfmt::skip]
#[path = "expanded/circles.rs"]
mod by_hand;

mod by_macro {
    mlp::network! {
        /// Tells the inner circle from the outer one.
        pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1
    }
}

/// Bits, so that not even the sign of a zero differs.
fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

#[test]
fn the_expansion_computes_the_same_bits_as_the_macro() {
    let inputs = [
        [0.3, -0.2],
        [-1.5, 0.25],
        [0.0, 2.0],
        [0.75, 0.5],
        [-0.1, -0.9],
    ];
    let targets = [[1.0], [0.0], [0.0], [1.0], [1.0]];
    let samples = Samples::new(&inputs, &targets).unwrap();
    for seed in 0..20 {
        let ours = by_macro::Circles::seeded(seed);
        let theirs = by_hand::Circles::seeded(seed);
        assert_eq!(bits(ours.parameters()), bits(theirs.parameters()));
        for input in &inputs {
            assert_eq!(bits(&ours.forward(input)), bits(&theirs.forward(input)));
        }
        let (loss, gradients) = ours.gradients(&samples, &BinaryCrossEntropy);
        let (their_loss, their_gradients) = theirs.gradients(&samples, &BinaryCrossEntropy);
        assert_eq!(loss.to_bits(), their_loss.to_bits());
        assert_eq!(
            bits(gradients.parameters()),
            bits(their_gradients.parameters())
        );
        assert!(
            gradients
                .parameters()
                .iter()
                .any(|gradient| *gradient != 0.0)
        );
    }
}

#[test]
fn the_expansion_learns() {
    let inputs = [[0.0, 0.0], [1.0, 1.0], [-1.0, 1.0], [0.1, 0.1]];
    let targets = [[1.0], [0.0], [0.0], [1.0]];
    let mut network = by_hand::Circles::seeded(1);
    let trainer = Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.3))
        .epochs(500);
    let last = trainer
        .full_batch()
        .fit(&mut network, &inputs, &targets)
        .unwrap();
    assert!(last.loss < 0.1, "{last:?}");
}
