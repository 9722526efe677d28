//! Settings an optimizer cannot work with.

use core::fmt;

/// A setting of an optimizer that is outside its range.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OptimizerError {
    /// The weight decay is not a finite number from 0 on.
    WeightDecay(f64),
    /// Another setting is outside its range.
    #[non_exhaustive]
    Setting {
        /// The name of the method that sets it.
        name: &'static str,
        /// What it is.
        value: f64,
        /// What it may be, and an example.
        allowed: &'static str,
    },
}

impl fmt::Display for OptimizerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WeightDecay(decay) => write!(
                f,
                "the weight decay is {decay}; it must be a finite number from 0 on, such as 0.0001"
            ),
            Self::Setting {
                name,
                value,
                allowed,
            } => write!(f, "the optimizer's {name} is {value}; it must be {allowed}"),
        }
    }
}

impl core::error::Error for OptimizerError {}

/// Refuses a weight decay below 0.
pub(super) fn weight_decay(value: f64) -> Result<(), OptimizerError> {
    if value >= 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(OptimizerError::WeightDecay(value))
    }
}

/// Refuses what is not within 0 (included) and 1 (excluded).
pub(super) fn below_one(
    name: &'static str,
    value: f64,
    allowed: &'static str,
) -> Result<(), OptimizerError> {
    setting((0.0..1.0).contains(&value), name, value, allowed)
}

/// Refuses a value that does not hold.
pub(super) fn setting(
    holds: bool,
    name: &'static str,
    value: f64,
    allowed: &'static str,
) -> Result<(), OptimizerError> {
    if holds {
        Ok(())
    } else {
        Err(OptimizerError::Setting {
            name,
            value,
            allowed,
        })
    }
}

/// Refuses what is not a finite number from 0 on.
pub(super) fn from_zero(
    name: &'static str,
    value: f64,
    allowed: &'static str,
) -> Result<(), OptimizerError> {
    setting(value >= 0.0 && value.is_finite(), name, value, allowed)
}

/// Refuses what [`Adam`](super::Adam) and its family cannot work with.
pub(super) fn of_adam(
    (beta_1, beta_2): (f64, f64),
    epsilon: f64,
    decay: f64,
) -> Result<(), OptimizerError> {
    below_one("beta_1", beta_1, "from 0 on and below 1, such as 0.9")?;
    below_one("beta_2", beta_2, "from 0 on and below 1, such as 0.999")?;
    from_zero(
        "epsilon",
        epsilon,
        "a finite number from 0 on, such as 1e-7",
    )?;
    weight_decay(decay)
}
