//! Whether the store answered lately.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a program stays out of rotation after its store failed. Then deliveries try it again.
const REST: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Health {
    started: Instant,
    /// When the last failure is forgotten, in milliseconds since the start.
    rested: AtomicU64,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            rested: AtomicU64::new(0),
        }
    }
}

impl Health {
    pub(crate) fn failed(&self) {
        let rested = millis(self.started.elapsed().saturating_add(REST));
        self.rested.store(rested, Ordering::Relaxed);
    }

    pub(crate) fn has_failed(&self) -> bool {
        millis(self.started.elapsed()) < self.rested.load(Ordering::Relaxed)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
