//! What NPY and IDX files have in common: numbers of one kind, in rows of one length.

use super::{DataError, Dataset, field};
use mlp_core::number::Scalar;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// What is wrong with an NPY or IDX file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ArrayProblem {
    /// The file does not begin as such a file does.
    Magic {
        /// The name of the format.
        format: &'static str,
    },
    /// The header cannot be understood.
    Header {
        /// What is wrong with it.
        what: &'static str,
    },
    /// The numbers are of a kind that is not read.
    Kind {
        /// The kind as the file writes it.
        kind: String,
    },
    /// The file ends before all numbers the header promises.
    Truncated {
        /// The number of bytes promised.
        promised: u64,
        /// The number of bytes there are.
        found: u64,
    },
    /// There is something after the last number.
    TrailingBytes,
    /// The array has another shape than what it is read into.
    Shape {
        /// The shape in the file.
        shape: Vec<usize>,
        /// How many numbers a row must have.
        width: usize,
    },
    /// A number is infinite, too large, or NaN.
    NotFinite {
        /// The row, counted from 0.
        row: usize,
        /// The number's place in the row, counted from 0.
        column: usize,
    },
    /// A label is no whole number from 0 up.
    Label {
        /// Where it is, counted from 0.
        row: usize,
        /// The label.
        label: f64,
    },
}

impl core::fmt::Display for ArrayProblem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Magic { format } => {
                write!(f, "this is no {format} file: it begins with other bytes")
            }
            Self::Header { what } => write!(f, "the header cannot be read: {what}"),
            Self::Kind { kind } => write!(
                f,
                "numbers of the kind `{}` cannot be read; write f32, f64, or integers of 1 to 8 bytes",
                kind.escape_default()
            ),
            Self::Truncated { promised, found } => {
                write!(
                    f,
                    "the header promises {promised} bytes of numbers, but there are {found}"
                )
            }
            Self::TrailingBytes => f.write_str("there are bytes after the last number"),
            Self::Shape { shape, width } => write!(
                f,
                "an array of shape {shape:?} cannot be read as rows of {width}: \
                 all axes but the first must have {width} numbers together"
            ),
            Self::NotFinite { row, column } => write!(
                f,
                "row {row}, column {column} (both counted from 0) is not a finite number of this type"
            ),
            Self::Label { row, label } => {
                write!(
                    f,
                    "row {row} (counted from 0): label {label} is not a whole number from 0 up"
                )
            }
        }
    }
}

/// The kinds of numbers that are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Unsigned integers of so many bytes.
    Unsigned(usize),
    /// Signed integers of so many bytes.
    Signed(usize),
    /// `f32` or `f64`.
    Float(usize),
}

impl Kind {
    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::Unsigned(bytes) | Self::Signed(bytes) | Self::Float(bytes) => bytes,
        }
    }

    /// The number in these bytes, the most significant first. Integers beyond 2⁵³ are rounded.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "integers are rounded to the nearest f64; four bytes fit 32 bits"
    )]
    fn value(self, bytes: impl Iterator<Item = u8>) -> f64 {
        let bits = bytes.fold(0_u64, |bits, byte| bits << 8 | u64::from(byte));
        match self {
            Self::Unsigned(_) => bits as f64,
            Self::Signed(size) => {
                let unused = 64 - 8 * size as u32;
                ((bits << unused).cast_signed() >> unused) as f64
            }
            Self::Float(4) => f64::from(f32::from_bits(bits as u32)),
            Self::Float(_) => f64::from_bits(bits),
        }
    }
}

/// The header of a file: shape, kind and layout of its numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    pub(super) shape: Vec<usize>,
    pub(super) kind: Kind,
    pub(super) big_endian: bool,
    pub(super) fortran_order: bool,
}

impl Header {
    /// The number of rows and of bytes, if the shape is one of rows of this width.
    fn rows(&self, width: usize) -> Result<(usize, usize), ArrayProblem> {
        let rest = self.shape.get(1..).unwrap_or_default();
        let found = rest
            .iter()
            .try_fold(1_usize, |size, &axis| size.checked_mul(axis));
        let wrong = || ArrayProblem::Shape {
            shape: self.shape.clone(),
            width,
        };
        let (Some(&rows), Some(found)) = (self.shape.first(), found) else {
            return Err(wrong());
        };
        if found != width {
            return Err(wrong());
        }
        let bytes = rows
            .checked_mul(width)
            .and_then(|n| n.checked_mul(self.kind.bytes()));
        bytes
            .map(|bytes| (rows, bytes))
            .ok_or(ArrayProblem::Header {
                what: "there would be more numbers than memory can hold",
            })
    }

    /// The number at `index` in `bytes`.
    fn number<T: Scalar>(&self, bytes: &[u8], index: usize) -> T {
        let size = self.kind.bytes();
        let bytes = bytes
            .get(index * size..(index + 1) * size)
            .unwrap_or_default();
        let bytes = bytes.iter().copied();
        T::from_f64(if self.big_endian {
            self.kind.value(bytes)
        } else {
            self.kind.value(bytes.rev())
        })
    }
}

/// A file or reader whose header has been read.
pub(super) struct Array<'a> {
    file: Option<PathBuf>,
    reader: Box<dyn Read + 'a>,
    pub(super) header: Header,
}

pub(super) type ReadHeader = fn(&mut dyn Read) -> Result<Header, Failure>;

/// What stops reading.
pub(super) enum Failure {
    Io(io::Error),
    Problem(ArrayProblem),
}

impl From<ArrayProblem> for Failure {
    fn from(problem: ArrayProblem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::Problem(ArrayProblem::Header {
                what: "the file ends within it",
            })
        } else {
            Self::Io(error)
        }
    }
}

impl Failure {
    fn at(self, file: Option<PathBuf>) -> DataError {
        match self {
            Self::Io(source) => DataError::Io { file, source },
            Self::Problem(problem) => DataError::Array { file, problem },
        }
    }
}

/// Opens a file; one that was compressed with gzip is decompressed on the way.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, DataError> {
    let file = File::open(path).map_err(|error| Failure::Io(error).at(Some(path.into())))?;
    Ok(decompressed(BufReader::new(file)))
}

#[cfg(feature = "gzip")]
pub(super) fn decompressed<'a>(reader: impl io::BufRead + 'a) -> Box<dyn Read + 'a> {
    let mut reader = reader;
    // The first two bytes of every gzip member (RFC 1952); a failure to read shows again below.
    if reader
        .fill_buf()
        .is_ok_and(|bytes| bytes.starts_with(&[0x1f, 0x8b]))
    {
        Box::new(flate2::bufread::MultiGzDecoder::new(reader))
    } else {
        Box::new(reader)
    }
}

#[cfg(not(feature = "gzip"))]
pub(super) fn decompressed<'a>(reader: impl io::BufRead + 'a) -> Box<dyn Read + 'a> {
    Box::new(reader)
}

impl<'a> Array<'a> {
    pub(super) fn new(
        file: Option<PathBuf>,
        mut reader: Box<dyn Read + 'a>,
        header: ReadHeader,
    ) -> Result<Self, DataError> {
        match header(&mut reader) {
            Ok(header) => Ok(Self {
                file,
                reader,
                header,
            }),
            Err(failure) => Err(failure.at(file)),
        }
    }

    fn problem(&self, problem: ArrayProblem) -> DataError {
        Failure::Problem(problem).at(self.file.clone())
    }

    /// Reads so many bytes. The buffer grows as they arrive, so a header that promises too much takes no
    /// memory.
    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, DataError> {
        let mut bytes = Vec::new();
        let read = (&mut self.reader)
            .take(count as u64)
            .read_to_end(&mut bytes);
        match read {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Err(Failure::Io(error).at(self.file.clone()))
            }
            _ if bytes.len() < count => Err(self.problem(ArrayProblem::Truncated {
                promised: count as u64,
                found: bytes.len() as u64,
            })),
            _ => Ok(bytes),
        }
    }

    fn end(&mut self) -> Result<(), DataError> {
        let mut byte = [0];
        match self.reader.read(&mut byte) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.problem(ArrayProblem::TrailingBytes)),
            Err(error) => Err(Failure::Io(error).at(self.file.clone())),
        }
    }

    /// All rows of the array.
    pub(super) fn read<const N: usize, T: Scalar>(mut self) -> Result<Vec<[T; N]>, DataError> {
        let (rows, bytes) = self
            .header
            .rows(N)
            .map_err(|problem| self.problem(problem))?;
        let bytes = self.bytes(bytes)?;
        self.end()?;
        self.decode(&bytes, 0, rows)
    }

    /// Reads all numbers of an array of one axis as labels.
    pub(super) fn read_labels(self) -> Result<Vec<usize>, DataError> {
        let file = self.file.clone();
        let values = self.read::<1, f64>()?;
        let label = |(row, [label]): (usize, [f64; 1])| {
            field::whole(label).ok_or_else(|| {
                Failure::Problem(ArrayProblem::Label { row, label }).at(file.clone())
            })
        };
        values.into_iter().enumerate().map(label).collect()
    }

    /// `rows` rows in these bytes, the first of which is row `first` of the file.
    fn decode<const N: usize, T: Scalar>(
        &self,
        bytes: &[u8],
        first: usize,
        rows: usize,
    ) -> Result<Vec<[T; N]>, DataError> {
        let mut decoded = Vec::new();
        if N == 0 {
            // No bytes stand behind such rows, so nothing bounds how many a header may promise.
            return Ok(decoded);
        }
        decoded.reserve_exact(rows);
        let places = self.places(N);
        for row in 0..rows {
            let mut numbers = [T::ZERO; N];
            for (column, (number, &place)) in numbers.iter_mut().zip(&places).enumerate() {
                let index = if self.header.fortran_order {
                    place * rows + row
                } else {
                    row * N + place
                };
                *number = self.header.number(bytes, index);
                if !number.is_finite() {
                    let row = first + row;
                    return Err(self.problem(ArrayProblem::NotFinite { row, column }));
                }
            }
            decoded.push(numbers);
        }
        Ok(decoded)
    }

    /// Where in a row as stored each of its numbers is, the last axis running fastest. In Fortran order
    /// the first axis of a row does.
    fn places(&self, width: usize) -> Vec<usize> {
        let axes = self.header.shape.get(1..).unwrap_or_default();
        let place = |index: usize| {
            if !self.header.fortran_order {
                return index;
            }
            let (mut rest, mut stride, mut place) = (index, width, 0);
            for &axis in axes.iter().rev() {
                // The last axis has the largest stride.
                stride /= axis;
                place += rest % axis * stride;
                rest /= axis;
            }
            place
        };
        (0..width).map(place).collect()
    }

    /// The rows in chunks, so that not all of them are in memory.
    pub(super) fn chunks<const N: usize, T: Scalar>(
        self,
        rows: usize,
    ) -> Result<Chunks<'a, N, T>, DataError> {
        let (left, _) = self
            .header
            .rows(N)
            .map_err(|problem| self.problem(problem))?;
        if self.header.fortran_order && N > 1 {
            return Err(self.problem(ArrayProblem::Header {
                what: "rows in Fortran order are spread over the file; write it in C order to read it in chunks",
            }));
        }
        Ok(Chunks {
            array: self,
            rows: rows.max(1),
            next: 0,
            left: if N == 0 { 0 } else { left },
            of: core::marker::PhantomData,
        })
    }
}

/// The rows of an NPY or IDX file in chunks, at most so many at a time.
///
/// An iterator that ends after the first error.
pub struct Chunks<'a, const N: usize, T> {
    array: Array<'a>,
    rows: usize,
    next: usize,
    left: usize,
    of: core::marker::PhantomData<T>,
}

impl<const N: usize, T> core::fmt::Debug for Chunks<'_, N, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Chunks")
            .field("file", &self.array.file)
            .field("shape", &self.array.header.shape)
            .field("rows", &self.rows)
            .field("left", &self.left)
            .finish()
    }
}

impl<const N: usize, T: Scalar> Iterator for Chunks<'_, N, T> {
    type Item = Result<Vec<[T; N]>, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let rows = self.rows.min(self.left);
        let first = self.next;
        self.next += rows;
        self.left -= rows;
        let chunk = self
            .array
            // All rows fit a usize, so these do.
            .bytes(rows * N * self.array.header.kind.bytes())
            .and_then(|bytes| self.array.decode(&bytes, first, rows))
            .and_then(|chunk| {
                if self.left == 0 {
                    self.array.end()?;
                }
                Ok(chunk)
            });
        if chunk.is_err() {
            self.left = 0;
        }
        Some(chunk)
    }
}

/// Pairs chunks of inputs with chunks of labels, one-hot.
pub(super) fn labelled<'a, const N: usize, const K: usize, T: Scalar>(
    inputs: Chunks<'a, N, T>,
    labels: Chunks<'a, 1, f64>,
) -> Result<impl Iterator<Item = Result<Dataset<N, K, T>, DataError>> + use<'a, N, K, T>, DataError>
{
    if inputs.left != labels.left {
        return Err(DataError::LengthMismatch {
            inputs: inputs.left,
            targets: labels.left,
        });
    }
    let file = labels.array.file.clone();
    let mut next = 0;
    Ok(inputs.zip(labels).map(move |(inputs, labels)| {
        let labels = labels?;
        let first = next;
        next += labels.len();
        let label = |(row, &[label]): (usize, &[f64; 1])| {
            field::whole(label).ok_or_else(|| {
                let row = first + row;
                Failure::Problem(ArrayProblem::Label { row, label }).at(file.clone())
            })
        };
        let labels: Vec<usize> = labels
            .iter()
            .enumerate()
            .map(label)
            .collect::<Result<_, _>>()?;
        let targets = super::one_hot(&labels).map_err(|error| match error {
            DataError::NoSuchClass {
                sample,
                label,
                classes,
            } => DataError::NoSuchClass {
                sample: first + sample,
                label,
                classes,
            },
            other => other,
        })?;
        Dataset::new(inputs?, targets)
    }))
}
