//! How many lines are printed in a second.

use std::time::Duration;

/// Admits a number of lines in each second, and counts the others.
#[derive(Debug)]
pub(crate) struct Flood {
    pub(crate) most: u32,
    /// The end of the second that the last line began.
    end: Duration,
    left: u32,
    hidden: u64,
}

const SECOND: Duration = Duration::from_secs(1);

impl Flood {
    pub(crate) const fn new(most: u32) -> Self {
        Self {
            most,
            end: Duration::ZERO,
            left: 0,
            hidden: 0,
        }
    }

    /// Begins a new second if the last one is over, and returns the number of lines that were not printed in that.
    pub(crate) fn begin(&mut self, now: Duration) -> u64 {
        if now < self.end {
            return 0;
        }
        self.end = now.saturating_add(SECOND);
        self.left = self.most;
        self.take_hidden()
    }

    /// Whether a line is printed. Otherwise it is counted.
    pub(crate) const fn admits(&mut self) -> bool {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            true
        } else {
            self.hidden = self.hidden.saturating_add(1);
            false
        }
    }

    /// The time until the end of this second, if lines were not printed in it.
    pub(crate) fn rest(&self, now: Duration) -> Option<Duration> {
        (self.hidden > 0).then(|| self.end.saturating_sub(now))
    }

    /// Returns the number of lines that were not printed so far, and counts from zero.
    pub(crate) const fn take_hidden(&mut self) -> u64 {
        std::mem::replace(&mut self.hidden, 0)
    }
}
