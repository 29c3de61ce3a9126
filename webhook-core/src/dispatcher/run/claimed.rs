//! Idempotent groups: a delivery is claimed between recognising it and calling its handler.

use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use crate::dispatcher::begun::Begun;
use crate::dispatcher::run::entries::Route;
use crate::dispatcher::run::runtime::{Beside, Runtime};
use crate::group::EventGroup;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::group::recognised::{Recognised, Unrecognised, find, text};
use crate::group::rejection::Rejection;
use crate::guard::Guarded;
use crate::handle::started::Started;
use crate::id::Id;
use crate::inbox::claim::{Claim, ClaimStore};
use crate::inbox::claim_guard::{CLAIM_STORE, ClaimGuard};
use crate::outcome::{Outcome, OutcomeKind};
use crate::recognise::Extent;
use crate::verification::verified::CheckedDelivery;

impl<G: EventGroup> Runtime<G> {
    /// Recognises one event, claims it, and calls its handler if the claim is new.
    pub(crate) async fn begin_claimed(
        &self,
        delivery: G::Delivery,
        beside: Beside<'_>,
        claims: &Arc<dyn ClaimStore>,
    ) -> Begun {
        let (key, body, received_at, waiting) = match self.wait_or_end(delivery, beside) {
            Ok(waiting) => waiting,
            Err(begun) => return *begun,
        };
        let claim = Guarded::new(CLAIM_STORE, || claims.claim(&key, &body, received_at));
        let outcome = match claim.await {
            Err(panicked) => panicked.into(),
            Ok(Claim::New(token)) => {
                let mut claim = ClaimGuard::new(claims, key, token);
                let mut begun = self.run(waiting.into(), beside);
                if let Started::Ready(outcome) = &begun.started {
                    claim.settle(outcome);
                }
                begun.claim = Some(Box::new(claim));
                return begun;
            }
            Ok(Claim::Running) => Outcome::new(OutcomeKind::Running),
            Ok(Claim::Done) => Outcome::new(OutcomeKind::Duplicate),
            Ok(Claim::Conflict) => Outcome::with_text(
                OutcomeKind::Conflict,
                "the id belongs to a delivery with another body",
            ),
        };
        let mut begun = Begun::ended(outcome, waiting.delivery.signed_by().cloned());
        begun.event = G::DESCRIPTOR.events.get(waiting.index);
        begun.payload_type = begun.event.map(|event| event.payload);
        begun.id = waiting.id.map(|id| id.text.into());
        begun
    }

    /// What a claim is made of, or what became of a delivery that needs none.
    fn wait_or_end(
        &self,
        delivery: G::Delivery,
        beside: Beside<'_>,
    ) -> Result<(ClaimKey, BodyDigest, SystemTime, Waiting<G>), Box<Begun>> {
        let recognised = self.recognise_or_end(delivery, beside)?;
        let route = self.routes.events.get(recognised.index);
        let key = matches!(route, Some(Route::Handled(_))).then(|| recognised.claim_key());
        let Some(key) = key.flatten() else {
            return Err(Box::new(self.run(recognised, beside)));
        };
        let delivery = recognised.delivery();
        let (body, received_at) = (BodyDigest::of(delivery.body()), delivery.received_at());
        Ok((key, body, received_at, Waiting::new(recognised)))
    }

    fn recognise_or_end(
        &self,
        delivery: G::Delivery,
        beside: Beside<'_>,
    ) -> Result<Recognised<G>, Box<Begun>> {
        let malformed = |delivery: &G::Delivery, rejection: &Rejection| {
            Box::new(Begun::malformed(rejection, delivery.signed_by().cloned()))
        };
        let mut parsed = None;
        let found = match text::<G>(delivery.delivery()) {
            Ok(body) => {
                find::<G>(delivery.delivery(), &body, &mut parsed, Extent::Whole).map(|found| {
                    (
                        found.index,
                        found.payload.range(),
                        found.payload.is_checked(),
                        found.id.map(Id::into_owned),
                    )
                })
            }
            Err(error) => return Err(malformed(&delivery, &error)),
        };
        match found {
            Ok((index, payload, scanned, id)) => Ok(Recognised {
                delivery,
                index,
                payload,
                scanned,
                parsed,
                id,
            }),
            Err(Unrecognised::Malformed(rejection)) => Err(malformed(&delivery, &rejection)),
            Err(Unrecognised::Unknown(event)) => {
                let checked = (delivery.delivery(), delivery.signed_by().cloned());
                Err(Box::new(self.call_unknown(checked, beside, event)))
            }
        }
    }
}

/// A recognised delivery while its claim is waited for: without what was parsed, which need not be `Send`.
struct Waiting<G: EventGroup> {
    delivery: G::Delivery,
    index: usize,
    payload: Option<Range<usize>>,
    scanned: bool,
    id: Option<Id<'static>>,
}

impl<G: EventGroup> Waiting<G> {
    fn new(recognised: Recognised<G>) -> Self {
        Self {
            delivery: recognised.delivery,
            index: recognised.index,
            payload: recognised.payload,
            scanned: recognised.scanned,
            id: recognised.id,
        }
    }
}

impl<G: EventGroup> From<Waiting<G>> for Recognised<G> {
    fn from(waiting: Waiting<G>) -> Self {
        Self {
            delivery: waiting.delivery,
            index: waiting.index,
            payload: waiting.payload,
            scanned: waiting.scanned,
            parsed: None,
            id: waiting.id,
        }
    }
}
