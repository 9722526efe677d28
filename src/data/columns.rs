//! Which columns of a file are inputs and which are targets.

use super::DataError;
use super::table::Table;

/// Columns as the user named them.
#[derive(Clone, Debug)]
pub(super) enum Selection {
    /// By position, counted from 0.
    Indices(Vec<usize>),
    /// By the names in the header.
    Names(Vec<String>),
}

/// Columns as indices into a row, counted from 0.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) inputs: Vec<usize>,
    pub(super) targets: Vec<usize>,
}

impl Columns {
    /// Finds `inputs` and `targets` columns in a table. Without a selection the targets are the last
    /// columns, and the inputs all that are left; then every column of the table must be needed.
    pub(super) fn find(
        table: &Table,
        input_selection: Option<&Selection>,
        target_selection: Option<&Selection>,
        (inputs, targets): (usize, usize),
    ) -> Result<Self, DataError> {
        let wrong_count = || DataError::ColumnCount {
            file: table.file().cloned(),
            line: table.first_line(),
            found: table.width(),
            inputs,
            targets,
        };
        let target_columns = if let Some(selection) = target_selection {
            selection.resolve(table, "target", targets)?
        } else {
            let first = table.width().checked_sub(targets).ok_or_else(wrong_count)?;
            (first..table.width()).collect()
        };
        let input_columns = if let Some(selection) = input_selection {
            selection.resolve(table, "input", inputs)?
        } else {
            let all = 0..table.width();
            let rest: Vec<usize> = all
                .filter(|column| !target_columns.contains(column))
                .collect();
            if rest.len() != inputs {
                return Err(wrong_count());
            }
            rest
        };
        let columns = Self {
            inputs: input_columns,
            targets: target_columns,
        };
        match columns.selected_twice() {
            Some(column) => Err(DataError::ColumnSelectedTwice { column: column + 1 }),
            None => Ok(columns),
        }
    }

    fn selected_twice(&self) -> Option<usize> {
        let mut all: Vec<usize> = self.inputs.iter().chain(&self.targets).copied().collect();
        all.sort_unstable();
        all.windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
    }
}

impl Selection {
    fn resolve(
        &self,
        table: &Table,
        role: &'static str,
        needed: usize,
    ) -> Result<Vec<usize>, DataError> {
        let columns: Vec<usize> = match self {
            Self::Indices(indices) => {
                if let Some(&index) = indices.iter().find(|&&index| index >= table.width()) {
                    return Err(DataError::ColumnIndex {
                        file: table.file().cloned(),
                        index,
                        columns: table.width(),
                    });
                }
                indices.clone()
            }
            Self::Names(names) => names
                .iter()
                .map(|name| index_of(table, name))
                .collect::<Result<_, _>>()?,
        };
        if columns.len() == needed {
            Ok(columns)
        } else {
            Err(DataError::SelectionCount {
                role,
                selected: columns.len(),
                needed,
            })
        }
    }
}

/// The one column with this name.
fn index_of(table: &Table, name: &str) -> Result<usize, DataError> {
    let Some(header) = table.header() else {
        return Err(DataError::NameWithoutHeader { name: name.into() });
    };
    let mut found = (0..)
        .zip(header)
        .filter(|(_, other)| *other == name)
        .map(|(index, _)| index);
    match (found.next(), found.next()) {
        (Some(index), None) => Ok(index),
        (Some(_), Some(_)) => Err(DataError::AmbiguousColumn {
            file: table.file().cloned(),
            name: name.into(),
        }),
        (None, _) => Err(DataError::UnknownColumn {
            file: table.file().cloned(),
            name: name.into(),
            available: header.to_vec(),
        }),
    }
}
