//! The health of each group and of the inbox, for a readiness route.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde::Serialize;

use crate::declare::descriptor::Descriptor;
use crate::guard;
use crate::inbox::intake::{INBOX, Intake};
use crate::manifest::Row;
use crate::outcome::kind::{Counted, OutcomeKind};

/// The health of a dispatcher's groups.
///
/// It implements `Serialize`, so a route can answer with it. It contains names of groups, times and the inbox's own text, so
/// restrict access to that route if those are not public.
///
/// # Examples
///
/// ```
/// use webhook_core::Dispatcher;
///
/// let dispatcher = Dispatcher::builder().build()?;
/// assert!(dispatcher.health().is_ready());
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// One entry for each group, in the order in which the groups were added.
    pub groups: Vec<GroupHealth>,
    /// Why the inbox cannot store deliveries now. `None` if it can, or if no group is `durable`.
    pub inbox_unavailable: Option<String>,
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
    /// Whether every group is configured, and the inbox can store deliveries if a group is `durable`.
    ///
    /// Use it for a readiness probe: a server stays in rotation when a sender is silent or sends forgeries, and leaves it
    /// while it could only answer 503.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_configured() && self.inbox_unavailable.is_none()
    }

    /// Whether every group is configured. Silent or failing senders do not change it, nor does the inbox.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.groups.iter().all(|group| group.configured)
    }
}

/// Asks an inbox why it cannot store deliveries now.
pub(crate) fn unavailable(inbox: &dyn Intake) -> Option<String> {
    match guard::call(INBOX, || inbox.ready()) {
        Ok(Ok(())) => None,
        Ok(Err(unavailable)) => Some(unavailable.to_string()),
        Err(panicked) => Some(panicked.to_string()),
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
