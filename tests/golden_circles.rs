//! Follows nine training runs of the lecture's network, computed with `NumPy`: from the same start
//! weights, the loss of every epoch and the final weights.

mod support;

use mlp::activation::Sigmoid;
use mlp::number::Scalar;
use mlp::prelude::*;
use serde_json::Value;
use std::fs;
use support::close::{Tolerance, assert_close};
use support::golden::{index, list, number, numbers, parameters, read, rows};
use support::shapes::{arrays, doubles, with_parameters};

network! {
    struct Double<f64>: 2 => relu 4 => relu 4 => sigmoid 1;
    struct Single: 2 => relu 4 => relu 4 => sigmoid 1;
}

/// The lecture's network, in either precision.
trait Circles<T: Scalar>:
    Network<Scalar = T, Input = [T; 2], Output = [T; 1], OutputActivation = Sigmoid>
{
}
impl Circles<f64> for Double {}
impl Circles<f32> for Single {}

/// How much farther than `NumPy`'s own `float32` run one of ours may be from the `f64` run.
///
/// A file's `rounding` says how far the final weights drift if the same `NumPy` code runs in
/// `float32`. Our sums run in another order, each product fused, so ours drifts to another place,
/// about as far. The factor is room for chance.
const F32_ROOM: f64 = 4.0;

fn circles(part: &str) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let path = format!(
        "{}/tests/golden/circles/circles_{part}_std.csv",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = fs::read_to_string(path).expect("a golden file");
    let row = |line: &str| -> Vec<f64> {
        line.split(',')
            .map(|field| field.parse().expect("a number"))
            .collect()
    };
    text.lines()
        .skip(1)
        .map(row)
        .map(|row| (row[..2].to_vec(), row[2..].to_vec()))
        .unzip()
}

/// A run with its data, in the precision of the network that follows it.
struct Run<T> {
    golden: Value,
    inputs: Vec<[T; 2]>,
    targets: Vec<[T; 1]>,
    /// For the weights and what follows from them.
    tolerance: Tolerance,
}

impl<T: Scalar + Into<f64>> Run<T> {
    fn read(file: &str) -> Self {
        let golden = read(&format!("circles/{file}.json"));
        let drift = number(&golden["rounding"]["max_abs_diff_final_parameters_if_run_in_float32"]);
        // 200 epochs in f64 drift by less than 3e-15 (`rounding` again).
        let tolerance = if T::NAME == "f64" {
            1e-9
        } else {
            F32_ROOM * drift
        };
        let (inputs, targets) = circles("train");
        Self {
            golden,
            inputs: arrays(&inputs),
            targets: arrays(&targets),
            tolerance: Tolerance::absolute(tolerance),
        }
    }

    fn trainer(&self) -> Trainer<BinaryCrossEntropy> {
        let trainer = Trainer::new(BinaryCrossEntropy)
            .optimizer(Sgd::new(number(&self.golden["lr"])))
            .l2(number(&self.golden["l2"]))
            .no_shuffle();
        match &self.golden["batch_size"] {
            Value::Null => trainer.full_batch(),
            size => trainer.batch_size(index(size)),
        }
    }

    /// Cross-entropy over the training part, and the same with `NumPy`'s penalty, which is divided by
    /// the number of rows.
    fn losses<N: Circles<T>>(&self, network: &N) -> [f64; 2] {
        let samples = Samples::new(&self.inputs, &self.targets).expect("as many targets");
        let cross_entropy = network.loss(&samples, &BinaryCrossEntropy).to_f64();
        let penalty = number(&self.golden["l2"]) * network.half_squared_weights().to_f64() / 140.0;
        [cross_entropy, cross_entropy + penalty]
    }

    fn check_losses(&self, losses: &[[f64; 2]]) {
        let column = |k: usize| losses.iter().map(|losses| losses[k]).collect::<Vec<_>>();
        let expected =
            |key: &str| numbers(&self.golden[&format!("{key}_before_first_epoch_then_after_each")]);
        assert_close(
            "cross-entropy",
            &column(0),
            &expected("bce"),
            self.tolerance,
        );
        assert_close("loss", &column(1), &expected("loss"), self.tolerance);
    }

    fn check_result<N: Circles<T>>(&self, network: &N) {
        let golden = &self.golden;
        let expected = parameters(&golden["final_W"], &golden["final_b"]);
        assert_close(
            "final parameters",
            network.parameters(),
            &expected,
            self.tolerance,
        );

        // |∂p/∂w| is |p (1 − p)| ≤ ¼ times an activation of a few units, for each of 37 weights.
        let tolerance = Tolerance::absolute(20.0 * self.tolerance.absolute);
        for part in ["train", "test"] {
            let (inputs, targets) = circles(part);
            let (inputs, targets) = (arrays(&inputs), arrays(&targets));
            let mut probabilities = vec![[T::ZERO; 1]; inputs.len()];
            network
                .predict_proba_batch(&inputs, &mut probabilities)
                .expect("as many outputs");
            let expected = numbers(&golden[&format!("{part}_predictions")]);
            assert_close(part, probabilities.as_flattened(), &expected, tolerance);
            let accuracy = network
                .accuracy(&inputs, &targets)
                .expect("as many targets");
            assert_close(
                part,
                &[accuracy],
                &[number(&golden[&format!("{part}_accuracy")])],
                Tolerance::absolute(1e-15),
            );
        }
    }

    /// The gradient before the first step, with and without the penalty.
    fn check_first_batch<N: Circles<T>>(&self, network: &N) {
        let golden = &self.golden["first_batch"];
        let rows: Vec<usize> = list(&golden["row_indices"]).iter().map(index).collect();
        let inputs: Vec<_> = rows.iter().map(|&row| self.inputs[row]).collect();
        let targets: Vec<_> = rows.iter().map(|&row| self.targets[row]).collect();
        let samples = Samples::new(&inputs, &targets).expect("as many targets");
        // Each gradient is a mean of up to 140 products below 10, in f32 rounded to 6e-8 of itself;
        // in f64 the files agree with PyTorch to 1e-16.
        let tolerance = Tolerance::absolute(if T::NAME == "f64" { 1e-14 } else { 1e-6 });
        let (_, gradients) = network.gradients(&samples, &BinaryCrossEntropy);
        let expected = parameters(&golden["grad_W_data_term"], &golden["grad_b"]);
        assert_close(
            "first gradient",
            gradients.parameters(),
            &expected,
            tolerance,
        );

        // The penalty is added inside the trainer, so it shows in the step: w − η g.
        let rate = number(&self.golden["lr"]);
        let expected = parameters(&golden["grad_W_with_l2"], &golden["grad_b"]);
        let before = doubles(network.parameters());
        let expected: Vec<_> = before
            .iter()
            .zip(expected)
            .map(|(w, g)| w - rate * g)
            .collect();
        let mut after = network.clone();
        self.trainer()
            .full_batch()
            .fit(&mut after, &inputs, &targets)
            .expect("a step");
        assert_close("first step", after.parameters(), &expected, tolerance);
    }
}

fn start<T: Scalar, N: Circles<T>>() -> N {
    let golden = read("circles/init_seed42.json");
    with_parameters(&parameters(&golden["W"], &golden["b"]))
}

fn follow<T: Scalar + Into<f64>, N: Circles<T>>(file: &str) {
    let run = Run::<T>::read(file);
    let mut network: N = start();
    run.check_first_batch(&network);
    let mut losses = vec![run.losses(&network)];
    let mut rates = Vec::new();
    let epochs = index(&run.golden["epochs"]);
    let observer = |epoch: &Epoch, network: &N| {
        losses.push(run.losses(network));
        rates.push(epoch.learning_rate);
    };
    let trainer = run.trainer().epochs(epochs);
    match &run.golden["lr_decay"] {
        Value::Null => trainer.fit_with(&mut network, &run.inputs, &run.targets, observer),
        decay => trainer.schedule(Exponential::new(number(decay))).fit_with(
            &mut network,
            &run.inputs,
            &run.targets,
            observer,
        ),
    }
    .expect("training");
    // Repeated squaring against Python's pow: a few roundings.
    assert_close(
        "rates",
        &rates,
        &numbers(&run.golden["epoch_lr"]),
        Tolerance::relative(1e-14, 0.0),
    );
    run.check_losses(&losses);
    run.check_result(&network);
}

/// The run whose epochs each go through the rows in an order of `NumPy`'s.
fn follow_shuffled<T: Scalar + Into<f64>, N: Circles<T>>() {
    let run = Run::<T>::read("run_shuffled_npseed0_mb16");
    let mut network: N = start();
    run.check_first_batch(&network);
    let mut losses = vec![run.losses(&network)];
    for permutation in list(&run.golden["permutations"]) {
        let order: Vec<usize> = list(permutation).iter().map(index).collect();
        let inputs: Vec<_> = order.iter().map(|&row| run.inputs[row]).collect();
        let targets: Vec<_> = order.iter().map(|&row| run.targets[row]).collect();
        run.trainer()
            .fit(&mut network, &inputs, &targets)
            .expect("an epoch");
        losses.push(run.losses(&network));
    }
    assert_eq!(losses.len(), 41);
    run.check_losses(&losses);
    run.check_result(&network);
}

macro_rules! follows {
    ($($name:ident: $file:literal),* $(,)?) => {$(
        mod $name {
            #[test]
            fn follows_the_run_in_f64() {
                super::follow::<f64, super::Double>($file);
            }

            #[test]
            fn follows_the_run_in_f32() {
                super::follow::<f32, super::Single>($file);
            }
        }
    )*};
}

follows! {
    full_batch: "run_full_l2-0_decay-none",
    full_batch_with_decay: "run_full_l2-0_decay-0.99",
    full_batch_with_l2: "run_full_l2-0.001_decay-none",
    full_batch_with_l2_and_decay: "run_full_l2-0.001_decay-0.99",
    mini_batch: "run_mb16_l2-0_decay-none",
    mini_batch_with_decay: "run_mb16_l2-0_decay-0.99",
    mini_batch_with_l2: "run_mb16_l2-0.001_decay-none",
    mini_batch_with_l2_and_decay: "run_mb16_l2-0.001_decay-0.99",
}

#[test]
fn shuffled_run_is_followed_in_f64() {
    follow_shuffled::<f64, Double>();
}

#[test]
fn shuffled_run_is_followed_in_f32() {
    follow_shuffled::<f32, Single>();
}

/// The whole forward pass of four rows, layer by layer: a network that ends at a layer shows what
/// the whole one has there.
#[test]
fn first_rows_go_through_every_layer_as_in_numpy() {
    network! {
        struct Z1<f64>: 2 => linear 4;
        struct A1<f64>: 2 => relu 4;
        struct Z2<f64>: 2 => relu 4 => linear 4;
        struct A2<f64>: 2 => relu 4 => relu 4;
        struct Z3<f64>: 2 => relu 4 => relu 4 => linear 1;
    }
    let Double {
        layer1,
        layer2,
        layer3,
    } = start::<f64, Double>();
    let golden = &read("circles/init_seed42.json")["forward_first_4_train_rows"];
    // One pass in f64: a few roundings of numbers of order 1.
    let tolerance = Tolerance::absolute(1e-14);
    for (row, x) in rows(&golden["x"]).iter().enumerate() {
        let x = &[x[0], x[1]];
        let [z, a] = ["z", "a"].map(|key| [0, 1, 2].map(|layer| numbers(&golden[key][layer][row])));
        assert_close("z1", &Z1 { layer1 }.forward(x), &z[0], tolerance);
        assert_close("a1", &A1 { layer1 }.forward(x), &a[0], tolerance);
        assert_close("z2", &Z2 { layer1, layer2 }.forward(x), &z[1], tolerance);
        assert_close("a2", &A2 { layer1, layer2 }.forward(x), &a[1], tolerance);
        assert_close(
            "z3",
            &Z3 {
                layer1,
                layer2,
                layer3,
            }
            .forward(x),
            &z[2],
            tolerance,
        );
        assert_close(
            "a3",
            &Double {
                layer1,
                layer2,
                layer3,
            }
            .forward(x),
            &a[2],
            tolerance,
        );
    }
}
