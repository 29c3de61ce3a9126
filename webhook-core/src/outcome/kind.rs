//! Every kind of outcome, and in one row what is answered, logged and counted for it.

use std::fmt;

use http::StatusCode;
use serde::Serialize;

/// What the library does about one kind of outcome.
pub(crate) struct Row {
    /// The key of `reply(..)` that chooses another status.
    pub(crate) key: Option<ReplyKey>,
    pub(crate) status: StatusCode,
    /// The seconds of `Retry-After`, unless the outcome says how long.
    pub(crate) retry_after: Option<u64>,
    /// Whether a repeated delivery counts as a duplicate from now on; otherwise it runs again.
    pub(crate) done: bool,
    /// Among the items of a delivery, the outcome of the highest rank decides the reply.
    pub(crate) rank: u8,
    pub(crate) counted: Counted,
    pub(crate) level: Level,
    /// Whether the span gets an `error.type`.
    #[cfg_attr(
        not(any(test, feature = "tracing")),
        expect(dead_code, reason = "only the log reads it")
    )]
    pub(crate) error: bool,
}

/// A key of `reply(..)` that chooses a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReplyKey {
    Ok,
    Unknown,
    Failed,
    Permanent,
    Rejected,
    Malformed,
}

/// The level of the line in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Debug,
    Warn,
    Error,
}

/// Which counter counts a delivery, beside those that count every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// As an event of its group.
    Event,
    /// As an event, and by a second counter.
    EventAnd(&'static str),
    /// As a request that was refused before it was verified.
    Refused,
    /// As a delivery that did not verify.
    Unverified,
    /// By none: it is not about a delivery.
    Nothing,
}

use Counted::{EventAnd, Nothing, Refused, Unverified};

impl Row {
    /// What a row does not say.
    const USUAL: Self = Self {
        key: None,
        status: StatusCode::OK,
        retry_after: None,
        done: false,
        rank: 0,
        counted: Counted::Event,
        level: Level::Warn,
        error: true,
    };
}

const DUPLICATES: &str = "webhook_duplicates_total";
const CONFLICTS: &str = "webhook_id_conflicts_total";

/// Writes the kinds, their labels and their rows from one list.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $label:literal { $status:ident $(by $key:ident)? $(, $column:ident: $value:expr)* },)*) => {
        /// The kind of an [`Outcome`](crate::Outcome).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[non_exhaustive]
        pub enum OutcomeKind { $($(#[$doc])* #[serde(rename = $label)] $kind,)* }

        impl OutcomeKind {
            /// Every kind, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The kind as logs, records and metrics write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $label,)* }
            }

            /// What the library does about it.
            pub(crate) const fn row(self) -> &'static Row {
                match self {
                    $(Self::$kind => const {
                        &Row { $(key: Some(ReplyKey::$key),)? status: StatusCode::$status, $($column: $value,)* ..Row::USUAL }
                    },)*
                }
            }
        }
    };
}

// In braces: the default status, the key of `reply(..)` that changes it, and the columns that differ from `Row::USUAL`.
kinds! {
    /// A handler took the event and succeeded.
    Handled = "handled" { OK by Ok, done: true, level: Level::Debug, error: false },
    /// The inbox has stored the delivery, and its handler runs later.
    Accepted = "accepted" { OK by Ok, level: Level::Debug, error: false },
    /// A handshake of the sender was answered.
    Handshake = "handshake" { OK, counted: Nothing, level: Level::Debug, error: false },
    /// The event is known and needs no handler.
    Ignored = "ignored" { OK by Unknown, level: Level::Debug, error: false },
    /// The event is known, and nothing handles it.
    Unhandled = "unhandled" { OK by Unknown, error: false },
    /// No event of the group matches, or several do.
    Unknown = "unknown" { OK by Unknown, error: false },
    /// A handler failed.
    Failed = "failed" { INTERNAL_SERVER_ERROR by Failed, rank: 4, level: Level::Error },
    /// A handler asked for the delivery to be sent again.
    Retry = "retry" { SERVICE_UNAVAILABLE, rank: 5 },
    /// A handler failed in a way that a retry cannot mend.
    Permanent = "permanent" { UNPROCESSABLE_ENTITY by Permanent, rank: 1 },
    /// A handler panicked, or another part of the program that was called for the delivery.
    Panicked = "panicked" { INTERNAL_SERVER_ERROR, rank: 4, level: Level::Error },
    /// An asynchronous handler took longer than its deadline, or what is asked before it (a key source, code that
    /// verifies, a claim store); or the items of a delivery together did, or longer than the sender waited.
    TimedOut = "timed_out" { SERVICE_UNAVAILABLE, retry_after: Some(60), rank: 5, level: Level::Error },
    /// A claim store or an inbox could not answer, so the delivery was neither run nor stored.
    Unavailable = "unavailable" { SERVICE_UNAVAILABLE, retry_after: Some(10), rank: 5, level: Level::Error },
    /// The delivery ran before and succeeded, or the inbox has it already.
    // Answered as the first was, or the sender would go on.
    Duplicate = "duplicate" { OK by Ok, counted: EventAnd(DUPLICATES), level: Level::Debug },
    /// The delivery runs at this moment.
    // It may still fail there.
    Running = "running" { SERVICE_UNAVAILABLE, retry_after: Some(10), rank: 5, counted: EventAnd(DUPLICATES) },
    /// The delivery's id belongs to one with another body, which was first. An inbox stores both.
    Conflict = "conflict" { OK by Ok, counted: EventAnd(CONFLICTS) },
    /// The delivery did not verify.
    Rejected = "rejected" { UNAUTHORIZED by Rejected, counted: Unverified },
    /// The body is not JSON, or does not say unambiguously which event it is.
    Malformed = "malformed" { BAD_REQUEST by Malformed, rank: 3 },
    /// The payload does not fit its type.
    InvalidPayload = "invalid_payload" { UNPROCESSABLE_ENTITY, rank: 2 },
    /// The body is larger than the group accepts.
    TooLarge = "too_large" { PAYLOAD_TOO_LARGE, counted: Refused },
    /// The method of the request is not `POST`.
    MethodNotAllowed = "method_not_allowed" { METHOD_NOT_ALLOWED, counted: Refused },
    /// The body has another media type than the group accepts, or is encoded.
    UnsupportedMediaType = "unsupported_media_type" { UNSUPPORTED_MEDIA_TYPE, counted: Refused },
    /// The body could not be read to its end.
    Incomplete = "incomplete" { BAD_REQUEST, counted: Refused },
    /// The body took too long to arrive.
    SlowBody = "slow_body" { REQUEST_TIMEOUT, counted: Refused },
}

impl fmt::Display for OutcomeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
#[path = "kind_tests.rs"]
mod tests;
