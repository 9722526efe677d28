//! Min-max and robust scalers against scikit-learn's.

use mlp_core::scaler::{MinMaxScaler, RobustScaler, ScalerError};
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
