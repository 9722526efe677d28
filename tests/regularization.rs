//! Residual blocks, dropout, batch normalization and learned slopes against central differences and
//! the plain loops of a textbook.

#![allow(
    clippy::cast_precision_loss,
    clippy::needless_range_loop,
    reason = "indices as in the equations, of few samples"
)]

use mlp::loss::{BinaryCrossEntropy, MeanSquaredError};
use mlp::prelude::*;
use mlp::samples::Samples;

network! {
    struct Residual<f64>: 3 => tanh 4 => residual(tanh 5 => residual(sigmoid 5 => tanh 5) => tanh 4)
        => residual(tanh 4) => sigmoid 2;
    struct FromTheInput<f64>: 3 => residual(tanh 4 => tanh 3) => linear 1;
    struct Wide<f64>: 3 => tanh 40 => residual(tanh 30 => residual(sigmoid 30) => tanh 40)
        => residual(tanh 40) => sigmoid 2;
    struct Dropping<f64>: 3 => tanh 8 [dropout = 0.25] => residual(tanh 6 => tanh 8 [dropout = 0.5])
        => sigmoid 2;
    struct Normalized<f64>: 3 => tanh 5 [batch_norm] => residual(tanh 5 [batch_norm(momentum = 0.75, epsilon = 1e-5)])
        => sigmoid 2 [batch_norm];
    struct Learned<f64>: 3 => prelu(0.25) 5 => prelu 4 [batch_norm, dropout = 0.25] => sigmoid 2
}

const EPSILON: f64 = 1e-5;

fn inputs(count: usize) -> Vec<[f64; 3]> {
    (0..count)
        .map(|k| {
            let k = k as f64;
            [
                (1.3 * k).sin(),
                (0.7 * k + 1.0).cos(),
                (0.31 * k).sin() * 2.0,
            ]
        })
        .collect()
}

fn targets<const N: usize>(count: usize) -> Vec<[f64; N]> {
    (0..count)
        .map(|k| core::array::from_fn(|j| f64::from(u8::from((k * 7 + j * 3) % 5 < 2))))
        .collect()
}

/// Every gradient but those of statistics against central differences of the loss in training.
fn differs_from_central_differences<N, L>(
    network: &N,
    loss: &L,
    samples: &mlp::network::SamplesFor<'_, N, L>,
) -> f64
where
    N: Network<Scalar = f64>,
    L: mlp::loss::Loss<N::OutputActivation>,
{
    let (_, gradients) = network.gradients(samples, loss);
    let mut worst = 0.0_f64;
    for segment in N::SUMMARY.segments() {
        if segment.kind == mlp::summary::SegmentKind::Statistics {
            continue;
        }
        // Of large layers some.
        let step = 1 + segment.range.len() / 8;
        for k in segment.range.step_by(step) {
            let at = |step: f64| {
                let mut moved = network.clone();
                moved.parameters_mut()[k] += step;
                moved.gradients(samples, loss).0
            };
            let difference = (at(EPSILON) - at(-EPSILON)) / (2.0 * EPSILON);
            let error = (gradients.parameters()[k] - difference).abs();
            worst = worst.max(error / (1.0 + difference.abs()));
        }
    }
    worst
}

#[test]
fn gradients_are_those_of_central_differences() {
    // More than a part of the batch, and not a whole number of tiles.
    let (x, y, one) = (inputs(75), targets::<2>(75), targets::<1>(75));
    let samples = Samples::new(&x, &y).expect("as many");
    let one = Samples::new(&x, &one).expect("as many");
    let noisy = samples.with_noise(11);
    let loss = BinaryCrossEntropy;
    let check = differs_from_central_differences::<Residual, _>;
    assert!(check(&Residual::seeded(1), &loss, &samples) < 1e-8);
    assert!(
        differs_from_central_differences(&FromTheInput::seeded(1), &MeanSquaredError, &one) < 1e-8
    );
    assert!(differs_from_central_differences(&Dropping::seeded(1), &loss, &noisy) < 1e-8);
    assert!(differs_from_central_differences(&Normalized::seeded(1), &loss, &samples) < 1e-7);
    assert!(differs_from_central_differences(&Learned::seeded(1), &loss, &noisy) < 1e-7);
    let few = Samples::new(&x[..20], &y[..20]).expect("as many");
    assert!(differs_from_central_differences(&Wide::seeded(1), &loss, &few) < 1e-8);
}

/// a W + b.
fn dense<const I: usize, const O: usize>(layer: &mlp::Dense<I, O, f64>, a: &[f64]) -> Vec<f64> {
    (0..O)
        .map(|j| layer.biases[j] + (0..I).map(|i| a[i] * layer.weights[i][j]).sum::<f64>())
        .collect()
}

fn tanh(z: Vec<f64>) -> Vec<f64> {
    z.into_iter().map(f64::tanh).collect()
}

fn sigmoid(z: Vec<f64>) -> Vec<f64> {
    z.into_iter().map(|z| 1.0 / (1.0 + (-z).exp())).collect()
}

fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

#[test]
fn a_residual_block_adds_what_goes_in_to_what_comes_out() {
    let network = Residual::seeded(3);
    let wide = Wide::seeded(3);
    for x in inputs(20) {
        let a1 = tanh(dense(&network.layer1, &x));
        let a2 = tanh(dense(&network.layer2, &a1));
        let a3 = sigmoid(dense(&network.layer3, &a2));
        let a4 = sum(&tanh(dense(&network.layer4, &a3)), &a2);
        let a5 = sum(&tanh(dense(&network.layer5, &a4)), &a1);
        let a6 = sum(&tanh(dense(&network.layer6, &a5)), &a5);
        let a7 = sigmoid(dense(&network.layer7, &a6));
        for (ours, theirs) in network.forward(&x).iter().zip(a7) {
            assert!((ours - theirs).abs() < 1e-13, "{ours} {theirs}");
        }
        let a1 = tanh(dense(&wide.layer1, &x));
        let a2 = tanh(dense(&wide.layer2, &a1));
        let a3 = sum(&sigmoid(dense(&wide.layer3, &a2)), &a2);
        let a4 = sum(&tanh(dense(&wide.layer4, &a3)), &a1);
        let a5 = sum(&tanh(dense(&wide.layer5, &a4)), &a4);
        let a6 = sigmoid(dense(&wide.layer6, &a5));
        for (ours, theirs) in wide.forward(&x).iter().zip(a6) {
            assert!((ours - theirs).abs() < 1e-12, "{ours} {theirs}");
        }
    }
}

#[test]
fn every_way_to_call_a_network_gives_the_same_bits() {
    fn check<N: Network<Scalar = f64, Input = [f64; 3], Output = [f64; 2]>>() {
        let network = N::seeded(5);
        let x = inputs(75);
        let mut outputs = vec![[0.0; 2]; 75];
        network.forward_batch(&x, &mut outputs).expect("as many");
        for (x, output) in x.iter().zip(outputs) {
            assert_eq!(network.forward(x), output);
        }
    }
    check::<Residual>();
    check::<Wide>();
    check::<Dropping>();
    check::<Normalized>();
    check::<Learned>();
}

/// The mean and the variance of numbers.
fn moments(z: &[f64]) -> (f64, f64) {
    let n = z.len() as f64;
    let mean = z.iter().sum::<f64>() / n;
    (mean, z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n)
}

#[test]
fn statistics_of_a_batch_are_those_of_the_textbook_and_move_with_momentum() {
    let network = Normalized::seeded(2);
    let (x, y) = (inputs(40), targets::<2>(40));
    let samples = Samples::new(&x, &y).expect("as many");
    let (loss, mut gradients) = network.gradients(&samples, &BinaryCrossEntropy);
    let w = &network.layer1.weights;
    for j in 0..5 {
        let z: Vec<f64> = x
            .iter()
            .map(|x| (0..3).map(|i| x[i] * w[i][j]).sum())
            .collect();
        let (mean, variance) = moments(&z);
        assert!((gradients.batch_norm1.moving_mean[j] - mean).abs() < 1e-14);
        assert!((gradients.batch_norm1.moving_variance[j] - variance).abs() < 1e-13);
    }
    let batch = gradients.clone();
    network.around_step(&mut gradients, |gradients| {
        assert_eq!(gradients.batch_norm1.moving_mean, [0.0; 5]);
        assert_eq!(gradients.batch_norm2.moving_variance, [0.0; 5]);
        gradients.parameters_mut().fill(7.0);
    });
    for j in 0..5 {
        let moved =
            0.99 * network.batch_norm1.moving_mean[j] + 0.01 * batch.batch_norm1.moving_mean[j];
        assert!((gradients.batch_norm1.moving_mean[j] - moved).abs() < 1e-15);
        let moved = 0.75 + 0.25 * batch.batch_norm2.moving_variance[j];
        assert!((gradients.batch_norm2.moving_variance[j] - moved).abs() < 1e-15);
    }
    assert_eq!(gradients.layer1.weights, [[7.0; 5]; 3]);
    // Training looks at the batch, inference at the moving statistics.
    assert!((loss - network.loss(&samples, &BinaryCrossEntropy)).abs() > 1e-3);
}

#[test]
fn nothing_is_dropped_without_noise_and_the_same_is_dropped_with_the_same_noise() {
    let network = Dropping::seeded(4);
    let (x, y) = (inputs(100), targets::<2>(100));
    let samples = Samples::new(&x, &y).expect("as many");
    let loss = BinaryCrossEntropy;
    let (plain, _) = network.gradients(&samples, &loss);
    assert_eq!(plain.to_bits(), network.loss(&samples, &loss).to_bits());
    let noisy = network.gradients(&samples.with_noise(1), &loss);
    assert_eq!(noisy, network.gradients(&samples.with_noise(1), &loss));
    assert_ne!(noisy.0, plain);
    assert_ne!(noisy.0, network.gradients(&samples.with_noise(2), &loss).0);
}

#[test]
fn slopes_start_where_they_are_told_and_are_parameters() {
    let network = Learned::seeded(1);
    assert_eq!(network.slopes1, [0.25; 5]);
    assert_eq!(network.slopes2, [0.0; 4]);
    assert_eq!(network.batch_norm2.gamma, [1.0; 4]);
    assert_eq!(network.batch_norm2.moving_variance, [1.0; 4]);
    let count = (3 * 5 + 5 + 5) + (5 * 4 + 16 + 4) + (4 * 2 + 2);
    assert_eq!(network.parameters().len(), count);
    assert_eq!(Learned::PARAMETERS, count);
}
