//! Reading CSV files: which columns, which header, which delimiter.

use super::columns::{Columns, Selection};
use super::table::{Row, Skipped, Table};
use super::{CsvChunks, DataError, Dataset, LabelEncoder, field, one_hot};
use core::fmt::{self, Debug, Formatter};
use core::str::FromStr;
use mlp_core::number::Scalar;
use std::fs;
use std::io::Read;
use std::path::PathBuf;

/// Reads a [`Dataset`] from comma-separated values.
///
/// Unless told otherwise: the first row is a header, fields are separated by commas, the last
/// columns are the targets and all columns before them are the inputs. Quoted fields, spaces around
/// numbers, any line ending, blank lines and a byte order mark are understood.
///
/// Nothing is opened or read before one of the `read` methods is called.
///
/// # Examples
///
/// ```
/// use mlp::data::{Csv, Dataset};
///
/// # fn main() -> Result<(), mlp::data::DataError> {
/// let text = "id;price;rooms;area\n7;250.0;3;71.5\n9;310.0;4;88.0\n";
/// let homes: Dataset<2, 1, f64> = Csv::from_reader(text.as_bytes())
///     .delimiter(b';')
///     .input_names(["rooms", "area"])
///     .target_names(["price"])
///     .read()?;
/// assert_eq!(homes.inputs(), [[3.0, 71.5], [4.0, 88.0]]);
/// assert_eq!(homes.targets(), [[250.0], [310.0]]);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is read before `read` or `read_one_hot`"]
pub struct Csv<'a> {
    pub(super) source: Source<'a>,
    pub(super) has_header: Option<bool>,
    pub(super) delimiter: u8,
    pub(super) inputs: Option<Selection>,
    pub(super) targets: Option<Selection>,
}

pub(super) enum Source<'a> {
    File(PathBuf),
    Reader(Box<dyn Read + 'a>),
}

impl Csv<'static> {
    /// Reads from the file at `path`, when it comes to reading.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self::from_source(Source::File(path.into()))
    }
}

impl<'a> Csv<'a> {
    /// Reads from anything that can be read: `text.as_bytes()`, standard input, a decompressor.
    pub fn from_reader(reader: impl Read + 'a) -> Self {
        Self::from_source(Source::Reader(Box::new(reader)))
    }

    fn from_source(source: Source<'a>) -> Self {
        Self {
            source,
            has_header: None,
            delimiter: b',',
            inputs: None,
            targets: None,
        }
    }

    /// Says whether the first row holds the names of the columns.
    ///
    /// If this is not said there is a header, but a number in it is an error, because then it may
    /// be a row of data that would be lost.
    pub fn has_header(mut self, has_header: bool) -> Self {
        self.has_header = Some(has_header);
        self
    }

    /// Sets the byte between two fields: a comma unless said.
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Selects the columns of the inputs by position, counted from 0; the order given is the order
    /// of the inputs. Unless selected, the inputs are all columns that are not targets.
    pub fn input_columns(mut self, indices: impl IntoIterator<Item = usize>) -> Self {
        self.inputs = Some(Selection::Indices(indices.into_iter().collect()));
        self
    }

    /// Selects the columns of the inputs by name; the order given is the order of the inputs.
    pub fn input_names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.inputs = Some(Selection::Names(
            names.into_iter().map(Into::into).collect(),
        ));
        self
    }

    /// Selects the columns of the targets by position, counted from 0; the order given is the order
    /// of the targets. Unless selected, the targets are the last columns.
    pub fn target_columns(mut self, indices: impl IntoIterator<Item = usize>) -> Self {
        self.targets = Some(Selection::Indices(indices.into_iter().collect()));
        self
    }

    /// Selects the columns of the targets by name; the order given is the order of the targets.
    pub fn target_names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.targets = Some(Selection::Names(
            names.into_iter().map(Into::into).collect(),
        ));
        self
    }

    /// Reads numbers as they are: one column for each input and one for each target.
    ///
    /// Each number is rounded once, to the nearest `T`. The widths come from where the data set goes:
    /// `let data: Dataset<2, 1> = Csv::new("circles.csv").read()?`.
    ///
    /// # Errors
    ///
    /// Whatever does not fit, see [`DataError`]; then nothing is read at all.
    pub fn read<const INPUTS: usize, const OUTPUTS: usize, T>(
        self,
    ) -> Result<Dataset<INPUTS, OUTPUTS, T>, DataError>
    where
        T: Scalar + FromStr,
    {
        self.read_rows(OUTPUTS, targets)
    }

    /// Reads one column of class labels, 0 to `CLASSES` − 1, into one target for each class:
    /// 1 for the class of the sample and 0 for all others.
    ///
    /// This is what Keras calls `to_categorical`, and what a softmax output is trained on.
    ///
    /// ```
    /// use mlp::data::{Csv, Dataset};
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let text = "length,width,species\n5.1,3.5,0\n6.3,3.3,2\n";
    /// let iris: Dataset<2, 3> = Csv::from_reader(text.as_bytes()).read_one_hot()?;
    /// assert_eq!(iris.targets(), [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever does not fit, see [`DataError`]; then nothing is read at all.
    #[doc(alias = "to_categorical")]
    pub fn read_one_hot<const INPUTS: usize, const CLASSES: usize, T>(
        self,
    ) -> Result<Dataset<INPUTS, CLASSES, T>, DataError>
    where
        T: Scalar + FromStr,
    {
        self.read_rows(1, class)
    }

    /// Reads one column of class names into one target for each class, and the names beside them.
    ///
    /// The classes are numbered in the alphabetical order of their names: see
    /// [`LabelEncoder`](super::LabelEncoder).
    ///
    /// ```
    /// use mlp::data::{Csv, Dataset};
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let text = "length,width,species\n6.3,3.3,virginica\n5.1,3.5,setosa\n";
    /// let (iris, species) = Csv::from_reader(text.as_bytes()).read_named::<2, 2, f32>()?;
    /// assert_eq!(species.classes(), ["setosa", "virginica"]);
    /// assert_eq!(iris.targets(), [[0.0, 1.0], [1.0, 0.0]]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever does not fit, see [`DataError`]; then nothing is read at all. There must be `CLASSES`
    /// different names.
    pub fn read_named<const INPUTS: usize, const CLASSES: usize, T>(
        self,
    ) -> Result<(Dataset<INPUTS, CLASSES, T>, LabelEncoder), DataError>
    where
        T: Scalar + FromStr,
    {
        let (file, data) = self.source.read()?;
        let table = Table::new(
            file,
            data,
            self.delimiter,
            self.has_header,
            Skipped::default(),
        )?;
        let (inputs, targets) = (self.inputs.as_ref(), self.targets.as_ref());
        let columns = Columns::find(&table, inputs, targets, (INPUTS, 1))?;
        let (mut inputs, mut names) = (Vec::new(), Vec::new());
        table.for_each_row(|row| {
            inputs.push(numbers(row, &columns.inputs)?);
            for &column in &columns.targets {
                let name = field::text(row.field(column));
                if name.is_empty() {
                    let place = row.place(column);
                    return Err(DataError::EmptyName { place });
                }
                names.push(name.to_owned());
            }
            Ok(())
        })?;
        let encoder = LabelEncoder::fit(&names);
        if encoder.classes().len() != CLASSES {
            return Err(DataError::ClassCount {
                file: table.file().cloned(),
                names: encoder.classes().to_vec(),
                classes: CLASSES,
            });
        }
        let labels: Vec<usize> = names
            .iter()
            .filter_map(|name| encoder.transform(name))
            .collect();
        Ok((Dataset::new(inputs, one_hot(&labels)?)?, encoder))
    }

    /// [`read`](Self::read) in data sets of at most `rows` samples, one after the other, for files that
    /// do not fit in memory.
    ///
    /// ```
    /// use mlp::data::{Csv, Dataset};
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let text = "x,y\n1,2\n3,4\n5,6\n";
    /// for chunk in Csv::from_reader(text.as_bytes()).chunks(2)? {
    ///     let chunk: Dataset<1, 1> = chunk?;
    ///     assert!(chunk.len() <= 2);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::Io`] if the file cannot be opened. What is wrong in it is the error of the chunk it
    /// is in, with which the chunks end.
    pub fn chunks<const INPUTS: usize, const OUTPUTS: usize, T>(
        self,
        rows: usize,
    ) -> Result<CsvChunks<'a, INPUTS, OUTPUTS, T>, DataError>
    where
        T: Scalar + FromStr,
    {
        CsvChunks::new(self, rows, (OUTPUTS, targets::<OUTPUTS, T>))
    }

    /// [`read_one_hot`](Self::read_one_hot) in chunks of at most `rows` samples: see
    /// [`chunks`](Self::chunks).
    ///
    /// # Errors
    ///
    /// As [`chunks`](Self::chunks).
    pub fn chunks_one_hot<const INPUTS: usize, const CLASSES: usize, T>(
        self,
        rows: usize,
    ) -> Result<CsvChunks<'a, INPUTS, CLASSES, T>, DataError>
    where
        T: Scalar + FromStr,
    {
        CsvChunks::new(self, rows, (1, class::<CLASSES, T>))
    }

    /// Reads numbers as inputs, and what `read_target` makes of the target columns.
    fn read_rows<const INPUTS: usize, const OUTPUTS: usize, T: Scalar + FromStr>(
        self,
        target_columns: usize,
        read_target: impl Fn(&Row<'_>, &[usize]) -> Result<[T; OUTPUTS], DataError>,
    ) -> Result<Dataset<INPUTS, OUTPUTS, T>, DataError> {
        let (file, data) = self.source.read()?;
        let table = Table::new(
            file,
            data,
            self.delimiter,
            self.has_header,
            Skipped::default(),
        )?;
        let widths = (INPUTS, target_columns);
        let columns = Columns::find(&table, self.inputs.as_ref(), self.targets.as_ref(), widths)?;
        let mut inputs = Vec::new();
        let mut targets = Vec::new();
        table.for_each_row(|row| {
            inputs.push(numbers(row, &columns.inputs)?);
            targets.push(read_target(row, &columns.targets)?);
            Ok(())
        })?;
        Dataset::new(inputs, targets)
    }
}

/// Reads the class in this column, as one number for each class.
fn class<const CLASSES: usize, T: Scalar>(
    row: &Row<'_>,
    columns: &[usize],
) -> Result<[T; CLASSES], DataError> {
    let mut target = [T::ZERO; CLASSES];
    for &column in columns {
        target[field::label(row.field(column), CLASSES, || row.place(column))?] = T::ONE;
    }
    Ok(target)
}

/// Reads the numbers in these columns, which are `N`.
pub(super) fn numbers<const N: usize, T: Scalar + FromStr>(
    row: &Row<'_>,
    columns: &[usize],
) -> Result<[T; N], DataError> {
    let mut numbers = [T::ZERO; N];
    for (number, &column) in numbers.iter_mut().zip(columns) {
        *number = field::number(row.field(column), || row.place(column))?;
    }
    Ok(numbers)
}

/// [`numbers`] of targets, where a word may be the name of a class.
fn targets<const N: usize, T: Scalar + FromStr>(
    row: &Row<'_>,
    columns: &[usize],
) -> Result<[T; N], DataError> {
    numbers(row, columns).map_err(|error| match error {
        DataError::NotANumber { place, word } => field::no_number(place, word),
        other => other,
    })
}

impl Source<'_> {
    /// Reads everything, and says which file it came from.
    fn read(self) -> Result<(Option<PathBuf>, Vec<u8>), DataError> {
        match self {
            Self::File(path) => match fs::read(&path) {
                Ok(data) => Ok((Some(path), data)),
                Err(source) => Err(DataError::Io {
                    file: Some(path),
                    source,
                }),
            },
            Self::Reader(mut reader) => {
                let mut data = Vec::new();
                match reader.read_to_end(&mut data) {
                    Ok(_) => Ok((None, data)),
                    Err(source) => Err(DataError::Io { file: None, source }),
                }
            }
        }
    }
}

impl Debug for Csv<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let source: &dyn Debug = match &self.source {
            Source::File(path) => path,
            Source::Reader(_) => &"reader",
        };
        f.debug_struct("Csv")
            .field("source", source)
            .field("has_header", &self.has_header)
            .field("delimiter", &char::from(self.delimiter))
            .field("inputs", &self.inputs)
            .field("targets", &self.targets)
            .finish()
    }
}

#[cfg(test)]
mod tests;
