//! The words of each [`DataError`]: lower case, one line, no full stop.

use super::{DataError, Place};
use core::fmt::{self, Display, Formatter};
use std::path::PathBuf;

impl Display for DataError {
    #[allow(
        clippy::too_many_lines,
        reason = "a table: one message for each variant, in their order"
    )]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            // The operating system's own words are in `source`, where error reporters find them.
            Self::Io {
                file: Some(file),
                source,
            } => {
                write!(f, "cannot read `{}`: {}", file.display(), source.kind())
            }
            Self::Io { file: None, source } => write!(f, "cannot read the data: {}", source.kind()),
            Self::Empty { file } => {
                write!(f, "{}there is no data: the file is empty", Prefix(file))
            }
            Self::HeaderOnly { file } => {
                write!(f, "{}there is no data: only a header", Prefix(file))
            }
            Self::NumberInHeader { place, text } => write!(
                f,
                "{place}: `{}` is a number where a column name belongs; \
                 if this line is data, say `has_header(false)`, if it is a header, `has_header(true)`",
                Quoted(text)
            ),
            Self::ColumnCount {
                file,
                line,
                found,
                inputs,
                targets,
            } => {
                write!(
                    f,
                    "{}line {line}: {}, but {} and {} need {}",
                    Prefix(file),
                    Count(*found, "column"),
                    Count(*inputs, "input"),
                    Count(*targets, "target"),
                    inputs + targets
                )?;
                if *found == 1 {
                    f.write_str("; is the delimiter right?")
                } else {
                    Ok(())
                }
            }
            Self::SelectionCount {
                role,
                selected,
                needed,
            } => {
                write!(
                    f,
                    "{} selected, but {needed} needed",
                    Count(*selected, &format!("{role} column"))
                )
            }
            Self::ColumnIndex {
                file,
                index,
                columns,
            } => {
                write!(
                    f,
                    "{}no column has index {index}: there are {columns}, counted from 0",
                    Prefix(file)
                )
            }
            Self::UnknownColumn {
                file,
                name,
                available,
            } => {
                write!(f, "{}unknown column `{}`", Prefix(file), Quoted(name))?;
                if let Some(similar) = similar(name, available) {
                    write!(f, " (did you mean `{}`?)", Quoted(similar))?;
                }
                write!(f, "; available: {}", Names(available))
            }
            Self::NameWithoutHeader { name } => {
                write!(
                    f,
                    "column `{}` is selected by name, but there is no header",
                    Quoted(name)
                )
            }
            Self::AmbiguousColumn { file, name } => {
                write!(
                    f,
                    "{}two columns are named `{}`; select by index instead",
                    Prefix(file),
                    Quoted(name)
                )
            }
            Self::ColumnSelectedTwice { column } => write!(f, "column {column} is selected twice"),
            Self::RaggedRow {
                place,
                expected,
                found,
            } => {
                write!(
                    f,
                    "{place}: the row has {} instead of {expected}",
                    Count(*found, "field")
                )
            }
            Self::EmptyField { place } => write!(f, "{place}: empty field where a number belongs"),
            Self::EmptyName { place } => {
                write!(f, "{place}: empty field where the name of a class belongs")
            }
            Self::NotANumber { place, word } => {
                write!(f, "{place}: `{}` is not a number", Quoted(word))
            }
            Self::ClassName { place, name } => write!(
                f,
                "{place}: `{}` is not a number; names of classes are read by `read_named`",
                Quoted(name)
            ),
            Self::NotFinite {
                place,
                text,
                scalar,
            } => {
                write!(f, "{place}: `{}` is not a finite {scalar}", Quoted(text))
            }
            Self::LabelNotInteger { place, label } => {
                write!(
                    f,
                    "{place}: label `{}` is not a whole number",
                    Quoted(label)
                )
            }
            Self::LabelOutOfRange {
                place,
                label,
                classes,
            } => {
                write!(f, "{place}: label `{}` is out of range: ", Quoted(label))?;
                match classes.checked_sub(1) {
                    None => f.write_str("there are no classes"),
                    Some(0) => f.write_str("the one class is numbered 0"),
                    Some(last) => write!(f, "the {classes} classes are numbered 0 to {last}"),
                }
            }
            Self::NotUtf8 { place } => write!(f, "{place}: the field is not UTF-8 text"),
            Self::UnclosedQuote { place } => {
                write!(f, "{place}: the quote that opens here is never closed")
            }
            Self::TextAfterQuote { place } => {
                write!(
                    f,
                    "{place}: text follows the closing quote; a quote inside a field is written twice"
                )
            }
            Self::Array { file, problem } => write!(f, "{}{problem}", Prefix(file)),
            Self::NoSuchClass {
                sample,
                label,
                classes,
            } => {
                write!(
                    f,
                    "sample {sample} (counted from 0): label {label} is out of range: "
                )?;
                match classes.checked_sub(1) {
                    None => f.write_str("there are no classes"),
                    Some(last) => write!(f, "the {classes} classes are numbered 0 to {last}"),
                }
            }
            Self::ClassCount {
                file,
                names,
                classes,
            } => write!(
                f,
                "{}{} for {}: {}",
                Prefix(file),
                Count(names.len(), "name"),
                if *classes == 1 {
                    "one class".to_owned()
                } else {
                    format!("{classes} classes")
                },
                Names(names)
            ),
            Self::LengthMismatch { inputs, targets } => write!(
                f,
                "{}, but {}: every input needs its target",
                Count(*inputs, "input"),
                Count(*targets, "target")
            ),
            Self::TestFraction { test_fraction } => {
                write!(
                    f,
                    "the test fraction is {test_fraction}, but must lie between 0 and 1, both excluded"
                )
            }
            Self::TooFewSamples {
                samples,
                test_fraction,
            } => write!(
                f,
                "{} cannot be split with test fraction {test_fraction}: one part would be empty",
                Count(*samples, "sample")
            ),
            Self::SplitBeyondEnd { count, samples } => {
                write!(
                    f,
                    "cannot split after {}: there are only {samples}",
                    Count(*count, "sample")
                )
            }
            Self::NoSuchSample { index, samples: 0 } => {
                write!(f, "there is no sample {index}: the data set is empty")
            }
            Self::NoSuchSample { index, samples } => {
                write!(
                    f,
                    "there is no sample {index}: they are numbered from 0 to {}",
                    samples - 1
                )
            }
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}line {}, column {}",
            Prefix(&self.file),
            self.line,
            self.column
        )?;
        match &self.name {
            Some(name) => write!(f, " (`{}`)", Quoted(name)),
            None => Ok(()),
        }
    }
}

/// `data.csv: ` in front of a message about that file.
struct Prefix<'a>(&'a Option<PathBuf>);

impl Display for Prefix<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(file) => write!(f, "{}: ", file.display()),
            None => Ok(()),
        }
    }
}

/// A number of things: `1 column`, `2 columns`.
struct Count<'a>(usize, &'a str);

impl Display for Count<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.0, self.1)
    }
}

/// The names in a header, as many as a message can bear.
struct Names<'a>(&'a [String]);

impl Names<'_> {
    const MOST: usize = 12;
}

impl Display for Names<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().take(Self::MOST).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}", Quoted(name))?;
        }
        if self.0.len() > Self::MOST {
            write!(f, ", … ({} in all)", self.0.len())
        } else {
            Ok(())
        }
    }
}

/// Text from a file, on one line and not too long for a message.
struct Quoted<'a>(&'a str);

impl Quoted<'_> {
    const LONGEST: usize = 40;
}

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars().take(Self::LONGEST) {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        if self.0.chars().nth(Self::LONGEST).is_some() {
            f.write_str("…")
        } else {
            Ok(())
        }
    }
}

/// The name that `word` was probably meant to be: the nearest one, at most a third of it changed.
fn similar<'a>(word: &str, names: &'a [String]) -> Option<&'a str> {
    let word = word.to_lowercase();
    names
        .iter()
        .map(|name| (edits(&word, &name.to_lowercase()), name.as_str()))
        .min_by_key(|&(edits, _)| edits)
        .filter(|&(edits, name)| edits <= name.chars().count().div_ceil(3))
        .map(|(_, name)| name)
}

/// The number of characters to insert, remove or replace to make `from` into `to`.
///
/// # Reference
///
/// Wagner and Fischer, *The string-to-string correction problem*, Journal of the ACM 21 (1974), 168.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, removed) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &inserted) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(removed != inserted);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_slip_is_recognized() {
        let names = ["petal_length", "petal_width", "target"].map(String::from);
        assert_eq!(similar("petal_lenght", &names), Some("petal_length"));
        assert_eq!(similar("Target", &names), Some("target"));
        assert_eq!(similar("species", &names), None);
    }

    #[test]
    fn the_distance_of_two_words_is_the_textbooks() {
        // Wagner and Fischer's measure with unit costs; the first pair is the usual example.
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("abc", "abc"), 0);
    }

    #[test]
    fn a_list_of_many_names_is_cut() {
        let names: Vec<String> = (0..64).map(|pixel| format!("p{pixel}")).collect();
        assert_eq!(Names(&names[..2]).to_string(), "p0, p1");
        assert_eq!(
            Names(&names).to_string(),
            "p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, … (64 in all)"
        );
    }

    #[test]
    fn long_and_broken_text_is_quoted_on_one_short_line() {
        assert_eq!(Quoted("a\nb").to_string(), "a\\nb");
        assert_eq!(Quoted(&"x".repeat(40)).to_string(), "x".repeat(40));
        assert_eq!(Quoted(&"x".repeat(41)).to_string(), "x".repeat(40) + "…");
    }
}
