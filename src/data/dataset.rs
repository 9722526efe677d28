//! Samples in memory: inputs and the targets that belong to them.

mod split;

use super::DataError;
use super::shuffle::permutation;
use core::iter::Zip;
use core::slice;
use mlp_core::samples::Samples;

/// Inputs and the targets that belong to them, as two slices of the same length.
///
/// # Shapes
///
/// `inputs()[i]` has `INPUTS` numbers, `targets()[i]` has `OUTPUTS`, and both belong to sample i.
/// Nothing that can be done to a data set breaks that.
///
/// # Examples
///
/// ```
/// use mlp::data::Dataset;
///
/// # fn main() -> Result<(), mlp::data::DataError> {
/// let xor: Dataset<2, 1> = Dataset::new(
///     vec![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]],
///     vec![[0.0], [1.0], [1.0], [0.0]],
/// )?;
/// for (input, target) in &xor {
///     assert_eq!(target[0] == 1.0, input[0] != input[1]);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<const INPUTS: usize, const OUTPUTS: usize, T = f32> {
    inputs: Vec<[T; INPUTS]>,
    targets: Vec<[T; OUTPUTS]>,
}

/// The samples of a [`Dataset`] in order, as pairs of input and target.
pub type Iter<'a, const INPUTS: usize, const OUTPUTS: usize, T = f32> =
    Zip<slice::Iter<'a, [T; INPUTS]>, slice::Iter<'a, [T; OUTPUTS]>>;

impl<const INPUTS: usize, const OUTPUTS: usize, T> Dataset<INPUTS, OUTPUTS, T> {
    /// Joins inputs and targets; the first input belongs to the first target, and so on.
    ///
    /// # Errors
    ///
    /// [`DataError::LengthMismatch`] if there are more of one than of the other.
    pub fn new(inputs: Vec<[T; INPUTS]>, targets: Vec<[T; OUTPUTS]>) -> Result<Self, DataError> {
        if inputs.len() == targets.len() {
            Ok(Self { inputs, targets })
        } else {
            Err(DataError::LengthMismatch {
                inputs: inputs.len(),
                targets: targets.len(),
            })
        }
    }

    /// The inputs of all samples.
    #[must_use]
    pub fn inputs(&self) -> &[[T; INPUTS]] {
        &self.inputs
    }

    /// The targets of all samples.
    #[must_use]
    pub fn targets(&self) -> &[[T; OUTPUTS]] {
        &self.targets
    }

    /// The samples as losses, gradients and [`fit_validated`](mlp_core::train::Trainer::fit_validated) take
    /// them: inputs beside targets, borrowed.
    ///
    /// ```
    /// use mlp::prelude::*;
    ///
    /// network! { struct Line: 1 => linear 1 }
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let data = Dataset::new(vec![[1.0], [2.0]], vec![[3.0], [4.0]])?;
    /// assert_eq!(Line::zeroed().loss(&data.samples(), &MeanSquaredError), 12.5);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn samples(&self) -> Samples<'_, [T; INPUTS], [T; OUTPUTS]> {
        match Samples::new(&self.inputs, &self.targets) {
            Ok(samples) => samples,
            Err(_) => unreachable!("a data set has as many targets as inputs"),
        }
    }

    /// The inputs, to be changed in place: what a scaler's `transform_all` takes.
    pub fn inputs_mut(&mut self) -> &mut [[T; INPUTS]] {
        &mut self.inputs
    }

    /// The targets, to be changed in place.
    pub fn targets_mut(&mut self) -> &mut [[T; OUTPUTS]] {
        &mut self.targets
    }

    /// The number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Walks the samples in order, as pairs of input and target.
    pub fn iter(&self) -> Iter<'_, INPUTS, OUTPUTS, T> {
        self.inputs.iter().zip(&self.targets)
    }

    /// Takes the data set apart into inputs and targets.
    #[must_use]
    pub fn into_parts(self) -> (Vec<[T; INPUTS]>, Vec<[T; OUTPUTS]>) {
        (self.inputs, self.targets)
    }

    /// Replaces every input by what `f` makes of it; the number of inputs may change.
    ///
    /// ```
    /// use mlp::data::Dataset;
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let data = Dataset::new(vec![[3.0_f32, 4.0]], vec![[1.0]])?;
    /// let with_radius = data.map_inputs(|[x, y]| [x, y, x.hypot(y)]);
    /// assert_eq!(with_radius.inputs(), [[3.0, 4.0, 5.0]]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn map_inputs<const N: usize>(
        self,
        f: impl FnMut([T; INPUTS]) -> [T; N],
    ) -> Dataset<N, OUTPUTS, T> {
        Dataset {
            inputs: self.inputs.into_iter().map(f).collect(),
            targets: self.targets,
        }
    }

    /// Replaces every target by what `f` makes of it; the number of outputs may change.
    #[must_use]
    pub fn map_targets<const N: usize>(
        self,
        f: impl FnMut([T; OUTPUTS]) -> [T; N],
    ) -> Dataset<INPUTS, N, T> {
        Dataset {
            inputs: self.inputs,
            targets: self.targets.into_iter().map(f).collect(),
        }
    }
}

impl<const INPUTS: usize, const OUTPUTS: usize, T: Copy> Dataset<INPUTS, OUTPUTS, T> {
    /// The samples with these numbers, in this order; a number may come up again.
    ///
    /// # Errors
    ///
    /// [`DataError::NoSuchSample`] if a number is not less than [`len`](Self::len).
    ///
    /// # Examples
    ///
    /// The two parts of a fold, so that something can be done to both before training:
    ///
    /// ```
    /// use mlp::prelude::*;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let data = Dataset::new(vec![[1.0_f32], [2.0], [3.0], [4.0]], vec![[0.0], [0.0], [1.0], [1.0]])?;
    /// let folds = StratifiedKFold::new(data.targets(), 2);
    /// let mut train = data.select(folds.train(0))?;
    /// let mut test = data.select(folds.test(0))?;
    /// assert_eq!(test.inputs(), [[1.0], [3.0]]);
    ///
    /// let scaler = StandardScaler::fit(train.inputs())?;
    /// scaler.transform_all(train.inputs_mut());
    /// scaler.transform_all(test.inputs_mut());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "take")]
    pub fn select(&self, indices: impl IntoIterator<Item = usize>) -> Result<Self, DataError> {
        let samples = self.len();
        let check = |index| {
            if index < samples {
                Ok(index)
            } else {
                Err(DataError::NoSuchSample { index, samples })
            }
        };
        let indices: Vec<usize> = indices.into_iter().map(check).collect::<Result<_, _>>()?;
        Ok(self.gather(&indices))
    }

    /// The samples in another order, drawn with `seed`.
    #[must_use]
    pub fn shuffled(&self, seed: u64) -> Self {
        self.gather(&permutation(self.len(), seed))
    }

    /// The samples with these numbers, each of them less than the data set's length.
    fn gather(&self, indices: &[usize]) -> Self {
        Self {
            inputs: indices.iter().map(|&index| self.inputs[index]).collect(),
            targets: indices.iter().map(|&index| self.targets[index]).collect(),
        }
    }
}

impl<'a, const INPUTS: usize, const OUTPUTS: usize, T> IntoIterator
    for &'a Dataset<INPUTS, OUTPUTS, T>
{
    type Item = (&'a [T; INPUTS], &'a [T; OUTPUTS]);
    type IntoIter = Iter<'a, INPUTS, OUTPUTS, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Sample i has input i and target −i, so that a pair torn apart is seen.
    pub(super) fn numbered(samples: u16) -> Dataset<1, 1, f64> {
        let numbers = (0..samples).map(f64::from);
        Dataset::new(
            numbers.clone().map(|n| [n]).collect(),
            numbers.map(|n| [-n]).collect(),
        )
        .unwrap()
    }

    #[test]
    fn inputs_and_targets_of_different_lengths_are_refused() {
        let error = Dataset::new(vec![[1.0], [2.0]], vec![[1.0]]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "2 inputs, but 1 target: every input needs its target"
        );
    }

    #[test]
    fn samples_are_selected_by_number_and_a_number_that_is_none_is_refused() {
        let data = numbered(4);
        let selected = data.select([3, 0, 3]).unwrap();
        assert_eq!(selected.inputs(), [[3.0], [0.0], [3.0]]);
        assert_eq!(selected.targets(), [[-3.0], [0.0], [-3.0]]);
        assert!(data.select([]).unwrap().is_empty());

        let error = data.select([3, 4, 5]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no sample 4: they are numbered from 0 to 3"
        );
        assert_eq!(
            numbered(0).select([0]).unwrap_err().to_string(),
            "there is no sample 0: the data set is empty"
        );
    }

    #[test]
    fn mapping_changes_values_and_widths_but_not_the_order() {
        let data = numbered(3)
            .map_inputs(|[n]| [n, n * n])
            .map_targets(|[n]| [-n]);
        assert_eq!(
            data.into_parts(),
            (
                vec![[0.0, 0.0], [1.0, 1.0], [2.0, 4.0]],
                vec![[0.0], [1.0], [2.0]]
            )
        );
    }
}
