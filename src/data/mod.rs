//! From a CSV file to the two slices a network trains on: inputs and targets.
//!
//! [`Csv`] reads a file, or anything else that can be read, into a [`Dataset`]; a data set splits
//! into a training and a test part; a [`StandardScaler`](mlp_core::scaler::StandardScaler) fitted to
//! the training part brings both to mean 0 and deviation 1. How many columns belong together is part
//! of the type, so a sample has exactly the shape the network takes.
//!
//! ```
//! use mlp::data::{Csv, Dataset};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = "x0,x1,y\n-0.9,-0.4,0\n0.5,-0.1,1\n0.3,0.3,1\n0.1,1.0,0\n";
//!
//! // A file is read with `Csv::new("circles.csv")`.
//! let data: Dataset<2, 1> = Csv::from_reader(text.as_bytes()).read()?;
//! assert_eq!(data.inputs()[0], [-0.9, -0.4]);
//! assert_eq!(data.targets()[0], [0.0]);
//!
//! let (train, test) = data.train_test_split(0.25, 42)?;
//! assert_eq!((train.len(), test.len()), (3, 1));
//! # Ok(())
//! # }
//! ```
//!
//! | from | with |
//! |---|---|
//! | CSV | [`Csv`]; classes as numbers ([`read_one_hot`](Csv::read_one_hot)) or names ([`read_named`](Csv::read_named)) |
//! | NumPy | [`Npy`], which also writes |
//! | MNIST and the like | [`Idx`] |
//! | a file larger than memory | `chunks` of each of them |
//!
//! # Nothing is lost
//!
//! A data set is read whole or not at all: no row is skipped, shortened or filled up. The error says
//! where the file does not fit, by line and column as an editor or a spreadsheet shows them, and by
//! the column's name where there is a header:
//!
//! ```
//! use mlp::data::{Csv, DataError, Dataset};
//!
//! let text = "x0,x1,y\n-0.9,-0.4,0\n0.5,none,1\n";
//! let error: DataError = Csv::from_reader(text.as_bytes()).read::<2, 1, f32>().unwrap_err();
//! assert_eq!(error.to_string(), "line 3, column 2 (`x1`): `none` is not a number");
//! ```

mod array;
mod chunks;
mod columns;
mod csv;
mod dataset;
mod error;
mod field;
mod idx;
mod labels;
mod message;
mod npy;
mod quotes;
mod shuffle;
mod table;

pub use self::array::{ArrayProblem, Chunks};
pub use self::chunks::CsvChunks;
pub use self::csv::Csv;
pub use self::dataset::{Dataset, Iter};
pub use self::error::{DataError, Place};
pub use self::idx::Idx;
pub use self::labels::{LabelEncoder, one_hot};
pub use self::npy::Npy;
