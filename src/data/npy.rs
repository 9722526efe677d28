//! NPY files: arrays as NumPy saves them.

use super::DataError;
use super::array::{self, Array, ArrayProblem, Chunks, Failure, Header, Kind};
use mlp_core::number::Scalar;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

/// Reads and writes NPY files: what `numpy.save` writes and `numpy.load` reads.
///
/// Read are `f32`, `f64` and integers of 1 to 8 bytes (and `bool`, as 0 and 1), in either byte order, in C
/// and in Fortran order, of every version of the format. The first axis counts the samples, and all
/// others together are one row. Integers beyond 2⁵³ are rounded. With the feature `gzip` a file that is
/// compressed is decompressed as it is read.
///
/// ```
/// use mlp::data::{Dataset, Npy};
///
/// # fn main() -> Result<(), mlp::data::DataError> {
/// // What `numpy.save("inputs.npy", x)` writes; a file is read with `Npy::new("inputs.npy")`.
/// let mut bytes = Vec::new();
/// Npy::write_to(&mut bytes, &[[1.0_f32, 2.0], [3.0, 4.0]]).unwrap();
///
/// let inputs: Vec<[f32; 2]> = Npy::from_reader(&bytes[..])?.read()?;
/// let data = Dataset::new(inputs, vec![[0.0], [1.0]])?;
/// assert_eq!(data.inputs()[1], [3.0, 4.0]);
/// # Ok(())
/// # }
/// ```
///
/// # Reference
///
/// *NEP 1: A simple file format for NumPy arrays* —
/// <https://numpy.org/neps/nep-0001-npy-format.html>
pub struct Npy<'a>(Array<'a>);

impl Npy<'static> {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`DataError::Io`], or [`DataError::Array`] if it is no NPY file or holds something else than
    /// numbers.
    pub fn new(path: impl Into<PathBuf>) -> Result<Self, DataError> {
        let path = path.into();
        let reader = array::open(&path)?;
        Array::new(Some(path), reader, read_header).map(Self)
    }

    /// Writes rows into a file as a C-order array of shape (rows, `N`).
    ///
    /// # Errors
    /// [`DataError::Io`] if it cannot be written.
    pub fn write<const N: usize, T: Scalar>(
        path: impl Into<PathBuf>,
        rows: &[[T; N]],
    ) -> Result<(), DataError> {
        let path = path.into();
        let result = File::create(&path)
            .map(BufWriter::new)
            .and_then(|mut file| {
                Self::write_to(&mut file, rows)?;
                file.flush()
            });
        result.map_err(|source| DataError::Io {
            file: Some(path),
            source,
        })
    }

    /// [`write`](Self::write) to anything that can be written to.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_to<const N: usize, T: Scalar>(
        writer: &mut impl Write,
        rows: &[[T; N]],
    ) -> io::Result<()> {
        let size = size_of::<T>();
        let count = rows.len();
        let mut header =
            format!("{{'descr': '<f{size}', 'fortran_order': False, 'shape': ({count}, {N}), }}");
        // Magic, version, length and header fill lines of 64 bytes, and end with a line feed.
        let length = (10 + header.len() + 1).next_multiple_of(64) - 10;
        header.extend(std::iter::repeat_n(' ', length - 1 - header.len()));
        header.push('\n');
        writer.write_all(MAGIC)?;
        writer.write_all(&[1, 0])?;
        // A shape of two numbers takes far less than 64 KiB.
        writer.write_all(&u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes())?;
        writer.write_all(header.as_bytes())?;
        for number in rows.as_flattened() {
            let number = number.to_f64();
            if size == 4 {
                #[allow(clippy::cast_possible_truncation, reason = "it came from an f32")]
                writer.write_all(&(number as f32).to_le_bytes())?;
            } else {
                writer.write_all(&number.to_le_bytes())?;
            }
        }
        Ok(())
    }
}

impl<'a> Npy<'a> {
    /// Reads the header from anything that can be read.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn from_reader(reader: impl Read + 'a) -> Result<Self, DataError> {
        Array::new(
            None,
            array::decompressed(BufReader::new(reader)),
            read_header,
        )
        .map(Self)
    }

    /// The length of each axis; the first is the number of samples.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.0.header.shape
    }

    /// Reads all samples as rows of `N` numbers; an array of one axis as rows of one.
    ///
    /// # Errors
    /// [`DataError::Array`] if the samples have not `N` numbers, the file ends early or does not
    /// end, or a number is not finite.
    pub fn read<const N: usize, T: Scalar>(self) -> Result<Vec<[T; N]>, DataError> {
        self.0.read()
    }

    /// Reads an array of one axis, or of one column, as labels.
    ///
    /// # Errors
    /// As [`read`](Self::read), and if a label is not a whole number from 0 up.
    pub fn read_labels(self) -> Result<Vec<usize>, DataError> {
        self.0.read_labels()
    }

    /// The samples in chunks of at most `rows`, for files that do not fit in memory.
    ///
    /// # Errors
    /// [`DataError::Array`] if the samples have not `N` numbers, or are in Fortran order. What is wrong
    /// further on is the error of the chunk it is in.
    pub fn chunks<const N: usize, T: Scalar>(
        self,
        rows: usize,
    ) -> Result<Chunks<'a, N, T>, DataError> {
        self.0.chunks(rows)
    }
}

impl core::fmt::Debug for Npy<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Npy").field(&self.0.header).finish()
    }
}

const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// The longest header that is read; that of a plain array takes 118 bytes.
const LONGEST_HEADER: usize = 1 << 16;

fn read_header(reader: &mut dyn Read) -> Result<Header, Failure> {
    let mut start = [0; 8];
    let wrong = ArrayProblem::Magic { format: "NPY" };
    if reader.read_exact(&mut start).is_err() || start[..6] != MAGIC[..] {
        return Err(wrong.into());
    }
    let problem = |what| Failure::Problem(ArrayProblem::Header { what });
    let length = match start[6] {
        1 => {
            let mut length = [0; 2];
            reader.read_exact(&mut length)?;
            usize::from(u16::from_le_bytes(length))
        }
        2 | 3 => {
            let mut length = [0; 4];
            reader.read_exact(&mut length)?;
            usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX)
        }
        _ => return Err(problem("the format's version is not 1, 2 or 3")),
    };
    if length > LONGEST_HEADER {
        return Err(problem("it says that it is longer than 64 KiB"));
    }
    let mut text = vec![0; length];
    reader.read_exact(&mut text)?;
    let text = str::from_utf8(&text).map_err(|_| problem("it is not text"))?;
    parse(text).map_err(Failure::Problem)
}

/// Reads the header's dictionary: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
fn parse(text: &str) -> Result<Header, ArrayProblem> {
    let problem = |what| ArrayProblem::Header { what };
    let mut rest = text
        .trim()
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
        .ok_or(problem("it is no dictionary"))?;
    let (mut kind, mut fortran_order, mut shape) = (None, None, None);
    loop {
        rest = rest.trim_start_matches([' ', ',', '\n']);
        if rest.is_empty() {
            break;
        }
        let (key, after) = quoted(rest).ok_or(problem("a key is not in quotes"))?;
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        let value = value.ok_or(problem("a key has no value"))?;
        rest = match key {
            "descr" => {
                let (text, rest) = quoted(value).ok_or_else(|| ArrayProblem::Kind {
                    // A list of fields.
                    kind: value.chars().take(40).collect(),
                })?;
                kind = Some(read_kind(text)?);
                rest
            }
            "fortran_order" => {
                let (value, rest) = [("True", true), ("False", false)]
                    .into_iter()
                    .find_map(|(word, is)| Some((is, value.strip_prefix(word)?)))
                    .ok_or(problem("`fortran_order` is neither True nor False"))?;
                fortran_order = Some(value);
                rest
            }
            "shape" => {
                let (axes, rest) = value
                    .strip_prefix('(')
                    .and_then(|value| value.split_once(')'))
                    .ok_or(problem("`shape` is not in parentheses"))?;
                let axes = axes
                    .split(',')
                    .map(str::trim)
                    .filter(|axis| !axis.is_empty());
                let axes: Result<Vec<usize>, _> = axes.map(str::parse).collect();
                shape =
                    Some(axes.map_err(|_| problem("`shape` holds something else than numbers"))?);
                rest
            }
            _ => {
                return Err(problem(
                    "it has a key that is not `descr`, `fortran_order` or `shape`",
                ));
            }
        };
    }
    let (kind, big_endian) = kind.ok_or(problem("`descr` is missing"))?;
    Ok(Header {
        shape: shape.ok_or(problem("`shape` is missing"))?,
        kind,
        big_endian,
        fortran_order: fortran_order.ok_or(problem("`fortran_order` is missing"))?,
    })
}

/// The text between quotes at the start, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))?;
    text[1..].split_once(quote)
}

/// A kind such as `<f8`, and whether its most significant byte comes first.
fn read_kind(text: &str) -> Result<(Kind, bool), ArrayProblem> {
    let unknown = || ArrayProblem::Kind {
        kind: text.chars().take(40).collect(),
    };
    let mut characters = text.chars();
    let big_endian = match characters.next() {
        // `=` is the order of the machine that wrote it, and nearly all are little-endian.
        Some('<' | '|' | '=') => false,
        Some('>') => true,
        _ => return Err(unknown()),
    };
    let kind = match characters.as_str() {
        "f4" => Kind::Float(4),
        "f8" => Kind::Float(8),
        "u1" | "b1" => Kind::Unsigned(1),
        "u2" => Kind::Unsigned(2),
        "u4" => Kind::Unsigned(4),
        "u8" => Kind::Unsigned(8),
        "i1" => Kind::Signed(1),
        "i2" => Kind::Signed(2),
        "i4" => Kind::Signed(4),
        "i8" => Kind::Signed(8),
        _ => return Err(unknown()),
    };
    Ok((kind, big_endian))
}
