//! The run of a delivery: its handler, and the facts for the reply, the log and the observers.

use std::time::{Duration, SystemTime};

use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::delivery::Delivery;
use crate::group::rejection::Rejection;
use crate::guard::{self, OWN_CODE};
use crate::handle::call::Called;
use crate::handle::handler_run::HandlerRun;
use crate::inbox::claim_guard::ClaimGuard;
use crate::observe::packed::Packed;
use crate::observe::record::ItemRecord;
use crate::outcome::Outcome;
use crate::scheme::keys::key_id::KeyId;

/// The run of one delivery, or of one item of it.
#[derive(Debug)]
pub(crate) struct Run {
    /// The handler's run, or the outcome of a delivery that ended before its handler.
    pub(crate) progress: HandlerRun,
    /// The answer that replaces the handler's: a handler for unverified deliveries never changes the 401.
    pub(crate) decided: Option<Outcome>,
    pub(crate) event: Option<&'static EventDescriptor>,
    pub(crate) payload_type: Option<&'static str>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) key: Option<KeyId>,
    pub(crate) handler: Option<&'static str>,
    #[cfg_attr(
        not(feature = "metrics"),
        expect(dead_code, reason = "only metrics read it")
    )]
    pub(crate) called: Called,
    /// The reason why the delivery was not verified, as a label of metrics and spans.
    #[cfg_attr(
        not(any(feature = "metrics", feature = "tracing")),
        expect(dead_code, reason = "only metrics and spans read it")
    )]
    pub(crate) reason: Option<&'static str>,
    /// The records of the items of a delivery of many events.
    pub(crate) items: Vec<ItemRecord>,
    /// The claim that ends with the handler. Boxed, because few groups claim and every delivery moves this.
    pub(crate) claim: Option<Box<ClaimGuard>>,
    /// Head and body, if the dispatcher keeps them.
    pub(crate) captured: Option<Box<Packed>>,
}

impl Run {
    /// The run of a delivery whose items were handled one by one.
    pub(crate) fn many(outcome: Outcome, key: Option<KeyId>, items: Vec<ItemRecord>) -> Self {
        Self {
            items,
            ..Self::ended(outcome, key)
        }
    }

    /// The run of a delivery that recognising rejected.
    pub(crate) fn malformed(rejection: &Rejection, key: Option<KeyId>) -> Self {
        Self::ended(rejection.outcome(), key)
    }

    /// Whether a key of the group signed the delivery, or the group is unsigned.
    pub(crate) fn is_verified(&self, group: &Descriptor) -> bool {
        let signed = || self.items.iter().any(|item| item.key_id().is_some());
        group.sender.scheme.is_none() || self.key.is_some() || signed()
    }

    /// The keys that signed items of the delivery, without duplicates.
    #[cfg(feature = "metrics")]
    pub(crate) fn signers_of_items(&self) -> impl Iterator<Item = &KeyId> {
        let mut known = std::collections::HashSet::new();
        let keys = self.items.iter().filter_map(ItemRecord::key_id);
        keys.filter(move |key| known.insert(key.as_str()))
    }

    /// Takes the handler's run.
    #[inline]
    pub(crate) fn take(&mut self) -> HandlerRun {
        std::mem::replace(&mut self.progress, HandlerRun::nothing())
    }

    /// Takes the outcome of a handler that has ended.
    #[inline]
    pub(crate) fn outcome(&mut self) -> Outcome {
        match self.take() {
            HandlerRun::Ready(outcome) => outcome,
            // It has been awaited.
            HandlerRun::Future(_) => Outcome::handled(),
        }
    }

    /// Returns the answer after the handler has ended.
    #[inline]
    pub(crate) fn decide(&mut self, outcome: Outcome) -> Outcome {
        match self.decided.take() {
            None => outcome,
            Some(decided) => {
                // The handler's own response may contain types whose destructors panic.
                let _ = guard::discard(OWN_CODE, outcome);
                decided
            }
        }
    }

    /// The run of a delivery that ended without a handler.
    pub(crate) fn ended(outcome: Outcome, key: Option<KeyId>) -> Self {
        Self {
            progress: HandlerRun::Ready(outcome),
            decided: None,
            event: None,
            payload_type: None,
            id: None,
            key,
            handler: None,
            called: Called::default(),
            reason: None,
            items: Vec::new(),
            claim: None,
            captured: None,
        }
    }
}

/// The measurements of a request.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) body_bytes: usize,
    pub(crate) received_at: SystemTime,
    pub(crate) elapsed: Duration,
}

impl Facts {
    /// The measurements of a delivery that was just received.
    #[inline]
    pub(crate) fn of(delivery: &Delivery) -> Self {
        Self {
            body_bytes: delivery.body().len(),
            received_at: delivery.received_at(),
            elapsed: Duration::ZERO,
        }
    }
}
