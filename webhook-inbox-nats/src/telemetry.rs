//! What the store says beside what the worker does. Nothing that a request brought is in it, but for sizes.

#![cfg_attr(
    not(feature = "tracing"),
    expect(unused_variables, reason = "the feature uses them")
)]

use webhook_inbox::Row;

/// A delivery whose process died too often. No run ended it, so that the worker does not say it.
pub(crate) fn crashed(row: &Row) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        row = row.id,
        webhook.source = %row.group.escape_ascii(),
        webhook.event_type = %row.event.escape_ascii(),
        class = "crashed",
        attempts = row.attempts,
        "a delivery is dead: it does not run again by itself"
    );
}

/// The sender will repeat it, and it will be refused again.
pub(crate) fn too_large(bytes: usize, most: usize) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        bytes,
        most,
        "a delivery is larger than the servers take and was answered 503: raise `max_payload` of the servers above `max_body` of the group"
    );
}
