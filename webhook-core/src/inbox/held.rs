//! A claim while its handler runs.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::group::claim_key::ClaimKey;
use crate::guard::{self, Guarded};
use crate::inbox::claim::{ClaimEnd, ClaimStore, ClaimToken};
use crate::outcome::{Outcome, OutcomeKind};

/// A claim that was new and has not ended; dropped, it ends as far as it is known how.
pub(crate) struct Held {
    claims: Arc<dyn ClaimStore>,
    key: ClaimKey,
    token: ClaimToken,
    end: ClaimEnd,
    told: bool,
}

impl Held {
    pub(crate) fn new(claims: &Arc<dyn ClaimStore>, key: ClaimKey, token: ClaimToken) -> Self {
        Self {
            claims: Arc::clone(claims),
            key,
            token,
            end: ClaimEnd::Failed,
            told: false,
        }
    }

    /// Says how the claim ends, whatever happens from now on.
    pub(crate) fn settle(&mut self, outcome: &Outcome) {
        self.end = match outcome.kind() {
            OutcomeKind::Handled => ClaimEnd::Done,
            _ => ClaimEnd::Failed,
        };
    }

    /// Tells the claim store; where that panics, what was answered stands, and the lease ends the claim.
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
        if let Err(panicked) = told {
            log_left(&self.key, self.end, &panicked);
        }
    }
}

impl Drop for Held {
    /// A request that was dropped cannot wait: what the claim store cannot do at once, the lease will.
    fn drop(&mut self) {
        if self.told {
            return;
        }
        let mut finish = Guarded::new(CLAIM_STORE, || {
            self.claims.finish(&self.key, self.token, self.end)
        });
        let told = Pin::new(&mut finish).poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(Err(panicked)) = told {
            let _ = guard::call("the log", || {
                log_left(&self.key, self.end, &panicked);
            });
        }
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// Says that a claim store panicked when it was told how a claim ends.
#[cfg(feature = "tracing")]
fn log_left(key: &ClaimKey, end: ClaimEnd, panicked: &dyn fmt::Display) {
    tracing::error!(
        group = key.group(),
        event = key.event(),
        ?end,
        %panicked,
        "the claim store was not told how a claim ended: its lease ends it"
    );
}

#[cfg(not(feature = "tracing"))]
fn log_left(_: &ClaimKey, _: ClaimEnd, _: &dyn fmt::Display) {}

/// What a panic's entry in the log names.
pub(crate) const CLAIM_STORE: &str = "the claim store";
