//! Which classes are taken for which, and the scores that follow from the counts.

use super::{MetricError, number};
use crate::samples::LengthMismatch;
use core::fmt::{self, Display, Formatter};

/// How often each class was taken for each: `counts[expected][predicted]`, as in scikit-learn's
/// `confusion_matrix`.
///
/// The usual scores are computed from it. For class c, with TP = `counts[c][c]`, FP = the rest of
/// column c and FN = the rest of row c:
///
/// | score | formula |
/// |---|---|
/// | [`precision`](Self::precision) | TP / (TP + FP) |
/// | [`recall`](Self::recall) | TP / (TP + FN) |
/// | [`f1`](Self::f1) | 2 TP / (2 TP + FP + FN) |
///
/// Where the denominator is 0 the score is 0, as in scikit-learn.
///
/// # Examples
///
/// ```
/// use mlp_core::metrics::{Average, ConfusionMatrix};
///
/// # fn main() -> Result<(), mlp_core::metrics::MetricError> {
/// let expected = [0_usize, 0, 1, 1, 1, 2];
/// let predicted = [0_usize, 1, 1, 1, 0, 2];
/// let matrix = ConfusionMatrix::<3>::from_labels(&expected, &predicted)?;
/// assert_eq!(matrix.counts[1], [1, 2, 0]);
/// assert_eq!(matrix.precision(0), 0.5);
/// assert_eq!(matrix.average_recall(Average::Micro), 4.0 / 6.0);
/// # Ok(())
/// # }
/// ```
///
/// It prints as a table; [`with_names`](Self::with_names) puts the names of the classes beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix<const K: usize> {
    /// `counts[expected][predicted]`.
    pub counts: [[u64; K]; K],
}

/// How the scores of the classes become one score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Average {
    /// The mean over the classes that were expected or predicted at least once: each counts the same,
    /// however rare it is.
    Macro,
    /// The score of TP, FP and FN added up over all classes: for one label a sample that is the
    /// accuracy.
    Micro,
    /// The mean over the classes, each weighted by how often it was expected.
    Weighted,
}

impl<const K: usize> Default for ConfusionMatrix<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const K: usize> ConfusionMatrix<K> {
    /// Nothing counted yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            counts: [[0; K]; K],
        }
    }

    /// Counts the pairs of two slices of labels: numbers from 0, or `bool`s (no is 0, yes is 1).
    ///
    /// # Errors
    /// If the slices have different lengths, or a label is not less than `K`.
    pub fn from_labels<L: Copy + Into<usize>>(
        expected: &[L],
        predicted: &[L],
    ) -> Result<Self, MetricError> {
        LengthMismatch::check(expected.len(), predicted.len())?;
        let mut matrix = Self::new();
        for (sample, (&expected, &predicted)) in expected.iter().zip(predicted).enumerate() {
            matrix.count(Some(sample), expected.into(), predicted.into())?;
        }
        Ok(matrix)
    }

    /// Counts one answer.
    ///
    /// # Errors
    /// If a label is not less than `K`; then nothing is counted.
    pub fn record(&mut self, expected: usize, predicted: usize) -> Result<(), MetricError> {
        self.count(None, expected, predicted)
    }

    fn count(
        &mut self,
        sample: Option<usize>,
        expected: usize,
        predicted: usize,
    ) -> Result<(), MetricError> {
        MetricError::check(sample, expected, K)?;
        MetricError::check(sample, predicted, K)?;
        let count = &mut self.counts[expected][predicted];
        *count = count.saturating_add(1);
        Ok(())
    }

    /// The number of answers counted.
    #[must_use]
    pub fn samples(&self) -> u64 {
        total(self.counts.iter().flatten())
    }

    /// The fraction of answers that are right; NaN for none.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        number(self.right()) / number(self.samples())
    }

    /// How often the class was expected; 0 for a class there is not.
    #[must_use]
    pub fn support(&self, class: usize) -> u64 {
        self.counts.get(class).map_or(0, |row| total(row.iter()))
    }

    /// How often the class was predicted; 0 for a class there is not.
    #[must_use]
    pub fn predictions(&self, class: usize) -> u64 {
        total(self.counts.iter().filter_map(|row| row.get(class)))
    }

    /// Of the answers that say this class, the fraction that is right; 0 if there are none.
    #[must_use]
    pub fn precision(&self, class: usize) -> f64 {
        ratio(self.hits(class), self.predictions(class))
    }

    /// Of the samples of this class, the fraction that is found; 0 if there are none.
    #[must_use]
    pub fn recall(&self, class: usize) -> f64 {
        ratio(self.hits(class), self.support(class))
    }

    /// The harmonic mean of precision and recall; 0 if the class was neither expected nor predicted.
    #[must_use]
    pub fn f1(&self, class: usize) -> f64 {
        // 2 TP / (2 TP + FP + FN), and TP + FP and TP + FN are how often it was predicted and expected.
        ratio(
            self.hits(class).saturating_mul(2),
            self.predictions(class).saturating_add(self.support(class)),
        )
    }

    /// The precision of all classes as one number.
    #[must_use]
    pub fn average_precision(&self, average: Average) -> f64 {
        self.average(average, Self::precision)
    }

    /// The recall of all classes as one number.
    #[must_use]
    pub fn average_recall(&self, average: Average) -> f64 {
        self.average(average, Self::recall)
    }

    /// The F1 score of all classes as one number.
    #[must_use]
    pub fn average_f1(&self, average: Average) -> f64 {
        self.average(average, Self::f1)
    }

    /// The matrix as a table with these names, such as those that `LabelEncoder::classes` gives; a class without a
    /// name shows its number.
    ///
    /// ```
    /// use mlp_core::metrics::ConfusionMatrix;
    ///
    /// let matrix = ConfusionMatrix { counts: [[8, 2], [0, 13]] };
    /// # extern crate std;
    /// # use std::string::ToString;
    /// let table = matrix.with_names(&["ham", "spam"]).to_string();
    /// assert_eq!(table, "\
    /// expected \\ predicted    ham   spam  recall
    /// ham                       8      2  0.8000
    /// spam                      0     13  1.0000
    /// precision            1.0000 0.8667  0.9130");
    /// ```
    ///
    /// The number in the corner is the accuracy.
    #[must_use]
    pub const fn with_names<'a, S: AsRef<str>>(&'a self, names: &'a [S]) -> Table<'a, K, S> {
        Table {
            matrix: self,
            names,
        }
    }

    fn average(&self, average: Average, score: impl Fn(&Self, usize) -> f64) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for class in 0..K {
            let weight = match average {
                Average::Micro => return ratio(self.right(), self.samples()),
                Average::Macro if self.support(class) == 0 && self.predictions(class) == 0 => 0.0,
                Average::Macro => 1.0,
                Average::Weighted => number(self.support(class)),
            };
            sum += weight * score(self, class);
            weights += weight;
        }
        if weights == 0.0 { 0.0 } else { sum / weights }
    }

    fn hits(&self, class: usize) -> u64 {
        let row = self.counts.get(class);
        row.and_then(|row| row.get(class)).copied().unwrap_or(0)
    }

    fn right(&self) -> u64 {
        (0..K).fold(0, |sum, class| sum.saturating_add(self.hits(class)))
    }
}

fn total<'a>(counts: impl IntoIterator<Item = &'a u64>) -> u64 {
    counts
        .into_iter()
        .fold(0, |sum, &count| sum.saturating_add(count))
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        number(part) / number(whole)
    }
}

/// A confusion matrix that prints with the names of its classes.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a, const K: usize, S = &'a str> {
    matrix: &'a ConfusionMatrix<K>,
    names: &'a [S],
}

/// The name of a class, or its number.
struct Name<'a>(Option<&'a str>, usize);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => Display::fmt(name, f),
            None => Display::fmt(&self.1, f),
        }
    }
}

impl Name<'_> {
    fn width(&self) -> usize {
        match self.0 {
            Some(name) => name.chars().count(),
            None => digits(self.1 as u64),
        }
    }
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}

impl<const K: usize, S: AsRef<str>> Display for Table<'_, K, S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const CORNER: &str = "expected \\ predicted";
        // A score takes six characters: 0.1234.
        const SCORE: usize = 6;
        let matrix = self.matrix;
        let name = |class| Name(self.names.get(class).map(AsRef::as_ref), class);
        let first = (0..K).map(|class| name(class).width());
        let first = first.fold(CORNER.len(), usize::max);
        let column = |class: usize| {
            let counts = matrix
                .counts
                .iter()
                .filter_map(|row| row.get(class))
                .map(|&count| digits(count));
            counts.fold(name(class).width().max(SCORE), usize::max)
        };

        write!(f, "{CORNER:first$}")?;
        for class in 0..K {
            write!(f, " {:>1$}", name(class), column(class))?;
        }
        write!(f, "  recall")?;
        for (class, row) in matrix.counts.iter().enumerate() {
            write!(f, "\n{:<first$}", name(class))?;
            for (other, count) in row.iter().enumerate() {
                write!(f, " {count:>0$}", column(other))?;
            }
            write!(f, "  {:.4}", matrix.recall(class))?;
        }
        write!(f, "\n{:first$}", "precision")?;
        for class in 0..K {
            write!(f, " {:>1$.4}", matrix.precision(class), column(class))?;
        }
        write!(f, "  {:.4}", matrix.accuracy())
    }
}

impl<const K: usize> Display for ConfusionMatrix<K> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.with_names::<&str>(&[]).fmt(f)
    }
}
