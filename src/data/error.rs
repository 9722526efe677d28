//! What can be wrong with data, and where. The words for it are in [`message`](super::message).

use super::ArrayProblem;
use core::error::Error;
use std::io;
use std::path::PathBuf;

/// Where in a file something is wrong, counted from 1 as an editor and a spreadsheet count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file; `None` if the data came from a reader.
    pub file: Option<PathBuf>,
    /// The line, the header included. A row that runs over several lines counts where it begins.
    pub line: u64,
    /// The column: which field of the row it is.
    pub column: usize,
    /// The column's name, if there is a header and it names this column.
    pub name: Option<String>,
}

/// Why data could not be read or divided.
///
/// The messages name the file, the line, the column and what stood there.
#[derive(Debug)]
#[non_exhaustive]
pub enum DataError {
    /// The file or reader failed: it does not exist, may not be read, is a directory.
    Io {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is nothing to read, not even a header.
    Empty {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
    },
    /// There is a header, and no row after it.
    HeaderOnly {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
    },
    /// The first line was to be a header but holds a number, so it may well be a row of data.
    NumberInHeader {
        /// Where the number stands.
        place: Place,
        /// The number as written.
        text: String,
    },
    /// The file has not as many columns as the data set has inputs and targets.
    ColumnCount {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
        /// The line whose columns were counted: the header, or else the first row.
        line: u64,
        /// The number of columns in the file.
        found: usize,
        /// The number of columns that inputs are read from.
        inputs: usize,
        /// The number of columns that targets are read from.
        targets: usize,
    },
    /// The number of selected columns is not the number that is read.
    SelectionCount {
        /// `"input"` or `"target"`.
        role: &'static str,
        /// The number of columns selected.
        selected: usize,
        /// The number of columns needed.
        needed: usize,
    },
    /// A column was selected by an index that the file does not have.
    ColumnIndex {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
        /// The index, counted from 0.
        index: usize,
        /// The number of columns in the file.
        columns: usize,
    },
    /// A column was selected by a name that the header does not have.
    UnknownColumn {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
        /// The name asked for.
        name: String,
        /// The names in the header.
        available: Vec<String>,
    },
    /// A column was selected by name, but there is no header.
    NameWithoutHeader {
        /// The name asked for.
        name: String,
    },
    /// A column was selected by a name that stands twice in the header.
    AmbiguousColumn {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
        /// The name asked for.
        name: String,
    },
    /// A column was selected twice.
    ColumnSelectedTwice {
        /// The column, counted from 1.
        column: usize,
    },
    /// A row has more or fewer fields than the header, or than the first row if there is no header.
    RaggedRow {
        /// The first field that is missing, or the first that is too many.
        place: Place,
        /// The number of fields every row should have.
        expected: usize,
        /// The number of fields this row has.
        found: usize,
    },
    /// A field holds nothing, or only spaces.
    EmptyField {
        /// Where the field is.
        place: Place,
    },
    /// A field that should name a class holds nothing, or only spaces.
    EmptyName {
        /// Where the field is.
        place: Place,
    },
    /// A field holds something else than a number.
    NotANumber {
        /// Where the word stands.
        place: Place,
        /// The word.
        word: String,
    },
    /// A target holds a word, probably the name of a class, where a number belongs.
    ClassName {
        /// Where the word stands.
        place: Place,
        /// The word.
        name: String,
    },
    /// A number is infinite, or too large for the scalar type, or not a number (`nan`).
    NotFinite {
        /// Where the number stands.
        place: Place,
        /// The number as written.
        text: String,
        /// The scalar type that was read: `f32` or `f64`.
        scalar: &'static str,
    },
    /// A class label is a number with a fraction.
    LabelNotInteger {
        /// Where the label stands.
        place: Place,
        /// The label as written.
        label: String,
    },
    /// A class label is negative, or not less than the number of classes.
    LabelOutOfRange {
        /// Where the label stands.
        place: Place,
        /// The label as written.
        label: String,
        /// The number of classes, which are numbered from 0.
        classes: usize,
    },
    /// A field is not UTF-8 text.
    NotUtf8 {
        /// Where the field is.
        place: Place,
    },
    /// A quoted field has no closing quote.
    UnclosedQuote {
        /// Where the quote opens.
        place: Place,
    },
    /// Something stands between the closing quote of a field and the next delimiter.
    TextAfterQuote {
        /// Where the quoted field is.
        place: Place,
    },
    /// An NPY or IDX file is not as it should be.
    Array {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
        /// What is wrong with it.
        problem: ArrayProblem,
    },
    /// A label is not less than the number of classes.
    NoSuchClass {
        /// The sample that has it, counted from 0.
        sample: usize,
        /// The label.
        label: usize,
        /// The number of classes, which are numbered from 0.
        classes: usize,
    },
    /// The names in the column of classes are not as many as there are classes.
    ClassCount {
        /// The file; `None` if the data came from a reader.
        file: Option<PathBuf>,
        /// The names, in alphabetical order.
        names: Vec<String>,
        /// The number of classes.
        classes: usize,
    },
    /// There are more inputs than targets, or fewer.
    LengthMismatch {
        /// The number of inputs.
        inputs: usize,
        /// The number of targets.
        targets: usize,
    },
    /// The fraction of samples to test on is not between 0 and 1.
    TestFraction {
        /// The fraction asked for.
        test_fraction: f64,
    },
    /// There are too few samples for the split: one of its parts would be empty.
    TooFewSamples {
        /// The number of samples.
        samples: usize,
        /// The fraction asked for.
        test_fraction: f64,
    },
    /// The first part of an ordered split was to hold more samples than there are.
    SplitBeyondEnd {
        /// The number of samples asked for.
        count: usize,
        /// The number of samples there are.
        samples: usize,
    },
    /// A sample was selected by a number that none has.
    NoSuchSample {
        /// The number, counted from 0.
        index: usize,
        /// The number of samples there are.
        samples: usize,
    },
}

impl Error for DataError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
