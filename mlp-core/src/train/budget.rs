//! Time as a limit of a run.

use core::time::Duration;

/// How long a run may take, by which clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) limit: Duration,
    /// The time since some moment.
    pub(super) clock: fn() -> Duration,
}

impl PartialEq for Budget {
    fn eq(&self, other: &Self) -> bool {
        self.limit == other.limit && core::ptr::fn_addr_eq(self.clock, other.clock)
    }
}

/// The time since this was first asked.
#[cfg(feature = "std")]
pub(super) fn now() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}
