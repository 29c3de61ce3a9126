//! The claim on a delivery, and the store that remembers it.

use std::sync::Arc;
use std::time::SystemTime;

use crate::future::BoxFuture;
use crate::group::claim_key::{BodyDigest, ClaimKey};

/// Remembers which deliveries ran, so that a repeated delivery does not run again.
///
/// [`MemoryClaims`](crate::inbox::MemoryClaims) serves a single process. For several processes, implement this trait over a shared store.
///
/// Each method may be dropped at any `await`, and may panic. The delivery is then answered 500 if its handler has not run,
/// and with the handler's reply if it has. The failure is logged, and the claim ends with its lease.
pub trait ClaimStore: Send + Sync {
    /// Claims a delivery before its handler runs.
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Claim>;

    /// Ends a new claim: keeps it if the handler succeeded, and otherwise releases it, so that the sender's next try runs.
    /// A token whose lease has expired has no effect.
    ///
    /// If a call was dropped, it is repeated once with the same `end`, and that future is polled only once. The lease ends
    /// what such a poll cannot complete. [`ClaimEnd::Failed`] never follows [`ClaimEnd::Done`].
    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, ()>;
}

impl<I: ClaimStore + ?Sized> ClaimStore for Arc<I> {
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Claim> {
        (**self).claim(delivery, body, now)
    }

    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, ()> {
        (**self).finish(delivery, token, end)
    }
}

/// What a [`ClaimStore`] knows about a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// The delivery has not run. The token ends the claim.
    New(ClaimToken),
    /// The delivery is running, with this or another body, or the store is full of running deliveries. The sender has to
    /// try again, because the running one may fail.
    Running,
    /// The delivery ran and succeeded.
    Done,
    /// The id belongs to a delivery with another body that ran and succeeded. The first delivery is kept.
    Conflict,
}

/// How a claim ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimEnd {
    /// The handler succeeded with 2xx or 3xx.
    Done,
    /// The handler failed, answered 4xx or 5xx, panicked or was dropped; or the payload could not be parsed.
    Failed,
}

/// Distinguishes a claim of a delivery from a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimToken(pub u64);
