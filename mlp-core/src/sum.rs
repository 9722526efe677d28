//! Long sums in `f64`, for what is measured about data: compensated, so that they do not drift.

use crate::number::Real;

/// The sum, with the rounding errors of its additions added back at the end.
///
/// # Reference
///
/// Neumaier, *Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen*, Zeitschrift
/// für Angewandte Mathematik und Mechanik 54 (1974), 39.
pub(crate) fn compensated(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sum = 0.0_f64;
    let mut lost = 0.0;
    for number in numbers {
        let next = sum + number;
        lost += if Real::abs(sum) >= Real::abs(number) {
            (sum - next) + number
        } else {
            (number - next) + sum
        };
        sum = next;
    }
    sum + lost
}
