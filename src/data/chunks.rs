//! A CSV file a few rows at a time: the rows of a chunk, behind the header, are a small file of their own.

use super::columns::Columns;
use super::csv::{Csv, Source, numbers};
use super::table::{Row, Skipped, Table};
use super::{DataError, Dataset, quotes};
use core::fmt::{self, Debug, Formatter};
use core::str::FromStr;
use mlp_core::number::Scalar;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

/// What reads a target from its columns.
type ReadTarget<const OUTPUTS: usize, T> =
    fn(&Row<'_>, &[usize]) -> Result<[T; OUTPUTS], DataError>;

/// The samples of a CSV file in data sets of at most so many: see [`Csv::chunks`].
///
/// An iterator that ends after the first error. Lines must end with LF or CRLF; a file whose lines end
/// with CR alone is one chunk.
pub struct CsvChunks<'a, const INPUTS: usize, const OUTPUTS: usize, T = f32> {
    settings: Csv<'static>,
    file: Option<PathBuf>,
    reader: Box<dyn BufRead + 'a>,
    rows: usize,
    target_columns: usize,
    read_target: ReadTarget<OUTPUTS, T>,
    /// The lines up to the header's, and how many they are.
    header: Vec<u8>,
    header_lines: u64,
    /// The lines read of chunks that are done.
    lines: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Start,
    Rows,
    Done,
}

impl<'a, const INPUTS: usize, const OUTPUTS: usize, T> CsvChunks<'a, INPUTS, OUTPUTS, T> {
    pub(super) fn new(
        csv: Csv<'a>,
        rows: usize,
        (target_columns, read_target): (usize, ReadTarget<OUTPUTS, T>),
    ) -> Result<Self, DataError> {
        let (file, reader): (_, Box<dyn BufRead + 'a>) = match csv.source {
            Source::File(path) => match File::open(&path) {
                Ok(file) => (Some(path), Box::new(BufReader::new(file))),
                Err(source) => {
                    let file = Some(path);
                    return Err(DataError::Io { file, source });
                }
            },
            Source::Reader(reader) => (None, Box::new(BufReader::new(reader))),
        };
        let settings = Csv {
            source: Source::Reader(Box::new(io::empty())),
            has_header: csv.has_header,
            delimiter: csv.delimiter,
            inputs: csv.inputs,
            targets: csv.targets,
        };
        Ok(Self {
            settings,
            file,
            reader,
            rows: rows.max(1),
            target_columns,
            read_target,
            header: Vec::new(),
            header_lines: 0,
            lines: 0,
            state: State::Start,
        })
    }

    /// Adds records to `data` until it has `records` more or the file ends; says how many were added, and
    /// how many lines.
    fn read_records(&mut self, data: &mut Vec<u8>, records: usize) -> io::Result<(usize, u64)> {
        let (mut read, mut lines) = (0, 0);
        while read < records {
            let start = data.len();
            loop {
                let line = data.len();
                if self.reader.read_until(b'\n', data)? == 0 {
                    // The end, perhaps within quotes, which whoever reads the record will find.
                    return Ok((read + usize::from(data.len() > start), lines));
                }
                lines += 1;
                // Only a line with a quote can close a field that was open, or open one.
                let may_change = line == start || data[line..].contains(&b'"');
                if may_change && !is_open(&data[start..], self.settings.delimiter) {
                    break;
                }
            }
            if !data[start..].trim_ascii().is_empty() {
                read += 1;
            }
        }
        Ok((read, lines))
    }

    fn io(&self, source: io::Error) -> DataError {
        let file = self.file.clone();
        DataError::Io { file, source }
    }
}

/// Whether a quoted field goes on after this.
fn is_open(record: &[u8], delimiter: u8) -> bool {
    let record = record.strip_prefix("\u{feff}".as_bytes()).unwrap_or(record);
    matches!(quotes::check(record, delimiter), Err(bad) if !bad.closed)
}

impl<const INPUTS: usize, const OUTPUTS: usize, T> CsvChunks<'_, INPUTS, OUTPUTS, T>
where
    T: Scalar + FromStr,
{
    /// The next data set; `None` if there are no more rows.
    fn read(&mut self) -> Result<Option<Dataset<INPUTS, OUTPUTS, T>>, DataError> {
        let is_first = self.state == State::Start;
        if is_first && self.settings.has_header != Some(false) {
            let mut header = Vec::new();
            let read = self.read_records(&mut header, 1);
            (_, self.header_lines) = read.map_err(|error| self.io(error))?;
            self.header = header;
        }
        self.state = State::Rows;
        let mut data = self.header.clone();
        let read = self.read_records(&mut data, self.rows);
        let (records, lines) = read.map_err(|error| self.io(error))?;
        if records == 0 && !is_first {
            return Ok(None);
        }
        let skipped = Skipped {
            after: self.header_lines,
            lines: self.lines,
        };
        self.lines += lines;
        let Csv {
            delimiter,
            has_header,
            ..
        } = self.settings;
        let table = Table::new(self.file.clone(), data, delimiter, has_header, skipped)?;
        let (inputs, targets) = (
            self.settings.inputs.as_ref(),
            self.settings.targets.as_ref(),
        );
        let columns = Columns::find(&table, inputs, targets, (INPUTS, self.target_columns))?;
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        table.for_each_row(|row| {
            inputs.push(numbers(row, &columns.inputs)?);
            targets.push((self.read_target)(row, &columns.targets)?);
            Ok(())
        })?;
        Dataset::new(inputs, targets).map(Some)
    }
}

impl<const INPUTS: usize, const OUTPUTS: usize, T> Iterator for CsvChunks<'_, INPUTS, OUTPUTS, T>
where
    T: Scalar + FromStr,
{
    type Item = Result<Dataset<INPUTS, OUTPUTS, T>, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Done {
            return None;
        }
        let chunk = self.read().transpose();
        if !matches!(chunk, Some(Ok(_))) {
            self.state = State::Done;
        }
        chunk
    }
}

impl<const INPUTS: usize, const OUTPUTS: usize, T> Debug for CsvChunks<'_, INPUTS, OUTPUTS, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvChunks")
            .field("file", &self.file)
            .field("rows", &self.rows)
            .field("lines", &self.lines)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
