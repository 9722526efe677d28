//! Settings a schedule cannot work with.

use core::fmt;

/// A setting of a schedule that is outside its range.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScheduleError {
    /// What the setting is called.
    pub name: &'static str,
    /// What it is.
    pub value: f64,
    /// What it may be, and an example.
    pub allowed: &'static str,
}

impl ScheduleError {
    /// Refuses a value that does not hold.
    ///
    /// # Errors
    /// If it does not.
    pub const fn check(
        holds: bool,
        name: &'static str,
        value: f64,
        allowed: &'static str,
    ) -> Result<(), Self> {
        if holds {
            Ok(())
        } else {
            Err(Self {
                name,
                value,
                allowed,
            })
        }
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            value,
            allowed,
        } = self;
        write!(f, "the schedule's {name} is {value}; it must be {allowed}")
    }
}

impl core::error::Error for ScheduleError {}

/// Refuses what a learning rate cannot be multiplied by again and again: 0, what is below, and growth.
pub(super) fn decay(name: &'static str, value: f64) -> Result<(), ScheduleError> {
    let allowed = "above 0 and at most 1, such as 0.95";
    ScheduleError::check(value > 0.0 && value <= 1.0, name, value, allowed)
}

/// Refuses what is no part of something.
pub(super) fn part(
    name: &'static str,
    value: f64,
    allowed: &'static str,
) -> Result<(), ScheduleError> {
    ScheduleError::check((0.0..=1.0).contains(&value), name, value, allowed)
}

/// Refuses what is not a finite number from 0 on.
pub(super) fn from_zero(
    name: &'static str,
    value: f64,
    allowed: &'static str,
) -> Result<(), ScheduleError> {
    let holds = value >= 0.0 && value.is_finite();
    ScheduleError::check(holds, name, value, allowed)
}

/// Refuses no steps, or epochs, at all.
pub(super) fn count(name: &'static str, count: Option<usize>) -> Result<(), ScheduleError> {
    let allowed = "at least 1, such as 100";
    ScheduleError::check(count != Some(0), name, 0.0, allowed)
}
