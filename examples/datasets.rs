//! Five small data sets, each learned 25 times: from 5 seeds, with each of 5 folds held out. Prints the mean
//! score on held-out samples and its standard error.
//!
//! `cargo run --release --example datasets`. With `-- --runs` it prints every run and which samples it held
//! out, from which `scripts/compare_sklearn.py` trains the same networks in scikit-learn.

use mlp::metrics::r2_score;
use mlp::prelude::*;
use mlp::samples::LengthMismatch;
use mlp::scaler::ScalerError;

// As many hidden neurons and the weights to start with that scikit-learn has unless told otherwise.
network! {
    struct Iris: 4 => relu 100 [init = glorot_uniform] => softmax 3 [init = glorot_uniform];
    struct Wine: 13 => relu 100 [init = glorot_uniform] => softmax 3 [init = glorot_uniform];
    struct Cancer: 30 => relu 100 [init = glorot_uniform] => sigmoid 1 [init = glorot_uniform];
    struct Digits: 64 => relu 100 [init = glorot_uniform] => softmax 10 [init = glorot_uniform];
    struct Diabetes: 10 => relu 100 [init = glorot_uniform] => linear 1 [init = glorot_uniform]
}

type Error = Box<dyn std::error::Error>;

const SEEDS: u32 = 5;
const FOLDS: u32 = 5;
/// scikit-learn's alpha, which it divides by the size of the batch.
const L2: f64 = 1e-4 / 32.0;

#[derive(Clone, Copy, PartialEq)]
enum Targets {
    Classes,
    Numbers,
}

fn main() -> Result<(), Error> {
    let adam = Adam::new(0.001).epsilon(1e-8);
    let classes = Trainer::new(CategoricalCrossEntropy).optimizer(adam).l2(L2);
    let two_classes = Trainer::new(BinaryCrossEntropy).optimizer(adam).l2(L2);
    // scikit-learn minimizes half the squared error, beside which the penalty weighs twice as much.
    let numbers = Trainer::new(MeanSquaredError).optimizer(adam).l2(2.0 * L2);

    let data = csv("iris").read_one_hot()?;
    evaluate(
        "iris",
        &data,
        Targets::Classes,
        classes.epochs(200),
        Iris::accuracy,
    )?;
    let data = csv("wine").read_one_hot()?;
    evaluate(
        "wine",
        &data,
        Targets::Classes,
        classes.epochs(100),
        Wine::accuracy,
    )?;
    let data = csv("breast_cancer").read()?;
    evaluate(
        "breast_cancer",
        &data,
        Targets::Classes,
        two_classes.epochs(50),
        Cancer::accuracy,
    )?;
    let data = csv("digits").read_one_hot()?;
    evaluate(
        "digits",
        &data,
        Targets::Classes,
        classes.epochs(30),
        Digits::accuracy,
    )?;
    let data = csv("diabetes").read()?;
    let r2 = |network: &Diabetes, inputs: &[_], targets: &[_]| {
        r2_score(targets, &network.outputs(inputs))
    };
    evaluate("diabetes", &data, Targets::Numbers, numbers.epochs(50), r2)
}

fn csv(name: &str) -> Csv<'static> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");
    Csv::new(format!("{directory}/{name}.csv"))
}

/// Trains a network for each seed and fold, and scores it on what was held out.
fn evaluate<N, L, const INPUTS: usize, const OUTPUTS: usize>(
    name: &str,
    data: &Dataset<INPUTS, OUTPUTS>,
    kind: Targets,
    trainer: Trainer<L, Adam>,
    score: impl Fn(&N, &[[f32; INPUTS]], &[[f32; OUTPUTS]]) -> Result<f64, LengthMismatch>,
) -> Result<(), Error>
where
    N: Network<Scalar = f32, Input = [f32; INPUTS], Output = [f32; OUTPUTS]>,
    L: Copy + Loss<N::OutputActivation, Target<[f32; OUTPUTS]> = [f32; OUTPUTS]>,
{
    let print_runs = std::env::args().any(|argument| argument == "--runs");
    // Every fold has its share of each class; numbers are all of one class.
    let class = |target: &[f32; OUTPUTS]| match kind {
        Targets::Classes => *target,
        Targets::Numbers => [0.0; OUTPUTS],
    };
    let mut scores = Vec::new();
    for seed in 0..SEEDS {
        let folds = StratifiedKFold::new(data.targets().iter().map(class), FOLDS as usize)
            .shuffle(seed.into());
        for fold in 0..FOLDS {
            let held_out: Vec<usize> = folds.test(fold as usize).collect();
            let mut train = data.select(folds.train(fold as usize))?;
            let mut test = data.select(held_out.iter().copied())?;
            standardize(train.inputs_mut(), test.inputs_mut())?;
            if kind == Targets::Numbers {
                standardize(train.targets_mut(), test.targets_mut())?;
            }

            let mut network = N::seeded((seed * FOLDS + fold).into());
            trainer
                .shuffle(seed.into())
                .fit(&mut network, train.inputs(), train.targets())?;
            scores.push(score(&network, test.inputs(), test.targets())?);
            if print_runs {
                println!(
                    "{name}|{seed}|{fold}|{}|{held_out:?}",
                    scores[scores.len() - 1]
                );
            }
        }
    }
    if !print_runs {
        let runs = f64::from(SEEDS * FOLDS);
        let mean = scores.iter().sum::<f64>() / runs;
        let squares: f64 = scores.iter().map(|score| (score - mean).powi(2)).sum();
        let error = (squares / (runs - 1.0) / runs).sqrt();
        println!("{name:<14} {mean:.4} ± {error:.4}");
    }
    Ok(())
}

/// Brings each column to mean 0 and deviation 1, as far as the training part tells.
fn standardize<const N: usize>(
    train: &mut [[f32; N]],
    test: &mut [[f32; N]],
) -> Result<(), ScalerError> {
    let scaler = StandardScaler::fit(train)?;
    scaler.transform_all(train);
    scaler.transform_all(test);
    Ok(())
}
