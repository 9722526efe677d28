//! The learning rate falls by the same factor each epoch.

use super::{Progress, Schedule};

/// Factor `decay^(epoch − 1)`: the first epoch has the full learning rate.
///
/// ```
/// use mlp_core::schedule::{Exponential, Progress, Schedule};
///
/// let schedule = Exponential::new(0.5);
/// let factor = |epoch| schedule.factor(&[], &Progress::new(epoch, 10, 100));
/// assert_eq!([1, 2, 5].map(factor), [1.0, 0.5, 0.0625]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    decay: f64,
}

impl Exponential {
    /// Multiplies the learning rate by `decay`, between 0 and 1, after each epoch.
    #[must_use]
    pub const fn new(decay: f64) -> Self {
        Self { decay }
    }
}

impl Schedule for Exponential {
    type State = [f64; 0];

    /// By repeated squaring, so the bits do not depend on anybody's `pow`.
    fn factor(&self, _: &[f64; 0], at: &Progress) -> f64 {
        let (mut power, mut base) = (1.0, self.decay);
        let mut exponent = at.epoch.saturating_sub(1);
        while exponent > 0 {
            if exponent & 1 == 1 {
                power *= base;
            }
            base *= base;
            exponent >>= 1;
        }
        power
    }
}
