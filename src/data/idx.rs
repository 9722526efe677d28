//! IDX files: the format of MNIST and its kin.

use super::array::{self, Array, ArrayProblem, Chunks, Failure, Header, Kind};
use super::{DataError, Dataset, one_hot};
use mlp_core::number::Scalar;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Reads IDX files, in which MNIST and data sets like it are kept.
///
/// A file holds one array: two zero bytes, a byte for the kind of its numbers, a byte for the number of
/// axes, each axis as four bytes, then the numbers, the most significant byte first. The first axis
/// counts the samples, and all others together are one row: an image of 28 × 28 is read as 784 numbers,
/// line by line. With the feature `gzip` a file that is compressed is decompressed as it is read.
///
/// ```
/// use mlp::data::Idx;
///
/// # fn main() -> Result<(), mlp::data::DataError> {
/// // Two images of 1 × 3 bytes; a file is read with `Idx::new("train-images-idx3-ubyte")`.
/// let bytes = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 128, 255, 1, 2, 3];
/// let images: Vec<[f32; 3]> = Idx::from_reader(&bytes[..])?.read()?;
/// assert_eq!(images, [[0.0, 128.0, 255.0], [1.0, 2.0, 3.0]]);
/// # Ok(())
/// # }
/// ```
///
/// # Reference
///
/// LeCun, Cortes and Burges, *The MNIST database of handwritten digits*, "file formats for the MNIST
/// database" — <http://yann.lecun.com/exdb/mnist/>
pub struct Idx<'a>(Array<'a>);

impl Idx<'static> {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`DataError::Io`], or [`DataError::Array`] if it is no IDX file.
    pub fn new(path: impl Into<PathBuf>) -> Result<Self, DataError> {
        let path = path.into();
        let reader = array::open(&path)?;
        Array::new(Some(path), reader, read_header).map(Self)
    }
}

impl<'a> Idx<'a> {
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

    /// Reads all samples as rows of `N` numbers, as they are in the file: a byte gives 0 to 255.
    ///
    /// # Errors
    /// [`DataError::Array`] if the samples have not `N` numbers, the file ends early or does not
    /// end, or a number is not finite.
    pub fn read<const N: usize, T: Scalar>(self) -> Result<Vec<[T; N]>, DataError> {
        self.0.read()
    }

    /// Reads a file of one axis as labels.
    ///
    /// # Errors
    /// As [`read`](Self::read), and if a label is not a whole number from 0 up.
    pub fn read_labels(self) -> Result<Vec<usize>, DataError> {
        self.0.read_labels()
    }

    /// The samples in chunks of at most `rows`, for files that do not fit in memory.
    ///
    /// # Errors
    /// [`DataError::Array`] if the samples have not `N` numbers. What is wrong further on is the error of
    /// the chunk it is in.
    pub fn chunks<const N: usize, T: Scalar>(
        self,
        rows: usize,
    ) -> Result<Chunks<'a, N, T>, DataError> {
        self.0.chunks(rows)
    }

    /// Reads images and the labels that belong to them into inputs and one-hot targets.
    ///
    /// ```no_run
    /// use mlp::data::{Dataset, Idx};
    ///
    /// # fn main() -> Result<(), mlp::data::DataError> {
    /// let mut train: Dataset<784, 10> =
    ///     Idx::dataset("train-images-idx3-ubyte", "train-labels-idx1-ubyte")?;
    /// for image in train.inputs_mut() {
    ///     *image = image.map(|byte| byte / 255.0);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`read`](Self::read) for either file, if they have not the same number of samples, or a
    /// label is not less than `CLASSES`.
    pub fn dataset<const N: usize, const CLASSES: usize, T: Scalar>(
        images: impl AsRef<Path>,
        labels: impl AsRef<Path>,
    ) -> Result<Dataset<N, CLASSES, T>, DataError> {
        let labels = Idx::new(labels.as_ref())?.read_labels()?;
        Dataset::new(Idx::new(images.as_ref())?.read()?, one_hot(&labels)?)
    }

    /// [`dataset`](Self::dataset) in chunks of at most `rows` samples, for files that do not fit in
    /// memory.
    ///
    /// # Errors
    /// As [`chunks`](Self::chunks), and if the files have not the same number of samples.
    pub fn dataset_chunks<const N: usize, const CLASSES: usize, T: Scalar>(
        images: impl AsRef<Path>,
        labels: impl AsRef<Path>,
        rows: usize,
    ) -> Result<impl Iterator<Item = Result<Dataset<N, CLASSES, T>, DataError>>, DataError> {
        let images = Idx::new(images.as_ref())?.chunks(rows)?;
        let labels = Idx::new(labels.as_ref())?.chunks(rows)?;
        array::labelled(images, labels)
    }
}

impl core::fmt::Debug for Idx<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Idx").field(&self.0.header).finish()
    }
}

fn read_header(reader: &mut dyn Read) -> Result<Header, Failure> {
    let mut magic = [0; 4];
    let wrong = ArrayProblem::Magic { format: "IDX" };
    if reader.read_exact(&mut magic).is_err() {
        return Err(wrong.into());
    }
    let [0, 0, kind, rank] = magic else {
        return Err(wrong.into());
    };
    let kind = match kind {
        0x08 => Kind::Unsigned(1),
        0x09 => Kind::Signed(1),
        0x0b => Kind::Signed(2),
        0x0c => Kind::Signed(4),
        0x0d => Kind::Float(4),
        0x0e => Kind::Float(8),
        other => {
            let kind = format!("0x{other:02x}");
            return Err(ArrayProblem::Kind { kind }.into());
        }
    };
    let mut shape = Vec::new();
    for _ in 0..rank {
        let mut axis = [0; 4];
        reader.read_exact(&mut axis)?;
        shape.push(usize::try_from(u32::from_be_bytes(axis)).unwrap_or(usize::MAX));
    }
    Ok(Header {
        shape,
        kind,
        big_endian: true,
        fortran_order: false,
    })
}
