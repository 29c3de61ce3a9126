//! What is known of a delivery once its handler was called.

use std::time::{Duration, SystemTime};

use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::group::rejection::{Rejection, RejectionKind};
use crate::guard::{self, OWN_CODE};
use crate::handle::call::Called;
use crate::handle::started::Started;
use crate::inbox::claim_guard::ClaimGuard;
use crate::observe::record::ItemRecord;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};
use crate::scheme::keys::key_id::KeyId;

/// A delivery whose handler was called, and what is known of it.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) started: Started,
    /// What is answered whatever the handler says: a handler for unverified deliveries never changes the 401.
    pub(crate) decided: Option<Outcome>,
    pub(crate) event: Option<&'static EventDescriptor>,
    pub(crate) payload_type: Option<&'static str>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) key: Option<KeyId>,
    pub(crate) handler: Option<&'static str>,
    #[cfg_attr(
        not(feature = "metrics"),
        expect(dead_code, reason = "only metrics measure")
    )]
    pub(crate) called: Called,
    /// What kind of fault kept the delivery from being verified.
    pub(crate) reason: Option<&'static str>,
    /// What became of the items of a delivery that carries many.
    pub(crate) items: Vec<ItemRecord>,
    /// The claim that the handler's end ends; boxed, because few groups claim and every delivery moves this.
    pub(crate) claim: Option<Box<ClaimGuard>>,
}

impl Begun {
    /// A request that was refused before it became a delivery.
    pub(crate) fn refused() -> Self {
        Self::ended(Outcome::handled(), None)
    }

    /// A delivery whose items were handled one by one.
    pub(crate) fn many(key: Option<KeyId>, items: Vec<ItemRecord>) -> Self {
        Self {
            items,
            ..Self::ended(Outcome::handled(), key)
        }
    }

    /// A delivery that says its event in no way, or in several.
    pub(crate) fn malformed(rejection: &Rejection, key: Option<KeyId>) -> Self {
        let kind = match rejection.kind() {
            RejectionKind::InvalidPayload => OutcomeKind::InvalidPayload,
            _ => OutcomeKind::Malformed,
        };
        let outcome = Outcome::with_text(kind, rejection.to_string());
        Self::ended(outcome, key)
    }

    /// Whether a secret of the group signed the delivery, or nothing is signed in the group.
    pub(crate) fn is_verified(&self, group: &Descriptor) -> bool {
        let signed = || self.items.iter().any(|item| item.key_id().is_some());
        group.sender.scheme.is_none() || self.key.is_some() || signed()
    }

    /// The secrets that signed items of the delivery, each once.
    #[cfg(feature = "metrics")]
    pub(crate) fn signers_of_items(&self) -> impl Iterator<Item = &KeyId> {
        let mut known = std::collections::HashSet::new();
        let keys = self.items.iter().filter_map(ItemRecord::key_id);
        keys.filter(move |key| known.insert(key.as_str()))
    }

    /// Takes what is to be waited for.
    pub(crate) fn take_started(&mut self) -> Started {
        std::mem::replace(&mut self.started, Started::nothing())
    }

    /// What is answered, now that the handler has ended.
    pub(crate) fn decide(&mut self, outcome: Outcome) -> Outcome {
        match self.decided.take() {
            None => outcome,
            Some(decided) => {
                // A response of the handler's own may hold anything.
                let _ = guard::discard(OWN_CODE, outcome);
                decided
            }
        }
    }

    pub(crate) fn ended(outcome: Outcome, key: Option<KeyId>) -> Self {
        Self {
            started: Started::Ready(outcome),
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
        }
    }
}

/// The kind of a failure, as metrics and spans name it.
pub(crate) fn reason(failure: &SignatureFailure) -> &'static str {
    match failure.kind() {
        SignatureFailureKind::Missing => "signature_missing",
        SignatureFailureKind::Malformed => "signature_malformed",
        SignatureFailureKind::BadSignature => "signature_mismatch",
        SignatureFailureKind::Expired => "timestamp_stale",
    }
}

/// What is measured of a request.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) body_bytes: usize,
    pub(crate) received_at: SystemTime,
    pub(crate) elapsed: Duration,
}
