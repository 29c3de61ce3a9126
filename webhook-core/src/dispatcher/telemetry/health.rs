//! The health of each group, for a readiness route.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde::Serialize;

use crate::declare::descriptor::Descriptor;
use crate::manifest::Row;
use crate::outcome::kind::{Counted, OutcomeKind};

/// The health of a dispatcher's groups.
///
/// It implements `Serialize`, so a route can answer with it. It contains names of groups and times, so restrict access to
/// that route if those are not public.
///
/// # Examples
///
/// ```
/// use webhook_core::Dispatcher;
///
/// let dispatcher = Dispatcher::builder().build()?;
/// assert!(dispatcher.health().is_configured());
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// One entry for each group, in the order in which the groups were added.
    pub groups: Vec<GroupHealth>,
}

/// The health of one group.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct GroupHealth {
    /// The name of the group.
    pub group: &'static str,
    /// Whether every event has a handler or is marked `ignore`.
    ///
    /// Unusable keys do not show here, because `build` refuses them.
    pub configured: bool,
    /// Whether deliveries are signed.
    pub signed: bool,
    /// The time of receipt of the last delivery that was answered with success. An unverified delivery does not count,
    /// even if the group answers it with success.
    pub last_success: Option<SystemTime>,
    /// The time of receipt of the last delivery that did not verify or was not answered with success.
    pub last_failure: Option<SystemTime>,
    /// The outcome of the delivery of `last_failure`.
    pub last_failure_outcome: Option<OutcomeKind>,
}

impl Health {
    /// Whether every group is configured. Silent or failing senders do not change it.
    ///
    /// Use it for a readiness probe: a server stays in rotation when a sender is silent or sends forgeries.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.groups.iter().all(|group| group.configured)
    }
}

impl GroupHealth {
    pub(crate) fn new(descriptor: &Descriptor, rows: &[Row], seen: &Seen) -> Self {
        let times = seen.times();
        Self {
            group: descriptor.name,
            configured: !rows.iter().any(|row| matches!(row, Row::Unhandled)),
            signed: descriptor.sender.scheme.is_some(),
            last_success: times.success,
            last_failure: times.failure.map(|(at, _)| at),
            last_failure_outcome: times.failure.map(|(_, kind)| kind),
        }
    }
}

/// The times and the outcome of a group's last deliveries.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// In nanoseconds since 1970. It is atomic, because nearly every delivery writes it and must not wait for another.
    success: AtomicU64,
    failure: Mutex<Option<(SystemTime, OutcomeKind)>>,
}

struct Times {
    success: Option<SystemTime>,
    failure: Option<(SystemTime, OutcomeKind)>,
}

impl Seen {
    /// Records an answer; `verified` is `true` if the delivery verified or the group is unsigned.
    pub(crate) fn note(
        &self,
        kind: OutcomeKind,
        status: StatusCode,
        verified: bool,
        received_at: SystemTime,
    ) {
        // Anyone can send a handshake, so it says nothing about the sender.
        if kind.row().counted == Counted::Nothing {
            return;
        }
        // A group may answer forgeries with 200 too, but they say nothing about its sender.
        if verified && status.is_success() {
            let since = received_at.duration_since(UNIX_EPOCH).unwrap_or_default();
            let nanoseconds = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
            self.success.store(nanoseconds.max(1), Ordering::Relaxed);
        } else {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((received_at, kind));
        }
    }

    fn times(&self) -> Times {
        let nanoseconds = self.success.load(Ordering::Relaxed);
        let success = (nanoseconds > 0).then(|| Duration::from_nanos(nanoseconds));
        Times {
            success: success.and_then(|since| UNIX_EPOCH.checked_add(since)),
            failure: *self.failure.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}
