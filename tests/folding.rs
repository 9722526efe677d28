//! Batch normalization folded into weights: the folded network is the same function in inference, of
//! fewer parameters.

use mlp::loss::BinaryCrossEntropy;
use mlp::prelude::*;
use mlp::samples::Samples;
use mlp::{Activation, Dense, number::Real};

const HIDDEN: usize = 5;

/// φ(z) = z / (1 + |z|).
#[derive(Clone, Copy, Debug, Default)]
struct Own;

impl Activation for Own {
    fn activate<V: Real>(self, z: V) -> V {
        z / (z.constant(1.0) + z.abs())
    }

    fn derivative<V: Real>(self, z: V) -> V {
        let d = z.constant(1.0) + z.abs();
        z.constant(1.0) / (d * d)
    }
}

network! {
    /// Everything that stands beside a batch normalization.
    #[derive(Copy)]
    struct Mixed<f64>: 3 => tanh 6 [batch_norm, l2 = 1e-3]
        => residual(prelu(0.25) 5 [batch_norm(momentum = 0.9, epsilon = 1e-5), dropout = 0.25] => tanh 6)
        => Own HIDDEN [no_bias, batch_norm]
        => residual(relu 4 => residual(sigmoid 4 [batch_norm]) => linear HIDDEN [batch_norm])
        => sigmoid 2 [batch_norm];

    /// Narrow once it is folded.
    struct Narrow: 3 => relu 8 [batch_norm, dropout = 0.2] => tanh 4 => softmax 2 [batch_norm];

    /// Too wide for that.
    struct Wide: 3 => relu 40 [batch_norm] => residual(tanh 40 [batch_norm]) => softmax 2;

    struct OneLayer<f64>: 3 => sigmoid 2 [batch_norm];

    /// Statistics of every neuron of a gate.
    struct Gated<f64>: 3 => glu 6 [batch_norm] => residual(maxout(3) 6 [batch_norm]) => reglu 2 [batch_norm]
}

#[expect(clippy::cast_possible_truncation, reason = "inputs, rounded")]
fn inputs(count: u32) -> (Vec<[f64; 3]>, Vec<[f32; 3]>) {
    let input = |k| {
        let k = f64::from(k);
        [
            (1.3 * k).sin(),
            (0.7 * k + 1.0).cos(),
            (0.31 * k).sin() * 2.0,
        ]
    };
    let double: Vec<[f64; 3]> = (0..count).map(input).collect();
    let single = double.iter().map(|x| x.map(|x| x as f32)).collect();
    (double, single)
}

/// Every parameter moved, the statistics to what a batch could have left there.
fn moved<N: Network>(seed: u64) -> N {
    let mut network = N::seeded(seed);
    for segment in N::SUMMARY.segments() {
        let statistics = segment.kind == mlp::summary::SegmentKind::Statistics;
        for (k, parameter) in network.parameters_mut()[segment.range]
            .iter_mut()
            .enumerate()
        {
            let k = f64::from(u32::try_from(k).expect("few"));
            let by = (1.7 * k + 0.3).sin() * if statistics { 0.9 } else { 0.4 };
            *parameter += mlp::number::Scalar::from_f64(by);
        }
    }
    network
}

/// The largest difference between a network and what it folds into, over some inputs, one by one and
/// as a batch.
fn difference<N>(network: &N, inputs: &[N::Input]) -> f64
where
    N: FoldBatchNorm,
{
    let folded = network.folded();
    let mut outputs = vec![folded.forward(&inputs[0]); inputs.len()];
    folded.forward_batch(inputs, &mut outputs).expect("as many");
    let mut worst = 0.0_f64;
    for (input, output) in inputs.iter().zip(&outputs) {
        let one = folded.forward(input);
        assert_eq!(one.as_ref(), output.as_ref());
        let expected = network.forward(input);
        for (&a, &b) in one.as_ref().iter().zip(expected.as_ref()) {
            worst = worst.max(Real::abs(a.to_f64() - b.to_f64()));
        }
    }
    worst
}

use mlp::number::Scalar as _;

#[test]
fn a_folded_network_is_the_same_function() {
    let (double, single) = inputs(75);
    for seed in 0..4 {
        assert!(difference(&moved::<Mixed>(seed), &double) < 1e-12);
        assert!(difference(&moved::<OneLayer>(seed), &double) < 1e-14);
        assert!(difference(&moved::<Gated>(seed), &double) < 1e-12);
        assert!(difference(&moved::<Narrow>(seed), &single) < 2e-6);
        assert!(difference(&moved::<Wide>(seed), &single) < 2e-6);
    }
}

#[test]
fn it_is_the_same_function_after_training_too() {
    let (x, _) = inputs(70);
    let targets: Vec<[f64; 2]> = x
        .iter()
        .map(|x| [f64::from(u8::from(x[0] > x[1])), 1.0])
        .collect();
    let mut network = Mixed::seeded(1);
    let before = network;
    Trainer::new(BinaryCrossEntropy)
        .epochs(20)
        .batch_size(16)
        .fit(&mut network, &x, &targets)
        .expect("targets are probabilities");
    assert_ne!(
        network.batch_norm1.moving_mean,
        before.batch_norm1.moving_mean
    );
    assert!(difference(&network, &x) < 1e-12);
    let samples = Samples::new(&x, &targets).expect("as many");
    let losses = [
        network.loss(&samples, &BinaryCrossEntropy),
        network.folded().loss(&samples, &BinaryCrossEntropy),
    ];
    assert!((losses[0] - losses[1]).abs() < 1e-12, "{losses:?}");
}

#[test]
fn weights_are_scaled_and_biases_are_shifted() {
    let network: OneLayer = moved(3);
    let FoldedOneLayer { layer1 } = network.folded();
    let layer1: Dense<3, 2, f64> = layer1;
    let norm = network.batch_norm1;
    for j in 0..2 {
        let scale = norm.gamma[j] / (norm.moving_variance[j] + 1e-3).sqrt();
        for i in 0..3 {
            let weight = network.layer1.weights[i][j] * scale;
            assert!((layer1.weights[i][j] - weight).abs() < 1e-15);
        }
        let bias = norm.beta[j] - norm.moving_mean[j] * scale;
        assert!((layer1.biases[j] - bias).abs() < 1e-15);
    }
}

#[test]
fn nothing_is_left_of_what_only_training_knows() {
    for layer in FoldedMixed::SUMMARY.layers {
        assert!(layer.batch_norm.is_none() && layer.dropout == 0.0 && layer.l2 == 0.0);
        assert!(layer.bias);
    }
    assert_eq!(FoldedMixed::SUMMARY.name, "FoldedMixed");
    // β and b in one, γ and the statistics gone.
    assert_eq!(FoldedNarrow::PARAMETERS, Narrow::PARAMETERS - 3 * 8 - 3 * 2);
    assert_eq!(FoldedMixed::LAYERS, Mixed::LAYERS);
    assert_eq!(FoldedMixed::MACS, Mixed::MACS);
    assert_eq!(FoldedMixed::seeded(1).slopes2, [0.25; 5]);
    // Derives are passed on.
    let folded = Mixed::seeded(1).folded();
    let copy = folded;
    assert_eq!(copy, folded);
}

#[test]
fn a_function_can_ask_for_any_network_that_folds() {
    fn predict<N: FoldBatchNorm>(network: &N, input: &N::Input) -> N::Output {
        network.folded().forward(input)
    }
    let network: OneLayer = moved(1);
    let input = [0.5, -0.25, 0.125];
    assert_eq!(predict(&network, &input), network.folded().forward(&input));
}

/// As in `tests/hygiene.rs`: what is in scope changes nothing.
mod hygiene {
    #![no_implicit_prelude]
    #![allow(dead_code, reason = "what is in scope here is to be in the way")]

    use ::core::marker::Sized;

    trait Methods: Sized {
        fn fold(self) {}
        fn folded(self) {}
        fn take_statistics(self) {}
        fn follow(self) {}
        fn scale_and_shift(self) {}
    }
    impl<T> Methods for T {}
    struct BatchNorm;
    struct FoldBatchNorm;
    struct Folded;
    mod batch_norm {}

    ::mlp::network! {
        pub(super) struct Net: 3 => relu 4 [batch_norm] => prelu 4 => sigmoid 2 [batch_norm];
        #[deprecated(note = "write `Net`")]
        struct Old: 3 => relu 4 [batch_norm] => sigmoid 1;
        #[cfg(any())]
        struct Absent: 3 => relu 4 [batch_norm] => sigmoid 1;
    }
}

#[test]
fn what_is_in_scope_changes_nothing() {
    let (_, single) = inputs(5);
    assert!(difference(&moved::<hygiene::Net>(2), &single) < 2e-6);
}

#[test]
fn networks_of_functions_fold() {
    network! { struct Local: 3 => relu 4 [batch_norm] => sigmoid 1 }
    let (_, single) = inputs(5);
    assert!(difference(&moved::<Local>(2), &single) < 2e-6);
}
