//! Every loss, and its gradient with respect to z, against values of `torch` in `float64`.

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../tests/support/close.rs"]
mod close;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../tests/support/golden.rs"]
mod golden;

use close::{Tolerance, assert_close};
use golden::{list, number, numbers, read, rows};
use mlp_core::activation::{Exponential, LayerActivation, Linear, Sigmoid, Softmax, Softplus};
use mlp_core::loss::{
    BinaryCrossEntropy, CategoricalCrossEntropy, CategoricalHinge, Hinge, Huber, KlDivergence,
    LogCosh, Loss, MeanAbsoluteError, MeanSquaredError, Poisson, SquaredHinge,
};
use mlp_core::number::Scalar;
use serde_json::Value;

/// The values are sums of a few terms, each rounded to 1.1e-16 of itself; losses reach 1000.
const F64: Tolerance = Tolerance::relative(1e-14, 2e-16);

/// z and y are rounded to f32 before anything else: z changes by 2⁻²⁴ of itself, and with it the loss
/// by as much, as |∂loss/∂z| ≤ 1 (for squared errors, which are below 25, ≤ 10). The rest is
/// a handful of roundings of the result.
const F32: Tolerance = Tolerance::relative(8.0 * f32::EPSILON as f64, 4.0 * f32::EPSILON as f64);

fn tolerance<T: Scalar>() -> Tolerance {
    if T::NAME == "f64" { F64 } else { F32 }
}

/// The loss of one row, and δ.
fn row<T: Scalar, A: LayerActivation, L: Loss<A>, const N: usize>(
    activation: A,
    loss: &L,
    z: &[f64],
    y: &[f64],
) -> (T, Vec<T>) {
    let [z, y]: [[T; N]; 2] = [z, y].map(|row| core::array::from_fn(|k| T::from_f64(row[k])));
    let a = activation.forward(&z);
    (
        loss.loss(activation, &z, &a, &y),
        loss.delta(activation, &z, &a, &y).to_vec(),
    )
}

/// [`row`] for a width known at run time only: those of the golden files.
fn any_row<T: Scalar, A: LayerActivation, L: Loss<A>>(
    activation: A,
    loss: &L,
    z: &[f64],
    y: &[f64],
) -> (T, Vec<T>) {
    assert_eq!(z.len(), y.len());
    match z.len() {
        1 => row::<T, A, L, 1>(activation, loss, z, y),
        2 => row::<T, A, L, 2>(activation, loss, z, y),
        3 => row::<T, A, L, 3>(activation, loss, z, y),
        4 => row::<T, A, L, 4>(activation, loss, z, y),
        5 => row::<T, A, L, 5>(activation, loss, z, y),
        6 => row::<T, A, L, 6>(activation, loss, z, y),
        7 => row::<T, A, L, 7>(activation, loss, z, y),
        10 => row::<T, A, L, 10>(activation, loss, z, y),
        width => panic!("a case of width {width}: add a line"),
    }
}

#[allow(clippy::cast_precision_loss, reason = "a few rows")]
fn count<T>(values: &[T]) -> f64 {
    values.len() as f64
}

/// ∂loss/∂z from z, a and ∂loss/∂a of one row.
type Backward<A> = fn(A, &[f64], &[f64], &[f64]) -> Vec<f64>;

/// Row by row: the loss of each, its mean, and the gradient of the mean.
fn check_rows<T: Scalar + Into<f64>, A: LayerActivation, L: Loss<A>>(
    activation: A,
    loss: &L,
    case: &Value,
    z: &[Vec<f64>],
) {
    let targets = rows(&case["target"]);
    let results = z
        .iter()
        .zip(&targets)
        .map(|(z, y)| any_row::<T, A, L>(activation, loss, z, y));
    let (losses, deltas): (Vec<T>, Vec<Vec<T>>) = results.unzip();
    let mean = losses.iter().map(|&loss| loss.into()).sum::<f64>() / count(&losses);
    assert_close(
        "mean loss",
        &[mean],
        &[number(&case["loss_mean"])],
        tolerance::<T>(),
    );
    if let Some(expected) = case.get("loss_per_row") {
        assert_close("loss", &losses, &numbers(expected), tolerance::<T>());
    }
    let deltas: Vec<f64> = deltas
        .iter()
        .flatten()
        .map(|&delta| delta.into() / count(&losses))
        .collect();
    assert_close(
        "δ",
        &deltas,
        &numbers(&case["gradient_of_mean"]),
        tolerance::<T>(),
    );
}

/// Number by number, as outputs of width 1: the loss of each and its gradient.
fn check_elements<T: Scalar + Into<f64>, A: LayerActivation, L: Loss<A>>(
    activation: A,
    loss: &L,
    case: &Value,
    key: &str,
) {
    let (z, targets) = (numbers(&case[key]), numbers(&case["target"]));
    let results = z
        .iter()
        .zip(&targets)
        .map(|(&z, &y)| row::<T, A, L, 1>(activation, loss, &[z], &[y]));
    let (losses, deltas): (Vec<T>, Vec<Vec<T>>) = results.unzip();
    assert_close(
        "loss",
        &losses,
        &numbers(&case["loss_per_element"]),
        tolerance::<T>(),
    );
    assert_close(
        "δ",
        &deltas.concat(),
        &numbers(&case["gradient_of_sum"]),
        tolerance::<T>(),
    );
}

/// A file whose `key` is z.
fn check<A: LayerActivation, L: Loss<A>>(file: &str, key: &str, activation: A, loss: &L) {
    let golden = read(&format!("losses/{file}.json"));
    let cases = list(&golden["cases"]);
    assert!(cases.len() >= 3, "{file}");
    for case in cases {
        let z = rows(&case[key]);
        check_rows::<f64, A, L>(activation, loss, case, &z);
        check_rows::<f32, A, L>(activation, loss, case, &z);
        if case.get("loss_per_element").is_some() {
            check_elements::<f64, A, L>(activation, loss, case, key);
            check_elements::<f32, A, L>(activation, loss, case, key);
        }
    }
}

#[test]
fn mean_squared_error_is_that_of_torch() {
    check("mse", "prediction", Linear, &MeanSquaredError);
}

#[test]
fn mean_absolute_error_is_that_of_torch() {
    check("mae", "prediction", Linear, &MeanAbsoluteError);
}

#[test]
fn huber_is_that_of_torch() {
    check("huber_1", "prediction", Linear, &Huber::default());
    check("huber_0.5", "prediction", Linear, &Huber::new(0.5));
}

#[test]
fn log_cosh_is_that_of_torch() {
    check("log_cosh", "prediction", Linear, &LogCosh);
}

#[test]
fn hinges_are_those_of_torch() {
    check("hinge", "prediction", Linear, &Hinge);
    check("squared_hinge", "prediction", Linear, &SquaredHinge);
    check("categorical_hinge", "prediction", Linear, &CategoricalHinge);
}

/// With logits up to ±1000, where a formula in a has infinities.
#[test]
fn binary_cross_entropy_of_logits_is_that_of_torch() {
    check("bce_logits", "logits", Sigmoid, &BinaryCrossEntropy);
}

/// One-hot and soft targets; logits up to ±1000.
#[test]
fn categorical_cross_entropy_of_logits_is_that_of_torch() {
    check(
        "ce_logits",
        "logits",
        Softmax::default(),
        &CategoricalCrossEntropy,
    );
}

/// δ of a loss is the activation's backward pass of ∂loss/∂a, which is what these files hold.
///
/// z is found by the inverse of the activation, which multiplies the rounding of a by up to 1/(1 − a)
/// for the sigmoid; probabilities here are between 0.01 and 0.99.
fn check_probabilities<A: LayerActivation, L: Loss<A>>(
    file: &str,
    activation: A,
    loss: &L,
    inverse: fn(f64) -> f64,
    gradient_of_row: Backward<A>,
) {
    let tolerance = Tolerance::relative(1e-13, 1e-15);
    let golden = read(&format!("losses/{file}.json"));
    for case in list(&golden["cases"]) {
        let (predictions, targets) = (rows(&case["prediction"]), rows(&case["target"]));
        let mut losses = Vec::new();
        let gradients = rows(&case["gradient_of_mean"]);
        for ((a, y), gradient) in predictions.iter().zip(&targets).zip(&gradients) {
            let z: Vec<f64> = a.iter().map(|&a| inverse(a)).collect();
            let (loss, delta) = any_row::<f64, A, L>(activation, loss, &z, y);
            losses.push(loss);
            let expected: Vec<f64> = gradient_of_row(activation, &z, a, gradient)
                .iter()
                .map(|delta| delta * count(&predictions))
                .collect();
            assert_close("δ", &delta, &expected, tolerance);
        }
        let mean = losses.iter().sum::<f64>() / count(&losses);
        assert_close(
            "mean loss",
            &[mean],
            &[number(&case["loss_mean"])],
            tolerance,
        );
    }
}

/// The backward pass of one row, for the widths of the files.
fn backward<A: LayerActivation>(activation: A, z: &[f64], a: &[f64], gradient: &[f64]) -> Vec<f64> {
    fn of_width<A: LayerActivation, const N: usize>(activation: A, rows: [&[f64]; 3]) -> Vec<f64> {
        let [z, a, gradient]: [[f64; N]; 3] = rows.map(|row| core::array::from_fn(|k| row[k]));
        activation.backward(&z, &a, &gradient).to_vec()
    }
    let rows = [z, a, gradient];
    match z.len() {
        1 => of_width::<A, 1>(activation, rows),
        2 => of_width::<A, 2>(activation, rows),
        3 => of_width::<A, 3>(activation, rows),
        4 => of_width::<A, 4>(activation, rows),
        5 => of_width::<A, 5>(activation, rows),
        6 => of_width::<A, 6>(activation, rows),
        10 => of_width::<A, 10>(activation, rows),
        width => panic!("a case of width {width}: add a line"),
    }
}

#[test]
fn binary_cross_entropy_of_probabilities_is_that_of_torch() {
    let logit = |p: f64| p.ln() - (-p).ln_1p();
    check_probabilities(
        "bce_probability",
        Sigmoid,
        &BinaryCrossEntropy,
        logit,
        backward,
    );
}

#[test]
fn categorical_cross_entropy_of_probabilities_is_that_of_torch() {
    check_probabilities(
        "ce_probability",
        Softmax::default(),
        &CategoricalCrossEntropy,
        f64::ln,
        backward,
    );
}

#[test]
fn kl_divergence_is_that_of_torch() {
    check_probabilities(
        "kl_divergence",
        Softmax::default(),
        &KlDivergence,
        f64::ln,
        backward,
    );
}

#[test]
fn poisson_is_that_of_torch() {
    check_probabilities("poisson", Exponential, &Poisson, f64::ln, backward);
    check_probabilities("poisson", Softplus, &Poisson, |a| a.exp_m1().ln(), backward);
}

/// Counts where the output is 0 by rounding: ln a is z, and δ is −y.
#[test]
fn a_rate_of_zero_by_rounding_costs_what_it_should() {
    let (loss, delta) = row::<f64, _, _, 1>(Softplus, &Poisson, &[-800.0], &[3.0]);
    assert_eq!((loss, delta), (2400.0, vec![-3.0]));
    let (loss, delta) = row::<f32, _, _, 1>(Exponential, &Poisson, &[-200.0], &[3.0]);
    assert_eq!((loss, delta), (600.0, vec![-3.0]));
}

/// Where `torch` does not end a logarithm at −100, the loss of a nearly saturated output is exact,
/// with nothing clipped.
#[test]
fn saturated_outputs_cost_what_they_should() {
    let golden = read("losses/bce_saturated.json");
    let case = &golden["cases"][0];
    let (p, y) = (numbers(&case["prediction"]), numbers(&case["target"]));
    let expected = numbers(&golden["torch_log_clamped_at_minus_100"]);
    let mut compared = 0;
    for ((p, y), expected) in p.into_iter().zip(y).zip(expected) {
        if p > 0.0 && p < 1.0 && expected < 100.0 {
            let z = p.ln() - (-p).ln_1p();
            let (loss, delta) = row::<f64, _, _, 1>(Sigmoid, &BinaryCrossEntropy, &[z], &[y]);
            // z has an error of 1e-16 · |ln p|, and 1 − p one of 1e-16 for `torch`.
            assert_close(
                "loss",
                &[loss],
                &[expected],
                Tolerance::relative(1e-14, 4e-16),
            );
            assert_close("δ", &delta, &[p - y], Tolerance::relative(1e-13, 0.0));
            compared += 1;
        }
    }
    assert!(compared >= 2);
}
