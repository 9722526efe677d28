//! Min-max and robust scalers against scikit-learn's, and scalers that become part of a layer.

use mlp_core::Dense;
use mlp_core::scaler::{MinMaxScaler, RobustScaler, ScalerError, StandardScaler};
use serde_json::Value;

const GOLDEN: &str = include_str!("../../tests/golden/scalers/scalers.json");

fn numbers(value: &Value) -> [f64; 4] {
    let values = value.as_array().unwrap().iter();
    let values: Vec<f64> = values.map(|value| value.as_f64().unwrap()).collect();
    values.try_into().unwrap()
}

fn rows(value: &Value) -> Vec<[f64; 4]> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn assert_close(actual: &[[f64; 4]], expected: &[[f64; 4]]) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.as_flattened().iter().zip(expected.as_flattened()) {
        let near = (actual - expected).abs() <= 4e-15 * expected.abs().max(1.0);
        assert!(near, "{actual} instead of {expected}");
    }
}

#[test]
fn robust_and_min_max_scale_as_scikit_learn_scales() {
    let golden: Value = serde_json::from_str(GOLDEN).unwrap();
    for case in golden.as_array().unwrap() {
        let samples = rows(&case["samples"]);
        let robust = RobustScaler::fit(&samples).unwrap();
        assert_close(&[robust.center], &[numbers(&case["center"])]);
        assert_close(&[robust.scale], &[numbers(&case["scale"])]);
        let mut scaled = samples.clone();
        robust.transform_all(&mut scaled);
        assert_close(&scaled, &rows(&case["robust"]));
        let back: Vec<_> = scaled
            .iter()
            .map(|row| robust.inverse_transform(row))
            .collect();
        assert_close(&back, &samples);

        let unit = MinMaxScaler::fit(&samples).unwrap();
        assert_eq!(unit.min, numbers(&case["data_min"]));
        for (scaler, expected) in [
            (unit, &case["min_max"]),
            (unit.between(-1.0, 1.0), &case["min_max_symmetric"]),
        ] {
            let mut scaled = samples.clone();
            scaler.transform_all(&mut scaled);
            assert_close(&scaled, &rows(expected));
            let back: Vec<_> = scaled
                .iter()
                .map(|row| scaler.inverse_transform(row))
                .collect();
            assert_close(&back, &samples);
        }
    }
}

/// z = x W + b, in the order of writing.
fn respond(layer: &Dense<2, 3, f64>, x: [f64; 2]) -> [f64; 3] {
    core::array::from_fn(|j| {
        layer.biases[j] + x[0] * layer.weights[0][j] + x[1] * layer.weights[1][j]
    })
}

#[test]
fn a_scaler_in_the_first_layer_does_what_it_did_before_it() {
    let samples = [
        [3.0, -120.0],
        [5.0, 40.0],
        [4.0, 0.5],
        [10.0, 7.0],
        [-2.0, 900.0],
    ];
    let layer = Dense::<2, 3, f64> {
        weights: [[0.5, -1.25, 2.0], [1.0, 0.75, -0.125]],
        biases: [0.1, -0.2, 0.3],
    };
    let check = |transform: &dyn Fn(&[f64; 2]) -> [f64; 2],
                 fold: &dyn Fn(&mut Dense<2, 3, f64>)| {
        let mut folded = layer;
        fold(&mut folded);
        for sample in samples {
            let (before, after) = (
                respond(&layer, transform(&sample)),
                respond(&folded, sample),
            );
            for (before, after) in before.iter().zip(after) {
                assert!(
                    (before - after).abs() < 1e-14,
                    "{after} instead of {before}"
                );
            }
        }
    };
    let standard = StandardScaler::fit(&samples).unwrap();
    check(&|x| standard.transform(x), &|layer| {
        standard.fold_into(layer);
    });
    let min_max = MinMaxScaler::fit(&samples).unwrap().between(-1.0, 3.0);
    check(&|x| min_max.transform(x), &|layer| {
        min_max.fold_into(layer);
    });
    let robust = RobustScaler::fit(&samples).unwrap();
    check(&|x| robust.transform(x), &|layer| {
        robust.fold_into(layer);
    });
}

#[test]
fn a_scaler_of_targets_in_the_last_layer_gives_outputs_in_their_own_unit() {
    let targets = [[100.0, 0.0, -1.0], [300.0, 5.0, 1.0], [250.0, 2.0, 0.5]];
    let layer = Dense::<2, 3, f64> {
        weights: [[0.5, -1.25, 2.0], [1.0, 0.75, -0.125]],
        biases: [0.1, -0.2, 0.3],
    };
    let standard = StandardScaler::fit(&targets).unwrap();
    let symmetric = MinMaxScaler::fit(&targets).unwrap().between(-1.0, 1.0);
    let x = [0.3, -0.7];
    let mut folded = layer;
    standard.fold_inverse_into(&mut folded);
    for (y, expected) in respond(&folded, x)
        .iter()
        .zip(standard.inverse_transform(&respond(&layer, x)))
    {
        assert!((y - expected).abs() < 1e-12);
    }
    let mut folded = layer;
    symmetric.fold_inverse_into(&mut folded);
    for (y, expected) in respond(&folded, x)
        .iter()
        .zip(symmetric.inverse_transform(&respond(&layer, x)))
    {
        assert!((y - expected).abs() < 1e-12);
    }
}

#[test]
fn no_scaler_is_fitted_to_nothing_or_to_nonsense() {
    assert_eq!(MinMaxScaler::<2>::fit(&[]), Err(ScalerError::Empty));
    assert_eq!(RobustScaler::<2>::fit(&[]), Err(ScalerError::Empty));
    let error = ScalerError::NotFinite {
        sample: 1,
        feature: 0,
    };
    let samples = [[1.0_f32], [f32::NAN]];
    assert_eq!(MinMaxScaler::fit(&samples), Err(error));
    assert_eq!(RobustScaler::fit(&samples), Err(error));
    let far = [[f64::MIN], [f64::MAX], [f64::MIN], [f64::MAX]];
    assert_eq!(
        MinMaxScaler::fit(&far),
        Err(ScalerError::Overflow { feature: 0 })
    );
    assert_eq!(
        RobustScaler::fit(&far),
        Err(ScalerError::Overflow { feature: 0 })
    );
}
