//! Classes: from labels to one number for each class, and from names to labels.

use super::DataError;
use mlp_core::number::Scalar;
use std::collections::BTreeSet;

/// One target for each class: 1 for the class of the sample and 0 for all others.
///
/// What Keras calls `to_categorical`, and what a softmax output is trained on.
///
/// ```
/// use mlp::data::one_hot;
///
/// let targets: Vec<[f32; 3]> = one_hot(&[2, 0])?;
/// assert_eq!(targets, [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
/// # Ok::<(), mlp::data::DataError>(())
/// ```
///
/// # Errors
/// [`DataError::NoSuchClass`] if a label is not less than `CLASSES`.
#[doc(alias = "to_categorical")]
pub fn one_hot<const CLASSES: usize, T: Scalar>(
    labels: &[usize],
) -> Result<Vec<[T; CLASSES]>, DataError> {
    let row = |(sample, &label): (usize, &usize)| {
        let mut target = [T::ZERO; CLASSES];
        match target.get_mut(label) {
            Some(class) => {
                *class = T::ONE;
                Ok(target)
            }
            None => Err(DataError::NoSuchClass {
                sample,
                label,
                classes: CLASSES,
            }),
        }
    };
    labels.iter().enumerate().map(row).collect()
}

/// Numbers the names of classes in alphabetical order, as scikit-learn's `LabelEncoder` does.
///
/// ```
/// use mlp::data::LabelEncoder;
///
/// let species = LabelEncoder::fit(["setosa", "virginica", "setosa", "versicolor"]);
/// assert_eq!(species.classes(), ["setosa", "versicolor", "virginica"]);
/// assert_eq!(species.transform("virginica"), Some(2));
/// assert_eq!(species.inverse_transform(1), Some("versicolor"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelEncoder {
    classes: Vec<String>,
}

impl LabelEncoder {
    /// Collects the different names; how often one occurs makes no difference.
    #[must_use]
    pub fn fit(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: BTreeSet<String> = names.into_iter().map(Into::into).collect();
        Self {
            classes: names.into_iter().collect(),
        }
    }

    /// The names, each at the place of its number.
    ///
    /// ```
    /// use mlp::data::LabelEncoder;
    /// use mlp::metrics::ConfusionMatrix;
    ///
    /// let species = LabelEncoder::fit(["setosa", "virginica"]);
    /// let matrix = ConfusionMatrix { counts: [[8, 2], [0, 13]] };
    /// assert!(matrix.with_names(species.classes()).to_string().contains("virginica"));
    /// ```
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The number of a name; `None` if it was not among those that were fitted.
    #[must_use]
    pub fn transform(&self, name: &str) -> Option<usize> {
        self.classes
            .binary_search_by(|class| class.as_str().cmp(name))
            .ok()
    }

    /// The name of a number; `None` if there is no such class.
    #[must_use]
    pub fn inverse_transform(&self, label: usize) -> Option<&str> {
        self.classes.get(label).map(String::as_str)
    }
}
