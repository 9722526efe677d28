//! Against scikit-learn's scaler on the circles data, and the edges that it has not.

extern crate std;

use super::*;
use std::vec::Vec;

/// A golden CSV of two features and a label, without the label.
fn features(csv: &str) -> Vec<[f64; 2]> {
    let rows = csv.lines().skip(1);
    rows.map(|row| {
        let mut fields = row.split(',').map(|field| field.parse().unwrap());
        array::from_fn(|_| fields.next().unwrap())
    })
    .collect()
}

fn close(actual: f64, expected: f64, tolerance: f64) -> bool {
    (actual - expected).abs() <= tolerance * expected.abs().max(1.0)
}

const TRAIN: &str = include_str!("../../../../tests/golden/circles/circles_train_raw.csv");
const TRAIN_STANDARDIZED: &str =
    include_str!("../../../../tests/golden/circles/circles_train_std.csv");
const TEST: &str = include_str!("../../../../tests/golden/circles/circles_test_raw.csv");
const TEST_STANDARDIZED: &str =
    include_str!("../../../../tests/golden/circles/circles_test_std.csv");
const SCALER: &str = include_str!("../../../../tests/golden/circles/scaler.json");

#[test]
fn circles_are_scaled_as_scikit_learn_scales_them() {
    // Both are within a few units in the last place of the true value: 1e-15 is four and a half of them.
    let golden: serde_json::Value = serde_json::from_str(SCALER).unwrap();
    let scaler = StandardScaler::fit(&features(TRAIN)).unwrap();
    for i in 0..2 {
        assert!(close(
            scaler.mean[i],
            golden["mean"][i].as_f64().unwrap(),
            1e-15
        ));
        assert!(close(
            scaler.scale[i],
            golden["scale"][i].as_f64().unwrap(),
            1e-15
        ));
    }
    for (raw, standardized) in [(TRAIN, TRAIN_STANDARDIZED), (TEST, TEST_STANDARDIZED)] {
        let mut samples = features(raw);
        scaler.transform_all(&mut samples);
        for (actual, expected) in samples
            .iter()
            .flatten()
            .zip(features(standardized).iter().flatten())
        {
            assert!(
                close(*actual, *expected, 1e-15),
                "{actual} instead of {expected}"
            );
        }
    }
}

#[test]
#[allow(clippy::cast_possible_truncation, reason = "the same numbers as f32")]
fn single_precision_is_measured_in_double() {
    let single: Vec<[f32; 2]> = features(TRAIN)
        .iter()
        .map(|sample| sample.map(|x| x as f32))
        .collect();
    let widened: Vec<[f64; 2]> = single.iter().map(|sample| sample.map(f64::from)).collect();
    let (single, double) = (
        StandardScaler::fit(&single).unwrap(),
        StandardScaler::fit(&widened).unwrap(),
    );
    assert_eq!(single.mean, double.mean.map(|x| x as f32));
    assert_eq!(single.scale, double.scale.map(|x| x as f32));
}

#[test]
fn a_large_offset_costs_no_digits() {
    // Mean 10⁹ and deviation 1 by construction; a sum of squares in f64 would leave nothing of it.
    let samples: [[f64; 1]; 4] = [[1e9 - 1.0], [1e9 + 1.0], [1e9 - 1.0], [1e9 + 1.0]];
    let scaler = StandardScaler::fit(&samples).unwrap();
    assert_eq!((scaler.mean, scaler.scale), ([1e9], [1.0]));
}

#[test]
fn a_constant_feature_becomes_zero() {
    let scaler = StandardScaler::fit(&[[0.1_f64, 0.0]; 7]).unwrap();
    assert_eq!(scaler.scale, [1.0, 1.0]);
    assert_eq!(scaler.transform(&[0.1, 0.0]), [0.0, 0.0]);
    // One sample is constant, too, and so is a spread below the smallest number.
    assert_eq!(StandardScaler::fit(&[[5.0_f32]]).unwrap().scale, [1.0]);
    assert_eq!(
        StandardScaler::fit(&[[0.0], [f32::from_bits(1)]])
            .unwrap()
            .scale,
        [1.0]
    );
}

#[test]
fn the_inverse_gives_the_sample_back() {
    let scaler = StandardScaler {
        mean: [2.0_f64, -1.0],
        scale: [0.5, 4.0],
    };
    assert_eq!(scaler.transform(&[3.0, 7.0]), [2.0, 2.0]);
    assert_eq!(scaler.inverse_transform(&[2.0, 2.0]), [3.0, 7.0]);
}

#[test]
fn a_scaler_is_not_fitted_to_nothing_or_to_nonsense() {
    use std::string::ToString;
    let error = StandardScaler::<2>::fit(&[]).unwrap_err();
    assert_eq!(error.to_string(), "there are no samples to fit a scaler to");
    for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let error = StandardScaler::fit(&[[0.0, 1.0], [2.0, number]]).unwrap_err();
        assert_eq!(
            error,
            ScalerError::NotFinite {
                sample: 1,
                feature: 1
            }
        );
        assert_eq!(
            error.to_string(),
            "sample 1, feature 1 (both counted from 0) is not a finite number"
        );
    }
    let error = StandardScaler::fit(&[[f64::MAX], [f64::MAX]]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the numbers of feature 0 (counted from 0) are too large for their deviation"
    );
    assert!(StandardScaler::fit(&[[-1e200], [1e200]]).is_err());
}

#[test]
fn the_rounding_of_a_large_mean_is_taken_out_of_the_deviation() {
    // The mean, 2⁵³ + 5, is no f64; the deviation is 5.
    let start = 9_007_199_254_740_992.0;
    let scaler = StandardScaler::fit(&[[start], [start + 10.0]]).expect("finite numbers");
    assert_eq!(scaler.scale, [5.0]);
}
