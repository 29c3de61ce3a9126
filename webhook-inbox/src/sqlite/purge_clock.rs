//! When a process may believe its clock enough to remove rows by their age.

use std::time::Duration;

use crate::clock::{Clock, span};
use crate::policy::{JUMP, PURGE_AFTER_JUMP, PURGE_AFTER_START};

/// Compares the wall clock with the one that is never set.
#[derive(Debug)]
pub(super) struct PurgeClock {
    /// Both clocks, at the last look.
    seen: (i64, i64),
    /// Not before, by the clock that is never set.
    not_before: i64,
}

impl PurgeClock {
    pub(super) fn new(clock: &Clock) -> Self {
        let seen = (clock.now(), clock.running());
        Self {
            seen,
            not_before: seen.1.saturating_add(span(PURGE_AFTER_START)),
        }
    }

    /// How long to wait; `None` to go ahead.
    pub(super) fn wait(&mut self, clock: &Clock) -> Option<Duration> {
        let (now, running) = (clock.now(), clock.running());
        let passed = (
            now.saturating_sub(self.seen.0),
            running.saturating_sub(self.seen.1),
        );
        self.seen = (now, running);
        let jump = passed.0.saturating_sub(passed.1);
        if jump.saturating_abs() > span(JUMP) {
            let after = running.saturating_add(span(PURGE_AFTER_JUMP));
            self.not_before = self.not_before.max(after);
        }
        let wait = u64::try_from(self.not_before.saturating_sub(running)).ok()?;
        (wait > 0).then(|| Duration::from_micros(wait))
    }
}
