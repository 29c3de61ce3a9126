//! A clock for tests.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::dispatcher::clock::Clock;

/// A clock that stands still until a test moves it. Clones are the same clock.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use webhook_core::dispatcher::Clock;
/// use webhook_core::{Dispatcher, testing::FrozenClock};
///
/// let clock = FrozenClock::at(1_700_000_000);
/// let dispatcher = Dispatcher::builder().clock(clock.clone()).build()?;
/// let before = clock.now();
/// assert_eq!(clock.now(), before);
///
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), before + Duration::from_secs(60));
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct FrozenClock(Arc<Mutex<SystemTime>>);

impl FrozenClock {
    /// Creates a clock that is stopped at `seconds` after the Unix epoch.
    #[must_use]
    pub fn at(seconds: u64) -> Self {
        let time = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
        Self(Arc::new(Mutex::new(time.unwrap_or(UNIX_EPOCH))))
    }

    /// Moves the clock forward, also where a dispatcher holds a clone of it.
    ///
    /// A time that the operating system cannot represent leaves the clock as it is.
    pub fn advance(&self, by: Duration) {
        let mut time = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.checked_add(by).unwrap_or(*time);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
