//! Batch normalization against PyTorch and Keras, step by step, and learned slopes against reference
//! values.

mod support;

use mlp::loss::MeanSquaredError;
use mlp::network::Network;
use mlp::number::Scalar;
use mlp::prelude::*;
use serde_json::Value;
use support::close::{Tolerance, assert_close};
use support::golden::{index, list, number, numbers, read, rows};
use support::shapes::{array, arrays};

/// Networks of the same layers in both precisions, and what tests ask of their fields.
trait Normalized<T: Scalar>: FoldBatchNorm<Scalar = T, Input = [T; 3], Output = [T; 2]> {
    fn norms(&self) -> [[&[T]; 4]; 2];
    fn set_statistics(&mut self, mean: [&[f64]; 2], variance: [&[f64]; 2]);
    fn weights_and_norms(&self) -> [&[T]; 6];
    fn start(golden: &Value) -> Self;
}

macro_rules! normalized {
    ($($name:ident $scalar:ident)*) => {$(
        network! {
            struct $name<$scalar>: 3 => tanh 5 [batch_norm(momentum = 0.9, epsilon = 1e-5)]
                => linear 2 [batch_norm(momentum = 0.75, epsilon = 1e-3)]
        }

        impl Normalized<$scalar> for $name {
            fn norms(&self) -> [[&[$scalar]; 4]; 2] {
                let (a, b) = (&self.batch_norm1, &self.batch_norm2);
                [
                    [&a.gamma, &a.beta, &a.moving_mean, &a.moving_variance],
                    [&b.gamma, &b.beta, &b.moving_mean, &b.moving_variance],
                ]
            }

            fn set_statistics(&mut self, mean: [&[f64]; 2], variance: [&[f64]; 2]) {
                self.batch_norm1.moving_mean = array(mean[0]);
                self.batch_norm2.moving_mean = array(mean[1]);
                self.batch_norm1.moving_variance = array(variance[0]);
                self.batch_norm2.moving_variance = array(variance[1]);
            }

            fn weights_and_norms(&self) -> [&[$scalar]; 6] {
                let (a, b) = (&self.batch_norm1, &self.batch_norm2);
                [
                    self.layer1.parameters(), self.layer2.parameters(),
                    &a.gamma, &b.gamma, &a.beta, &b.beta,
                ]
            }

            fn start(golden: &Value) -> Self {
                let mut network = Self::seeded(1);
                let [w, gamma, beta] = ["W", "gamma", "beta"].map(|name| list(&golden[name]));
                network.layer1.parameters_mut().copy_from_slice(&array::<_, 15>(&numbers(&w[0])));
                network.layer2.parameters_mut().copy_from_slice(&array::<_, 10>(&numbers(&w[1])));
                network.batch_norm1.gamma = array(&numbers(&gamma[0]));
                network.batch_norm2.gamma = array(&numbers(&gamma[1]));
                network.batch_norm1.beta = array(&numbers(&beta[0]));
                network.batch_norm2.beta = array(&numbers(&beta[1]));
                network
            }
        }
    )*};
}

normalized! { Double f64 Single f32 }

/// The numbers of a golden file that stand where [`Normalized::weights_and_norms`] has its own.
fn weights_and_norms(golden: &Value) -> Vec<Vec<f64>> {
    ["W", "gamma", "beta"]
        .iter()
        .flat_map(|name| list(&golden[name]).iter().map(numbers))
        .collect()
}

fn pair(golden: &Value) -> [Vec<f64>; 2] {
    let both = list(golden);
    [numbers(&both[0]), numbers(&both[1])]
}

/// `unbiased`: the tool's moving variance follows `batch · n / (n − 1)`, not the variance that it
/// normalizes by.
fn check<T: Scalar + Into<f64>, N: Normalized<T>>(
    file: &str,
    unbiased: bool,
    tolerance: Tolerance,
) {
    let golden = read(&format!("batch_norm/{file}.json"));
    let close = |what: &str, step: usize, ours: &[T], theirs: &[f64]| {
        assert_close(&format!("{what} of step {step}"), ours, theirs, tolerance);
    };
    let x = arrays::<T, 3>(&rows(&golden["X"]));
    let y = arrays::<T, 2>(&rows(&golden["Y"]));
    let rate = T::from_f64(number(&golden["rate"]));
    let momenta = list(&golden["settings"]);
    let momenta = [0, 1].map(|k| number(&momenta[k]["momentum"]));
    let mut network = N::start(&golden["start"]);
    // What PyTorch's moving variances are from ours.
    let mut theirs = [vec![1.0; 5], vec![1.0; 2]];
    let mut start = 0;
    for (step, golden_step) in list(&golden["steps"]).iter().enumerate() {
        let count = index(&list(&golden["batches"])[step]);
        let (x, y) = (&x[start..start + count], &y[start..start + count]);
        start += count;
        let samples = Samples::new(x, y).expect("as many");
        let (loss, mut gradients) = network.gradients(&samples, &MeanSquaredError);
        close("loss", step, &[loss], &[number(&golden_step["loss"])]);
        let expected = weights_and_norms(&golden_step["gradients"]);
        for (ours, theirs) in gradients.weights_and_norms().iter().zip(&expected) {
            close("gradients", step, ours, theirs);
        }

        // Inference by the statistics of the batch is the forward pass of training.
        let statistics = gradients.norms().map(|[_, _, mean, variance]| {
            [mean, variance].map(|numbers| numbers.iter().map(|x| x.to_f64()).collect::<Vec<_>>())
        });
        let mut by_batch = network.clone();
        let [[m1, v1], [m2, v2]] = &statistics;
        by_batch.set_statistics([m1, m2], [v1, v2]);
        let outputs: Vec<T> = x.iter().flat_map(|x| by_batch.forward(x)).collect();
        close("output", step, &outputs, &numbers(&golden_step["output"]));

        network.around_step(&mut gradients, |gradients| {
            let parameters = gradients.parameters_mut().iter_mut();
            for (parameter, &w) in parameters.zip(network.parameters()) {
                *parameter = w - rate * *parameter;
            }
        });
        network = gradients;
        let expected = weights_and_norms(&golden_step["parameters"]);
        for (ours, theirs) in network.weights_and_norms().iter().zip(&expected) {
            close("parameters", step, ours, theirs);
        }
        let means = pair(&golden_step["moving_mean"]);
        let variances = pair(&golden_step["moving_variance"]);
        let n = f64::from(u32::try_from(count).expect("a few"));
        for (k, [_, _, mean, variance]) in network.norms().into_iter().enumerate() {
            close("moving mean", step, mean, &means[k]);
            if unbiased {
                for (theirs, batch) in theirs[k].iter_mut().zip(&statistics[k][1]) {
                    let batch = batch * n / (n - 1.0);
                    *theirs = momenta[k] * *theirs + (1.0 - momenta[k]) * batch;
                }
                assert_close("their variance", &theirs[k], &variances[k], tolerance);
            } else {
                close("moving variance", step, variance, &variances[k]);
            }
        }
    }

    let last = &list(&golden["steps"])[2];
    let ([m1, m2], [v1, v2]) = (pair(&last["moving_mean"]), pair(&last["moving_variance"]));
    network.set_statistics([&m1, &m2], [&v1, &v2]);
    let expected = numbers(&golden["inference"]);
    let outputs: Vec<T> = x.iter().flat_map(|x| network.forward(x)).collect();
    assert_close("inference", &outputs, &expected, tolerance);
    let folded = network.folded();
    let outputs: Vec<T> = x.iter().flat_map(|x| folded.forward(x)).collect();
    assert_close("folded", &outputs, &expected, tolerance);
}

const F64: Tolerance = Tolerance::absolute(1e-12);
/// Sums of a dozen numbers of order 1, divided by deviations down to a third, three times.
const F32: Tolerance = Tolerance::absolute(64.0 * f32::EPSILON as f64);

#[test]
fn batch_normalization_is_that_of_keras() {
    check::<f64, Double>("keras", false, F64);
    check::<f32, Single>("keras", false, F32);
}

#[test]
fn batch_normalization_is_that_of_torch_but_for_its_moving_variance() {
    check::<f64, Double>("torch", true, F64);
    check::<f32, Single>("torch", true, F32);
}

#[test]
fn the_trainer_takes_the_steps_of_keras() {
    let golden = read("batch_norm/keras.json");
    let x = arrays::<f64, 3>(&rows(&golden["X"]));
    let y = arrays::<f64, 2>(&rows(&golden["Y"]));
    let mut network = Double::start(&golden["start"]);
    Trainer::new(MeanSquaredError)
        .optimizer(Sgd::new(number(&golden["rate"])))
        .epochs(1)
        .batch_size(12)
        .no_shuffle()
        .fit(&mut network, &x, &y)
        .expect("finite targets");
    let last = &list(&golden["steps"])[2];
    let expected = weights_and_norms(&last["parameters"]);
    for (ours, theirs) in network.weights_and_norms().iter().zip(&expected) {
        assert_close("parameters", ours, theirs, F64);
    }
    for (k, variance) in pair(&last["moving_variance"]).iter().enumerate() {
        assert_close("moving variance", network.norms()[k][3], variance, F64);
    }
}

macro_rules! slopes {
    ($name:ident $scalar:ident $tolerance:expr) => {{
        network! { struct $name<$scalar>: 1 => prelu(0.25) 1 => linear 1 }
        let mut network = $name::seeded(1);
        network.layer1.weights = [[1.0]];
        network.layer2.weights = [[1.0]];
        let golden = read("activations/prelu_0.25.json");
        let [x, y, dy] = ["x", "y", "dy"].map(|key| numbers(&golden[key]));
        let mut count = 0;
        for ((x, y), dy) in x.into_iter().zip(y).zip(dy) {
            let input = $scalar::from_f64(x);
            if input.to_f64() != x || !x.is_finite() {
                // A weight of 1 times infinity is no number where it meets a bias of 0.
                continue;
            }
            count += 1;
            assert_close(
                &format!("prelu at {x:e}"),
                &network.forward(&[input]),
                &[y],
                $tolerance,
            );
            // Of a = y the loss is (a − y + ½)², so ∂loss/∂a is 1.
            let (inputs, targets) = ([[input]], [[network.forward(&[input])[0] - 0.5]]);
            if x.abs() > 1e3 {
                // The ½ is lost.
                continue;
            }
            let rounding = 1024.0 * f64::from($scalar::EPSILON);
            let rounding = Tolerance::relative(rounding, rounding);
            let samples = Samples::new(&inputs, &targets).expect("one");
            let (_, gradients) = network.gradients(&samples, &MeanSquaredError);
            let what = format!("derivative of prelu at {x:e}");
            assert_close(&what, &gradients.layer1.biases, &[dy], rounding);
            let what = format!("derivative by the slope at {x:e}");
            assert_close(&what, &gradients.slopes1, &[x.min(0.0)], rounding);
        }
        assert!(count > 80, "{count}");
    }};
}

#[test]
fn learned_slopes_are_right_everywhere() {
    slopes!(Double f64 Tolerance::relative(1e-15, 1e-307));
    slopes!(Single f32 Tolerance::relative(2e-7, f64::from(f32::MIN_POSITIVE)));
}
