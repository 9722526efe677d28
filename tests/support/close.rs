//! Equality up to a tolerance, with everything that is needed to judge a failure.

/// How far a number may be from what is expected: `absolute + relative · |expected|`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerance {
    pub(crate) relative: f64,
    pub(crate) absolute: f64,
}

impl Tolerance {
    pub(crate) const fn absolute(absolute: f64) -> Self {
        Self {
            relative: 0.0,
            absolute,
        }
    }

    /// The larger part for large numbers, the absolute part for those near zero.
    pub(crate) const fn relative(relative: f64, absolute: f64) -> Self {
        Self { relative, absolute }
    }
}

/// Panics at the first number that is too far from what is expected.
///
/// NaN is close to NaN, an infinity to itself, and nothing else is close to either.
#[track_caller]
pub(crate) fn assert_close<T: Copy + Into<f64>>(
    what: &str,
    actual: &[T],
    expected: &[f64],
    tolerance: Tolerance,
) {
    assert_eq!(
        actual.len(),
        expected.len(),
        "{what}: different numbers of numbers"
    );
    for (index, (&actual, &expected)) in actual.iter().zip(expected).enumerate() {
        let actual = actual.into();
        let difference = (actual - expected).abs();
        let allowed = tolerance.absolute + tolerance.relative * expected.abs();
        let is_same =
            actual.to_bits() == expected.to_bits() || actual.is_nan() && expected.is_nan();
        let is_close = is_same || expected.is_finite() && difference <= allowed;
        assert!(
            is_close,
            "{what}[{index}] is {actual:e}, not {expected:e}: difference {difference:e}, allowed {allowed:e}"
        );
    }
}
