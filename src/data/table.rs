//! The rows of a CSV file: all of the same width, all UTF-8, each knowing where it stands.

use super::field::text;
use super::quotes::{self, BadQuote};
use super::{DataError, Place};
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::io;
use std::path::PathBuf;

/// A whole CSV file in memory, its header already read.
pub(super) struct Table {
    file: Option<PathBuf>,
    data: Vec<u8>,
    delimiter: u8,
    header: Option<Vec<String>>,
    width: usize,
    first_line: u64,
    /// Lines of the file that are not here, behind the header: those of chunks before this one.
    skipped: Skipped,
}

/// Which lines of a file a table has left out.
#[derive(Clone, Copy, Default)]
pub(super) struct Skipped {
    /// The lines kept at the start of the file.
    pub(super) after: u64,
    /// The lines left out after them.
    pub(super) lines: u64,
}

/// One row of a [`Table`].
pub(super) struct Row<'a> {
    table: &'a Table,
    record: &'a ByteRecord,
}

impl Table {
    /// Looks at the first row. `has_header` is what the user said: without an answer the first row
    /// is a header, but must look like one.
    pub(super) fn new(
        file: Option<PathBuf>,
        mut data: Vec<u8>,
        delimiter: u8,
        has_header: Option<bool>,
        skipped: Skipped,
    ) -> Result<Self, DataError> {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        if data.starts_with(BYTE_ORDER_MARK) {
            data.drain(..BYTE_ORDER_MARK.len());
        }
        let mut table = Self {
            file,
            data,
            delimiter,
            header: None,
            width: 0,
            first_line: 1,
            skipped,
        };

        let bad_quote = quotes::check(&table.data, delimiter).err();
        let mut reader = table.reader();
        let mut record = ByteRecord::new();
        let is_found = table.next_record(&mut reader, &mut record)?;
        let read = reader.position().byte();
        // A stray quote in the first row spoils the names; after it, the error can use them.
        if let Some(bad) = bad_quote.as_ref().filter(|bad| (bad.byte as u64) < read) {
            return Err(table.quote_error(bad));
        }
        if !is_found {
            return Err(DataError::Empty { file: table.file });
        }
        table.width = record.len();
        table.first_line = table.line_of(&record);
        if has_header != Some(false) {
            table.header = Some(table.read_header(&record, has_header.is_none())?);
        }
        match bad_quote {
            Some(bad) => Err(table.quote_error(&bad)),
            None => Ok(table),
        }
    }

    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }

    /// The names of the columns, if there is a header.
    pub(super) fn header(&self) -> Option<&[String]> {
        self.header.as_deref()
    }

    /// The number of columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The line of the header, or else of the first row.
    pub(super) fn first_line(&self) -> u64 {
        self.first_line
    }

    /// Shows every row to `read` and stops at the first error. At least one row is shown.
    pub(super) fn for_each_row(
        &self,
        mut read: impl FnMut(&Row<'_>) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let mut reader = self.reader();
        let mut record = ByteRecord::new();
        if self.header.is_some() {
            self.next_record(&mut reader, &mut record)?;
        }
        let mut is_empty = true;
        while self.next_record(&mut reader, &mut record)? {
            let row = Row {
                table: self,
                record: &record,
            };
            row.check()?;
            read(&row)?;
            is_empty = false;
        }
        if is_empty {
            Err(DataError::HeaderOnly {
                file: self.file.clone(),
            })
        } else {
            Ok(())
        }
    }

    fn quote_error(&self, bad: &BadQuote) -> DataError {
        let place = self.place(self.line_at(bad.byte), bad.column);
        if bad.closed {
            DataError::TextAfterQuote { place }
        } else {
            DataError::UnclosedQuote { place }
        }
    }

    fn read_header(
        &self,
        record: &ByteRecord,
        must_look_like_one: bool,
    ) -> Result<Vec<String>, DataError> {
        let row = Row {
            table: self,
            record,
        };
        row.check()?;
        let names: Vec<String> = (0..self.width)
            .map(|column| text(row.field(column)).into())
            .collect();
        let number = names
            .iter()
            .position(|name| name.parse().is_ok_and(f64::is_finite));
        match number {
            Some(column) if must_look_like_one => Err(DataError::NumberInHeader {
                place: row.place(column),
                text: names[column].clone(),
            }),
            _ => Ok(names),
        }
    }

    fn reader(&self) -> Reader<&[u8]> {
        // Flexible, because our own error for a ragged row names the place.
        ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(&self.data)
    }

    /// Reads the next record that is not a line of spaces; false at the end.
    fn next_record(
        &self,
        reader: &mut Reader<&[u8]>,
        record: &mut ByteRecord,
    ) -> Result<bool, DataError> {
        loop {
            let found = reader
                .read_byte_record(record)
                .map_err(|error| DataError::Io {
                    file: self.file.clone(),
                    source: io::Error::from(error),
                })?;
            let is_blank =
                record.len() == 1 && !record[0].is_empty() && record[0].trim_ascii().is_empty();
            if !(found && is_blank) {
                return Ok(found);
            }
        }
    }

    fn line_of(&self, record: &ByteRecord) -> u64 {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start)
            .unwrap_or(usize::MAX)
            .min(self.data.len());
        // The reader counts the line ends and blank lines before a record as part of it.
        let blank = self.data[start..]
            .iter()
            .take_while(|byte| matches!(byte, b'\n' | b'\r'))
            .count();
        self.line_at(start + blank)
    }

    /// The line of the file that this byte stands in.
    fn line_at(&self, byte: usize) -> u64 {
        let line = line_at(&self.data, byte);
        if line > self.skipped.after {
            line + self.skipped.lines
        } else {
            line
        }
    }

    fn place(&self, line: u64, column: usize) -> Place {
        let name = self
            .header()
            .and_then(|header| header.get(column))
            .filter(|name| !name.is_empty());
        Place {
            file: self.file.clone(),
            line,
            column: column + 1,
            name: name.cloned(),
        }
    }
}

impl Row<'_> {
    /// The text of a column that [`check`](Self::check) found to be there.
    pub(super) fn field(&self, column: usize) -> &str {
        self.record
            .get(column)
            .and_then(|field| str::from_utf8(field).ok())
            .unwrap_or_default()
    }

    /// Where a column of this row stands. Costs a walk through the file: only for errors.
    pub(super) fn place(&self, column: usize) -> Place {
        self.table.place(self.table.line_of(self.record), column)
    }

    fn check(&self) -> Result<(), DataError> {
        let (expected, found) = (self.table.width, self.record.len());
        if expected != found {
            return Err(DataError::RaggedRow {
                place: self.place(expected.min(found)),
                expected,
                found,
            });
        }
        match self
            .record
            .iter()
            .position(|field| str::from_utf8(field).is_err())
        {
            Some(column) => Err(DataError::NotUtf8 {
                place: self.place(column),
            }),
            None => Ok(()),
        }
    }
}

/// The line, counted from 1, that this byte stands in. A line ends with LF, CR, or both.
fn line_at(data: &[u8], byte: usize) -> u64 {
    let mut line = 1;
    for (index, character) in data[..byte].iter().enumerate() {
        match character {
            b'\n' => line += 1,
            b'\r' if data.get(index + 1) != Some(&b'\n') => line += 1,
            _ => {}
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let line_of_x = |text: &str| line_at(text.as_bytes(), text.find('x').unwrap());
        assert_eq!(line_of_x("x"), 1);
        assert_eq!(line_of_x("a\nb\nx"), 3);
        assert_eq!(line_of_x("a\r\nb\r\nx"), 3);
        assert_eq!(line_of_x("a\rb\rx"), 3);
        assert_eq!(line_of_x("a\n\n\r\nx"), 4);
    }
}
