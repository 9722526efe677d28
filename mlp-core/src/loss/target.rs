//! Targets that can only be a mistake.

use crate::number::Scalar;
use core::fmt;
use core::ops::RangeInclusive;

/// Why a loss cannot be computed for a target, or at all.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TargetError {
    /// The label is that of no class.
    Label {
        /// The label.
        label: i128,
        /// The number of classes, one for each output.
        classes: usize,
    },
    /// The number for one output is NaN, infinite, or outside what the loss takes.
    Value {
        /// The output, from 0.
        output: usize,
        /// The number for it.
        value: f64,
        /// The least number the loss takes.
        least: f64,
        /// The greatest number the loss takes.
        greatest: f64,
    },
    /// The number for one output is none of the few that the loss has a meaning for.
    Choice {
        /// The output, from 0.
        output: usize,
        /// The number for it.
        value: f64,
        /// What it may be.
        allowed: &'static str,
    },
    /// The weight of a sample is not a finite number from 0 on.
    Weight(f64),
    /// A setting of the loss, whatever the target, is outside its range.
    Setting {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        allowed: &'static str,
    },
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Label { label, classes } => {
                let last = classes.saturating_sub(1);
                write!(
                    f,
                    "the label {label} is that of no class; a network of {classes} outputs has the \
                     labels 0 to {last}"
                )
            }
            Self::Value {
                output,
                value,
                least,
                greatest,
            } => {
                write!(f, "the target of output {output} is {value}; it must be ")?;
                match (least == f64::MIN, greatest == f64::MAX) {
                    (true, true) => f.write_str("a finite number"),
                    (false, true) => write!(f, "a finite number from {least} on"),
                    _ => write!(f, "a number from {least} to {greatest}"),
                }
            }
            Self::Choice {
                output,
                value,
                allowed,
            } => write!(
                f,
                "the target of output {output} is {value}; it must be {allowed}"
            ),
            Self::Weight(weight) => write!(
                f,
                "the weight of a sample is {weight}; it must be a finite number from 0 on"
            ),
            Self::Setting {
                name,
                value,
                allowed,
            } => write!(f, "the {name} of the loss is {value}; it must be {allowed}"),
        }
    }
}

impl core::error::Error for TargetError {}

/// That each number of a target is in the range; so not NaN.
pub(super) fn check_each<T: Scalar>(
    target: &[T],
    range: RangeInclusive<f64>,
) -> Result<(), TargetError> {
    // All at once first: most targets are as they should be.
    let inside = |value: f64| (*range.start() <= value) & (value <= *range.end());
    if target
        .iter()
        .fold(true, |all, value| all & inside(value.to_f64()))
    {
        return Ok(());
    }
    for (output, value) in target.iter().enumerate() {
        let value = value.to_f64();
        if !inside(value) {
            return Err(TargetError::Value {
                output,
                value,
                least: *range.start(),
                greatest: *range.end(),
            });
        }
    }
    Ok(())
}

/// That each number of a target is one of a few.
pub(super) fn check_choice<T: Scalar>(
    target: &[T],
    choice: &[f64],
    allowed: &'static str,
) -> Result<(), TargetError> {
    for (output, value) in target.iter().enumerate() {
        let value = value.to_f64();
        if !choice.contains(&value) {
            return Err(TargetError::Choice {
                output,
                value,
                allowed,
            });
        }
    }
    Ok(())
}

/// That a setting of a loss is in its range.
pub(super) fn setting(
    name: &'static str,
    value: f64,
    fits: bool,
    allowed: &'static str,
) -> Result<(), TargetError> {
    if fits {
        Ok(())
    } else {
        Err(TargetError::Setting {
            name,
            value,
            allowed,
        })
    }
}
