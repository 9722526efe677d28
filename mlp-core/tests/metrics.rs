//! Metrics against scikit-learn's numbers, and the edges that its pages describe.

use mlp_core::metrics::{
    Average, ConfusionMatrix, MetricError, binary_log_loss, log_loss, mean_absolute_error,
    mean_squared_error, r2_score, roc_auc, root_mean_squared_error, top_k_accuracy,
};
use serde_json::Value;

const GOLDEN: &str = include_str!("../../tests/golden/metrics/metrics.json");

fn golden() -> Value {
    serde_json::from_str(GOLDEN).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let values = value.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap()).collect()
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "labels"
)]
fn labels(value: &Value) -> Vec<usize> {
    numbers(value)
        .into_iter()
        .map(|label| label as usize)
        .collect()
}

fn decisions(value: &Value) -> Vec<bool> {
    labels(value).into_iter().map(|label| label == 1).collect()
}

fn rows<const N: usize>(value: &Value) -> Vec<[f64; N]> {
    let rows = value.as_array().unwrap().iter();
    rows.map(|row| numbers(row).try_into().unwrap()).collect()
}

fn assert_close(actual: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    let near = (actual - expected).abs() <= 1e-14 * expected.abs().max(1.0);
    assert!(near, "{what}: {actual} instead of {expected}");
}

fn check_classes<const K: usize>(case: &Value) {
    let (expected, predicted) = (labels(&case["expected"]), labels(&case["predicted"]));
    let matrix = ConfusionMatrix::<K>::from_labels(&expected, &predicted).unwrap();
    for (row, expected) in matrix
        .counts
        .iter()
        .zip(case["confusion"].as_array().unwrap())
    {
        let expected = expected.as_array().unwrap().iter();
        assert!(
            row.iter()
                .copied()
                .eq(expected.map(|n| n.as_u64().unwrap()))
        );
    }
    assert_close(matrix.accuracy(), &case["accuracy"], "accuracy");
    for class in 0..K {
        assert_close(
            matrix.precision(class),
            &case["precision"][class],
            "precision",
        );
        assert_close(matrix.recall(class), &case["recall"][class], "recall");
        assert_close(matrix.f1(class), &case["f1"][class], "f1");
    }
    for (average, name) in [
        (Average::Macro, "macro"),
        (Average::Micro, "micro"),
        (Average::Weighted, "weighted"),
    ] {
        let of = |score: &str| case[format!("{score}_{name}")].clone();
        assert_close(matrix.average_precision(average), &of("precision"), name);
        assert_close(matrix.average_recall(average), &of("recall"), name);
        assert_close(matrix.average_f1(average), &of("f1"), name);
    }
}

#[test]
fn scores_of_classes_are_scikit_learns() {
    let cases = &golden()["classes"];
    check_classes::<2>(&cases[0]);
    check_classes::<4>(&cases[1]);
    check_classes::<4>(&cases[2]);
}

#[test]
fn a_class_that_never_occurs_does_not_change_the_averages() {
    let case = &golden()["classes"][1];
    let (expected, predicted) = (labels(&case["expected"]), labels(&case["predicted"]));
    let narrow = ConfusionMatrix::<4>::from_labels(&expected, &predicted).unwrap();
    let wide = ConfusionMatrix::<6>::from_labels(&expected, &predicted).unwrap();
    for average in [Average::Macro, Average::Micro, Average::Weighted] {
        assert_eq!(wide.average_f1(average), narrow.average_f1(average));
    }
    assert_eq!(
        (wide.precision(5), wide.recall(5), wide.f1(5)),
        (0.0, 0.0, 0.0)
    );
    assert_eq!(
        (wide.precision(6), wide.recall(6), wide.f1(6)),
        (0.0, 0.0, 0.0)
    );
}

#[test]
fn labels_that_are_no_classes_and_slices_that_do_not_match_are_refused() {
    let error = ConfusionMatrix::<2>::from_labels(&[0_usize, 2], &[0, 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sample 1 (counted from 0): label 2 is out of range: the classes are numbered 0 to 1"
    );
    let mut matrix = ConfusionMatrix::<2>::new();
    assert!(matrix.record(1, 5).is_err());
    assert_eq!(matrix, ConfusionMatrix::new());
    let error = ConfusionMatrix::<2>::from_labels(&[true], &[]).unwrap_err();
    assert!(matches!(error, MetricError::Lengths(_)));
    assert!(log_loss(&[3], &[[0.5, 0.5]]).is_err());
    assert!(top_k_accuracy(&[3], &[[0.5, 0.5]], 1).is_err());
    assert!(r2_score(&[[1.0]], &[]).is_err());
}

#[test]
fn a_matrix_prints_as_a_table_with_the_numbers_of_the_classes() {
    let matrix = ConfusionMatrix {
        counts: [[1, 0], [1_234_567, 2]],
    };
    assert_eq!(
        matrix.to_string(),
        "expected \\ predicted       0      1  recall\n\
         0                          1      0  1.0000\n\
         1                    1234567      2  0.0000\n\
         precision             0.0000 1.0000  0.0000"
    );
}

#[test]
fn the_area_under_the_curve_is_scikit_learns_with_ties_and_without() {
    for case in golden()["roc"].as_array().unwrap() {
        let labels = decisions(&case["labels"]);
        let mut scored: Vec<(f64, bool)> =
            numbers(&case["scores"]).into_iter().zip(labels).collect();
        assert_close(roc_auc(&mut scored), &case["roc_auc"], "roc_auc");
    }
}

#[test]
fn an_area_without_both_classes_or_with_nan_is_nan() {
    assert!(roc_auc::<f32>(&mut []).is_nan());
    assert!(roc_auc(&mut [(0.5_f32, true), (0.6, true)]).is_nan());
    assert!(roc_auc(&mut [(0.5_f32, false)]).is_nan());
    assert!(roc_auc(&mut [(f64::NAN, false), (1.0, true), (2.0, false)]).is_nan());
    assert_eq!(roc_auc(&mut [(-0.0_f32, true), (0.0, false)]), 0.5);
}

#[test]
fn log_loss_and_top_k_are_scikit_learns() {
    let golden = golden();
    for case in golden["log_loss"].as_array().unwrap() {
        let loss = log_loss(&labels(&case["labels"]), &rows::<3>(&case["probabilities"]));
        assert_close(loss.unwrap(), &case["loss"], "log_loss");
    }
    let case = &golden["binary_log_loss"];
    let loss = binary_log_loss(
        &decisions(&case["labels"]),
        &numbers(&case["probabilities"]),
    );
    assert_close(loss.unwrap(), &case["loss"], "binary_log_loss");

    let case = &golden["top_k"];
    let (labels, outputs) = (labels(&case["labels"]), rows::<3>(&case["probabilities"]));
    for k in 1..=3 {
        let top = top_k_accuracy(&labels, &outputs, k).unwrap();
        assert_close(top, &case["top"][k - 1], "top_k_accuracy");
    }
    // At a tie all are among the largest; nothing is among none.
    assert_eq!(top_k_accuracy(&[1], &[[0.5, 0.5]], 1), Ok(1.0));
    assert_eq!(top_k_accuracy(&[1], &[[0.5, 0.5]], 0), Ok(0.0));
    assert_eq!(top_k_accuracy(&[0], &[[f64::NAN, 0.5]], 2), Ok(0.0));
}

#[test]
fn probabilities_of_0_and_1_cost_what_scikit_learns_limits_cost() {
    // −ln(1 − ε) and −ln ε, by Python's log1p and log.
    let close = |actual: f64, expected: f64| (actual / expected - 1.0).abs() < 1e-9;
    let loss = |yes, p: f32| binary_log_loss(&[yes], &[p]).unwrap();
    assert!(close(loss(true, 1.0), 1.192_092_966_562_091_6e-7));
    assert!(close(loss(false, 0.0), 1.192_092_966_562_091_6e-7));
    assert!(close(loss(true, 0.0), 15.942_385_152_878_742));
    assert!(close(loss(false, 1.0), 15.942_385_152_878_742));
}

#[test]
fn scores_of_regression_are_scikit_learns() {
    let golden = &golden()["regression"];
    let (y, p) = (
        rows::<2>(&golden["expected"]),
        rows::<2>(&golden["predicted"]),
    );
    assert_close(mean_squared_error(&y, &p).unwrap(), &golden["mse"], "mse");
    assert_close(mean_absolute_error(&y, &p).unwrap(), &golden["mae"], "mae");
    assert_close(r2_score(&y, &p).unwrap(), &golden["r2"], "r2");
    let first = |rows: &[[f64; 2]]| rows.iter().map(|row| [row[0]]).collect::<Vec<_>>();
    let rmse = root_mean_squared_error(&first(&y), &first(&p)).unwrap();
    assert_close(rmse, &golden["rmse_of_first_output"], "rmse");
    let constant = |p: f64| r2_score(&[[3.0], [3.0]], &[[3.0], [p]]).unwrap();
    assert_close(constant(3.0), &golden["constant_and_right"], "r2");
    assert_close(constant(4.0), &golden["constant_and_wrong"], "r2");
    assert!(constant(f64::NAN).is_nan());
    assert!(r2_score(&[[1.0]], &[[1.0]]).unwrap().is_nan());
    assert!(mean_squared_error::<f32, 1>(&[], &[]).unwrap().is_nan());
}
