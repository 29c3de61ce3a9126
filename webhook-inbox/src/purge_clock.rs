//! When a process may believe a wall clock enough to remove rows by their age.

use std::time::Duration;

use crate::clock::span;
use crate::policy::{JUMP, PURGE_AFTER_JUMP, PURGE_AFTER_START};

/// Compares the wall clock of the store with the one of this process that is never set. Both in microseconds.
#[derive(Debug)]
pub(crate) struct PurgeClock {
    /// Both clocks, at the last look.
    seen: (i64, i64),
    /// Not before, by the clock that is never set.
    not_before: i64,
}

impl PurgeClock {
    pub(crate) fn new(now: i64, running: i64) -> Self {
        Self {
            seen: (now, running),
            not_before: running.saturating_add(span(PURGE_AFTER_START)),
        }
    }

    /// How long to wait; `None` to go ahead.
    pub(crate) fn wait(&mut self, now: i64, running: i64) -> Option<Duration> {
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
