//! The claim on a delivery, and the store that remembers it.

use std::sync::Arc;
use std::time::SystemTime;

use crate::future::BoxFuture;
use crate::group::claim_key::{BodyDigest, ClaimKey};

/// Remembers which deliveries ran, so that a sender's repetition does not run again.
///
/// [`MemoryClaims`](crate::inbox::MemoryClaims) is the one for a single process. A store that several processes share has the same four answers.
///
/// Either call may be dropped at any of its `await`s, and may panic: the delivery is then answered 500 where its handler
/// has not run, and as the handler says where it has; the log says so, and the claim is left to its lease.
pub trait ClaimStore: Send + Sync {
    /// Claims a delivery before its handler runs.
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Claim>;

    /// Ends a claim that was new: keeps it where the handler succeeded, or gives it up, so that the sender's next try
    /// runs. A token whose lease is over ends nothing.
    ///
    /// It may be called again with the same end, where the call before was dropped, and the future of that last call is
    /// polled once: what cannot be done at once, the lease does. After [`ClaimEnd::Done`] no claim is ever called failed.
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

/// What a [`ClaimStore`] knows of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// It did not run; the token ends the claim.
    New(ClaimToken),
    /// It runs at this moment, whatever its body, or the claim store is full of those that do: the sender must come again, since
    /// what runs may still fail.
    Running,
    /// It ran and succeeded.
    Done,
    /// Its id belongs to a delivery with another body, which ran and succeeded; the first is kept.
    Conflict,
}

/// How a claim ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimEnd {
    /// The handler succeeded: it answered 2xx, or 3xx.
    Done,
    /// The handler failed, answered 4xx or 5xx, panicked or was dropped, or the payload could not be parsed.
    Failed,
}

/// Tells one claim of a delivery from a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimToken(pub u64);
