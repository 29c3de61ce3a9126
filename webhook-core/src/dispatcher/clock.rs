//! The clock for the time of receipt, which tests can replace.

use std::fmt;
use std::time::SystemTime;

/// Provides the time of receipt of deliveries. Timestamps of senders are compared with it.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, SystemTime, UNIX_EPOCH};
/// use webhook_core::dispatcher::Clock;
///
/// let frozen = || UNIX_EPOCH + Duration::from_secs(1_700_000_000);
/// assert_eq!(frozen.now(), frozen());
/// ```
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> SystemTime;
}

impl<F: Fn() -> SystemTime + Send + Sync> Clock for F {
    fn now(&self) -> SystemTime {
        self()
    }
}

/// The clock of the operating system.
#[derive(Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

impl fmt::Debug for SystemClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemClock")
    }
}
