//! The claim on a delivery, and the store that remembers it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::future::BoxFuture;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::outcome::{Outcome, OutcomeKind};

/// Remembers which deliveries ran, so that a repeated delivery does not run again.
///
/// [`MemoryClaims`](crate::inbox::MemoryClaims) serves a single process. For several processes, implement this trait over a shared store.
///
/// Each method may be dropped at any `await`, and may panic. The delivery is then answered 500 if its handler has not run,
/// and with the handler's reply if it has. The failure is logged, and the claim ends with its lease.
pub trait ClaimStore: Send + Sync {
    /// Claims a delivery before its handler runs.
    ///
    /// # Errors
    ///
    /// Return [`Unavailable`] if the store cannot answer. The delivery is answered 503 and its handler does not run, so
    /// that the sender tries again.
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>>;

    /// Ends a new claim: keeps it if the handler succeeded, and otherwise releases it, so that the sender's next try runs.
    /// A token whose lease has expired has no effect.
    ///
    /// If a call was dropped, it is repeated once with the same `end`, and that future is polled only once. The lease ends
    /// what such a poll cannot complete. [`ClaimEnd::Failed`] never follows [`ClaimEnd::Done`].
    ///
    /// # Errors
    ///
    /// Return [`Unavailable`] if the store cannot answer. The reply stays that of the handler, the failure is logged, and
    /// the claim ends with its lease: a repeated delivery may then run again.
    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>>;
}

impl<I: ClaimStore + ?Sized> ClaimStore for Arc<I> {
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        (**self).claim(delivery, body, now)
    }

    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        (**self).finish(delivery, token, end)
    }
}

/// The answer of a [`ClaimStore`] about a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// The delivery has not run. The token ends the claim.
    New(ClaimToken),
    /// The delivery is running, with this or another body. The sender has to try again, because the running delivery may fail.
    Running,
    /// The delivery ran and succeeded.
    Done,
    /// The id belongs to a delivery with another body that ran and succeeded. The first delivery is kept.
    Conflict,
}

/// The reason why a store cannot answer, such as a database that is unreachable, full or locked.
///
/// The text goes to the log, like that of a [`Failure`](crate::Failure). Never put a payload or a secret into it.
#[derive(Clone, Debug)]
pub struct Unavailable {
    cause: Box<str>,
    retry_after: Option<Duration>,
}

impl Unavailable {
    /// Creates the error from its cause.
    pub fn new(cause: impl fmt::Display) -> Self {
        Self {
            cause: cause.to_string().into(),
            retry_after: None,
        }
    }

    /// Sets the `Retry-After` of the reply: 10 seconds by default, at most a day.
    #[must_use]
    pub const fn with_retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    pub(crate) fn into_outcome(self) -> Outcome {
        let outcome = Outcome::with_text(OutcomeKind::Unavailable, self.cause);
        match self.retry_after {
            Some(after) => outcome.with_retry_after(after),
            None => outcome,
        }
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl std::error::Error for Unavailable {}

/// How a claim ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimEnd {
    /// The handler succeeded with 2xx or 3xx.
    Done,
    /// The handler failed, answered 4xx or 5xx, panicked or was dropped; or the payload could not be parsed.
    Failed,
}

/// Distinguishes a claim from a later claim of the same delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimToken(pub u64);
