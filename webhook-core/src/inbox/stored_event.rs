//! What a worker can run of what an inbox has stored.

use std::time::Duration;

use crate::group::claim_key::ClaimKey;

/// An event of a `durable` group that a dispatcher has a handler for; see
/// [`Dispatcher::stored_events`](crate::Dispatcher::stored_events).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredEvent {
    /// The name of the group, as in [`StoredDelivery::group`](crate::StoredDelivery::group).
    pub group: &'static str,
    /// The name of the event, as in [`StoredDelivery::event`](crate::StoredDelivery::event).
    pub event: &'static str,
    /// How long one run may take: the group's `deadline`, 60 seconds unless it declares one.
    pub deadline: Duration,
    /// Whether the handler is `async`, so that [`run_stored`](crate::Dispatcher::run_stored) does not block the thread that
    /// polls it. `false` if one of several handlers of events with this name is not.
    pub asynchronous: bool,
}

/// What a stored delivery is; see [`Dispatcher::identify_stored`](crate::Dispatcher::identify_stored).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredIdentity {
    /// The name of its event.
    pub event: &'static str,
    /// The key that identifies it; `None` if each delivery of its group is a new one, or it has no id.
    pub key: Option<ClaimKey>,
}
