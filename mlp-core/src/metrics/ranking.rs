//! How well scores order yes before no.

use super::number;
use crate::number::Scalar;
use core::cmp::Ordering;

/// The area under the ROC curve: how likely a yes has a higher score than a no; a tie counts half.
///
/// Takes pairs of score and label and sorts them by score, in place, so it needs no memory of its
/// own. ½ is what chance gives, 1 is a perfect order. NaN if there is no yes or no no, as in
/// scikit-learn's `roc_auc_score`, or if a score is NaN.
///
/// ```
/// use mlp_core::metrics::roc_auc;
///
/// let mut scored = [(0.1_f32, false), (0.4, false), (0.35, true), (0.8, true)];
/// assert_eq!(roc_auc(&mut scored), 0.75);
/// ```
///
/// # Reference
///
/// Hanley and `McNeil`, *The meaning and use of the area under a receiver operating characteristic
/// (ROC) curve*, Radiology 143 (1982), 29: the statistic of Wilcoxon, Mann and Whitney.
#[must_use]
pub fn roc_auc<T: Scalar>(scored: &mut [(T, bool)]) -> f64 {
    // Only NaN differs from itself.
    if scored
        .iter()
        .any(|(score, _)| score.partial_cmp(score).is_none())
    {
        return f64::NAN;
    }
    scored.sort_unstable_by(|(a, _), (b, _)| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    let (mut below, mut positives) = (0_u64, 0_u64);
    // Pairs of a yes and a no that are in order count two, ties one: whole numbers, so nothing is lost.
    let mut twice_in_order = 0_u128;
    for tied in scored.chunk_by(|(a, _), (b, _)| a == b) {
        let yes = tied.iter().filter(|(_, label)| *label).count() as u64;
        let no = tied.len() as u64 - yes;
        twice_in_order += u128::from(yes) * (2 * u128::from(below) + u128::from(no));
        below += no;
        positives += yes;
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "the quotient is rounded in any case"
    )]
    let in_order = twice_in_order as f64;
    in_order / (2.0 * number(positives) * number(below))
}

/// [`roc_auc`] of labels and scores in slices of their own; allocates a copy to sort.
///
/// # Errors
/// If there are not as many labels as scores.
#[cfg(feature = "std")]
pub fn roc_auc_score<T: Scalar>(
    labels: &[bool],
    scores: &[T],
) -> Result<f64, crate::samples::LengthMismatch> {
    crate::samples::LengthMismatch::check(labels.len(), scores.len())?;
    let pairs = scores.iter().copied().zip(labels.iter().copied());
    let mut sorted: std::vec::Vec<(T, bool)> = pairs.collect();
    Ok(roc_auc(&mut sorted))
}
