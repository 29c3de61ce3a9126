//! A claim while its handler runs.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::group::claim_key::ClaimKey;
use crate::guard::{self, Guarded, Panicked};
use crate::inbox::claim::{ClaimEnd, ClaimStore, ClaimToken, Unavailable};
use crate::outcome::Outcome;

/// A new claim that has not ended. Dropping it ends the claim as [`settle`](Self::settle) said, by default as failed.
pub(crate) struct ClaimGuard {
    claims: Arc<dyn ClaimStore>,
    key: ClaimKey,
    token: ClaimToken,
    end: ClaimEnd,
    told: bool,
}

impl ClaimGuard {
    pub(crate) fn new(claims: &Arc<dyn ClaimStore>, key: ClaimKey, token: ClaimToken) -> Self {
        Self {
            claims: Arc::clone(claims),
            key,
            token,
            end: ClaimEnd::Failed,
            told: false,
        }
    }

    /// Sets how the claim ends, even if the delivery is dropped afterwards.
    pub(crate) fn settle(&mut self, outcome: &Outcome) {
        self.end = if outcome.kind().row().done {
            ClaimEnd::Done
        } else {
            ClaimEnd::Failed
        };
    }

    /// Logs why the store did not end the claim, if it did not.
    fn log_failure(&self, told: &Result<Result<(), Unavailable>, Panicked>) {
        let cause: &dyn fmt::Display = match told {
            Ok(Ok(())) => return,
            Ok(Err(unavailable)) => unavailable,
            Err(panicked) => panicked,
        };
        log_left(&self.key, self.end, cause);
    }

    /// Ends the claim in the store. If the store fails or panics, the reply stays the same, and the lease ends the claim.
    pub(crate) async fn finish(mut self) {
        let Self {
            claims,
            key,
            token,
            end,
            ..
        } = &self;
        let told = Guarded::new(CLAIM_STORE, || claims.finish(key, *token, *end)).await;
        self.told = true;
        self.log_failure(&told);
    }
}

impl Drop for ClaimGuard {
    /// A dropped request cannot wait, so the store is polled once. The lease ends what it cannot complete.
    fn drop(&mut self) {
        if self.told {
            return;
        }
        let mut finish = Guarded::new(CLAIM_STORE, || {
            self.claims.finish(&self.key, self.token, self.end)
        });
        let told = Pin::new(&mut finish).poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(told) = told {
            let _ = guard::call("the log", || self.log_failure(&told));
        }
    }
}

impl fmt::Debug for ClaimGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClaimGuard")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// Logs that a claim store did not end a claim.
#[cfg(feature = "tracing")]
fn log_left(key: &ClaimKey, end: ClaimEnd, cause: &dyn fmt::Display) {
    tracing::error!(
        group = key.group(),
        event = key.event(),
        ?end,
        %cause,
        "the claim store did not end the claim: the claim stays until its lease ends"
    );
}

#[cfg(not(feature = "tracing"))]
fn log_left(_: &ClaimKey, _: ClaimEnd, _: &dyn fmt::Display) {}

/// The name of the store in the log.
pub(crate) const CLAIM_STORE: &str = "the claim store";
