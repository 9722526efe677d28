//! One field of a row: text, and what it means as a number or as a class label.

use super::{DataError, Place};
use core::str::FromStr;
use mlp_core::number::Scalar;

/// What a field says. Spaces around it mean nothing, and neither do quotes around it, which a
/// space before them keeps the `csv` crate from removing.
pub(super) fn text(field: &str) -> &str {
    let text = field.trim();
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .map_or(text, str::trim)
}

/// Reads a finite number, rounded once to the nearest `T`.
pub(super) fn number<T: Scalar + FromStr>(
    field: &str,
    place: impl FnOnce() -> Place,
) -> Result<T, DataError> {
    let text = text(field);
    match text.parse::<T>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) => Err(DataError::NotFinite {
            place: place(),
            text: text.into(),
            scalar: T::NAME,
        }),
        Err(_) if text.is_empty() => Err(DataError::EmptyField { place: place() }),
        Err(_) => Err(DataError::NotANumber {
            place: place(),
            word: text.into(),
        }),
    }
}

/// Reads a class label from 0 to `classes` − 1. `2.0` is the label 2, as tools write it that keep
/// all columns as floats.
pub(super) fn label(
    field: &str,
    classes: usize,
    place: impl FnOnce() -> Place,
) -> Result<usize, DataError> {
    let text = text(field);
    if let Some(label) = text.parse().ok().filter(|&label| label < classes) {
        return Ok(label);
    }
    let label = String::from(text);
    match text.parse::<f64>() {
        Err(_) if text.is_empty() => Err(DataError::EmptyField { place: place() }),
        Err(_) => Err(no_number(place(), label)),
        // The fraction of an infinite number is NaN.
        Ok(number) if number.fract() != 0.0 => Err(DataError::LabelNotInteger {
            place: place(),
            label,
        }),
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 0 up is cast; one too large for usize becomes the largest, which is no class"
        )]
        Ok(number) if number >= 0.0 && (number as usize) < classes => Ok(number as usize),
        Ok(_) => Err(DataError::LabelOutOfRange {
            place: place(),
            label,
            classes,
        }),
    }
}

/// What a target that is not a number is: a name, if it starts with a letter and does not say that something is
/// missing.
pub(super) fn no_number(place: Place, word: String) -> DataError {
    let missing = ["na", "n/a", "null", "none", "missing"];
    let is_missing = missing.contains(&word.to_lowercase().as_str());
    if word.starts_with(char::is_alphabetic) && !is_missing {
        DataError::ClassName { place, name: word }
    } else {
        DataError::NotANumber { place, word }
    }
}

/// The whole number from 0 up that this is.
pub(super) fn whole(number: f64) -> Option<usize> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "compared with what it was"
    )]
    let label = number as usize;
    #[allow(clippy::cast_precision_loss, reason = "compared with what it was")]
    (label as f64 == number).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            file: None,
            line: 2,
            column: 1,
            name: None,
        }
    }

    #[test]
    fn numbers_may_have_spaces_and_quotes_around_them() {
        for field in [
            "2.5",
            " 2.5 ",
            "\t2.5",
            "\"2.5\"",
            " \" 2.5 \" ",
            "+2.5",
            "25e-1",
            "2.50",
        ] {
            assert_eq!(number::<f32>(field, place).unwrap(), 2.5, "{field:?}");
        }
        assert_eq!(number::<f64>(".5", place).unwrap(), 0.5);
        assert_eq!(number::<f64>("-5.", place).unwrap(), -5.0);
    }

    #[test]
    fn a_number_is_rounded_once() {
        // 1 + 2⁻²⁴ + 2⁻⁶⁰: a little above the middle between two f32, so it rounds up. Rounded to f64
        // first it becomes the middle, and then rounds down to even.
        let text = "1.0000000596046447753914623627378";
        assert_eq!(number::<f32>(text, place).unwrap(), 1.0 + f32::EPSILON);
    }

    #[test]
    fn what_is_not_a_finite_number_is_refused() {
        let message = |field| number::<f32>(field, place).unwrap_err().to_string();
        assert_eq!(
            message(""),
            "line 2, column 1: empty field where a number belongs"
        );
        assert_eq!(
            message("  "),
            "line 2, column 1: empty field where a number belongs"
        );
        assert_eq!(
            message("\"\""),
            "line 2, column 1: empty field where a number belongs"
        );
        assert_eq!(message("\""), "line 2, column 1: `\"` is not a number");
        assert_eq!(message("3,14"), "line 2, column 1: `3,14` is not a number");
        assert_eq!(message("0x10"), "line 2, column 1: `0x10` is not a number");
        assert_eq!(
            message("NaN"),
            "line 2, column 1: `NaN` is not a finite f32"
        );
        assert_eq!(
            message("-inf"),
            "line 2, column 1: `-inf` is not a finite f32"
        );
        assert_eq!(
            message("1e39"),
            "line 2, column 1: `1e39` is not a finite f32"
        );
        assert!(number::<f64>("1e39", place).is_ok());
    }

    #[test]
    fn labels_are_whole_numbers_below_the_number_of_classes() {
        assert_eq!(label("0", 3, place).unwrap(), 0);
        assert_eq!(label(" 2 ", 3, place).unwrap(), 2);
        assert_eq!(label("2.0", 3, place).unwrap(), 2);
        assert_eq!(label("-0.0", 3, place).unwrap(), 0);

        let message = |field| label(field, 3, place).unwrap_err().to_string();
        let out = "is out of range: the 3 classes are numbered 0 to 2";
        assert_eq!(message("3"), format!("line 2, column 1: label `3` {out}"));
        assert_eq!(message("-1"), format!("line 2, column 1: label `-1` {out}"));
        assert_eq!(
            message("99999999999999999999"),
            format!("line 2, column 1: label `99999999999999999999` {out}")
        );
        assert_eq!(
            message("1.5"),
            "line 2, column 1: label `1.5` is not a whole number"
        );
        assert_eq!(
            message("nan"),
            "line 2, column 1: label `nan` is not a whole number"
        );
        assert_eq!(
            message("inf"),
            "line 2, column 1: label `inf` is not a whole number"
        );
        assert_eq!(
            message("setosa"),
            "line 2, column 1: `setosa` is not a number; names of classes are read by `read_named`"
        );
        for word in ["NA", "n/a", "?", "1,5"] {
            let expected = format!("line 2, column 1: `{word}` is not a number");
            assert_eq!(message(word), expected);
        }
        assert_eq!(
            message(""),
            "line 2, column 1: empty field where a number belongs"
        );
    }

    #[test]
    fn the_range_of_one_class_or_none_is_said_in_words() {
        let message = |classes| label("1", classes, place).unwrap_err().to_string();
        assert_eq!(
            message(1),
            "line 2, column 1: label `1` is out of range: the one class is numbered 0"
        );
        assert_eq!(
            message(0),
            "line 2, column 1: label `1` is out of range: there are no classes"
        );
    }
}
