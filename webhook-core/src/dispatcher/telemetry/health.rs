//! How each group is doing, for a readiness route.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde::Serialize;

use crate::declare::descriptor::Descriptor;
use crate::manifest::Row;
use crate::outcome::kind::{Counted, OutcomeKind};

/// How the groups of a dispatcher are doing, as far as the dispatcher can know.
///
/// It serialises, so that a route can answer with it. Who may see that route is yours to say: it names groups and times.
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
    /// One entry for each group, in the order in which they were given.
    pub groups: Vec<GroupHealth>,
}

/// How one group is doing.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct GroupHealth {
    /// The name of the group.
    pub group: &'static str,
    /// Whether every event is handled or ignored on purpose.
    ///
    /// A group whose keys cannot be used does not come this far: its dispatcher is not built.
    pub configured: bool,
    /// Whether deliveries are signed.
    pub signed: bool,
    /// When the delivery was received that was last answered with success; one that did not verify never is, whatever the
    /// group answers it with.
    pub last_success: Option<SystemTime>,
    /// When the delivery was received that was last answered with anything else.
    pub last_failure: Option<SystemTime>,
    /// What became of the delivery that was last answered with anything else.
    pub last_failure_outcome: Option<OutcomeKind>,
}

impl Health {
    /// Whether every group is configured. Silent or failing senders do not change it.
    ///
    /// Use it for a readiness probe: a server stays in rotation when a sender is quiet or sends forgeries.
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

/// What a group remembers of its last deliveries.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// In nanoseconds since 1970; nearly every delivery writes it, and none waits for another to do so.
    success: AtomicU64,
    failure: Mutex<Option<(SystemTime, OutcomeKind)>>,
}

struct Times {
    success: Option<SystemTime>,
    failure: Option<(SystemTime, OutcomeKind)>,
}

impl Seen {
    /// Takes note of an answer; `verified` is whether the group's sender, or anyone where nothing is signed, made the
    /// delivery.
    pub(crate) fn note(
        &self,
        kind: OutcomeKind,
        status: StatusCode,
        verified: bool,
        received_at: SystemTime,
    ) {
        // Anyone may ask for a handshake.
        if kind.row().counted == Counted::Nothing {
            return;
        }
        // A group may answer forgeries with 200 too, and they say nothing of its sender.
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
