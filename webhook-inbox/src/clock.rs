//! The time that a store reads.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_timer::Delay;

#[cfg(feature = "conformance")]
use {
    std::sync::Arc,
    std::sync::atomic::{AtomicI64, AtomicU32, Ordering},
};

/// Microseconds since the Unix epoch.
pub(crate) fn micros(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

pub(crate) fn from_micros(micros: i64) -> SystemTime {
    let since = Duration::from_micros(u64::try_from(micros).unwrap_or(0));
    UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH)
}

pub(crate) fn span(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Without the clock of a runtime: who waits may have none.
pub(crate) async fn within<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
    before(Delay::new(time), future).await
}

/// `None` if the end comes first.
pub(crate) async fn before<T>(end: impl Future, future: impl Future<Output = T>) -> Option<T> {
    let (mut end, mut future) = (pin!(end), pin!(future));
    poll_fn(move |context| {
        if let Poll::Ready(done) = future.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        end.as_mut().poll(context).map(|_end| None)
    })
    .await
}

/// The wall clock and a clock that is never set back; tests can move both.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    started: Instant,
    #[cfg(feature = "conformance")]
    test: TestClock,
}

impl Clock {
    #[cfg(not(feature = "conformance"))]
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    #[cfg(feature = "conformance")]
    pub(crate) fn new(test: TestClock) -> Self {
        Self {
            started: Instant::now(),
            test,
        }
    }

    /// What a test adds to the clock of a server.
    #[cfg_attr(
        not(feature = "conformance"),
        expect(clippy::unused_self, reason = "a test moves the time of one clock")
    )]
    #[cfg(feature = "postgres")]
    pub(crate) fn offset(&self) -> i64 {
        #[cfg(feature = "conformance")]
        return self.test.offset();
        #[cfg(not(feature = "conformance"))]
        0
    }

    /// Microseconds since the Unix epoch, by the wall clock.
    #[cfg(feature = "sqlite")]
    #[cfg_attr(
        not(feature = "conformance"),
        expect(clippy::unused_self, reason = "a test moves the time of one clock")
    )]
    pub(crate) fn now(&self) -> i64 {
        let now = micros(SystemTime::now());
        #[cfg(feature = "conformance")]
        let now = now.saturating_add(self.test.offset());
        now
    }

    /// Microseconds since this store was opened; setting the wall clock does not change them.
    pub(crate) fn running(&self) -> i64 {
        let running = span(self.started.elapsed());
        #[cfg(feature = "conformance")]
        let running = running.saturating_add(self.test.passed.load(Ordering::Relaxed));
        running
    }
}

/// Moves the time of a store in tests.
///
/// ```
/// use std::time::Duration;
/// use webhook_inbox::TestClock;
///
/// let clock = TestClock::new();
/// clock.pass(Duration::from_secs(3600)); // an hour goes by
/// clock.set_back(Duration::from_secs(60)); // the wall clock is corrected
/// ```
#[cfg(feature = "conformance")]
#[derive(Clone, Debug, Default)]
pub struct TestClock {
    passed: Arc<AtomicI64>,
    set: Arc<AtomicI64>,
    /// How much faster the time of the store goes, if it cannot be moved.
    pace: Arc<AtomicU32>,
}

#[cfg(feature = "conformance")]
impl TestClock {
    /// A clock that shows the time of the system.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes [`pass`](Self::pass) wait, for a store that lives by the time of a server: a `pace`th of the time, and seven seconds at
    /// most. The harness divides all spans of the store's policy by the same number.
    pub fn wait_at(&self, pace: u32) {
        self.pace.store(pace, Ordering::Relaxed);
    }

    /// How much faster the time of the store goes; 0 if it can be moved.
    #[must_use]
    pub fn pace(&self) -> u32 {
        self.pace.load(Ordering::Relaxed)
    }

    /// Lets time go by.
    pub fn pass(&self, time: Duration) {
        if let Some(time) = time.checked_div(self.pace()) {
            std::thread::sleep(time.min(Duration::from_secs(7)));
            return;
        }
        self.passed.fetch_add(span(time), Ordering::Relaxed);
    }

    /// Sets the wall clock forward. No time goes by.
    pub fn set_forward(&self, by: Duration) {
        self.set.fetch_add(span(by), Ordering::Relaxed);
    }

    /// Sets the wall clock back. No time goes by.
    pub fn set_back(&self, by: Duration) {
        self.set.fetch_sub(span(by), Ordering::Relaxed);
    }

    fn offset(&self) -> i64 {
        let passed = self.passed.load(Ordering::Relaxed);
        passed.saturating_add(self.set.load(Ordering::Relaxed))
    }
}
