//! One group at run time: how its deliveries are checked, recognised and handled.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use http::Extensions;

use crate::delivery::Delivery;
use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::run::decode::decode;
use crate::dispatcher::run::entries::{Route, Routes};
use crate::dispatcher::run::handshakes::Handshakes;
use crate::dispatcher::run::runs::{Items, Runs};
use crate::future::BoxFuture;
use crate::group::EventGroup;
use crate::group::recognised::{Located, Recognised, Unrecognised, document, find, places, read};
#[cfg(feature = "diagnose")]
use crate::group::recognition::Recognition;
use crate::group::rejection::Rejection;
use crate::handle::call::Input;
use crate::handle::handler_run::HandlerRun;
use crate::inbox::claim::ClaimStore;
use crate::inbox::intake::Intake;
use crate::inbox::stored::StoredDelivery;
use crate::inbox::stored_event::{StoredEvent, StoredIdentity};
use crate::manifest::Row;
use crate::observe::record::ItemRecords;
use crate::outcome::Outcome;
use crate::recognise::Extent;
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::Evidence;
use crate::verification::found::Found;
use crate::verification::verified::CheckedDelivery as _;

/// A [`Runtime`] of any group.
pub(crate) trait AnyRuntime: Send + Sync {
    /// Checks a delivery with the group's own keys, and runs its one event.
    fn run(&self, delivery: &mut Delivery, state: &Extensions) -> Run;
    /// Checks a delivery with the keys or the verdict found for it. Answers handshakes, splits deliveries of many events,
    /// and claims the event of an idempotent group. All events of a durable group go to its inbox.
    fn run_waiting<'a>(
        &'a self,
        delivery: Delivery,
        found: Found,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Runs>;
    /// Runs the next item of a delivery of many events.
    fn run_item<'a>(
        &'a self,
        items: &'a mut Items,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Option<Run>>;
    /// Runs a delivery that was stored. Extractors find `extensions`.
    fn run_stored(
        &self,
        stored: &StoredDelivery,
        extensions: Extensions,
        state: &Extensions,
    ) -> Run;
    /// The events that a worker can run.
    fn stored_events(&self) -> Vec<StoredEvent>;
    /// The event of a stored delivery, and its key.
    fn identify_stored(&self, stored: &StoredDelivery) -> Option<StoredIdentity>;
    /// Recognises a delivery that was verified once more, for people who ask why.
    #[cfg(feature = "diagnose")]
    fn recognition(&self, delivery: &Delivery) -> Recognition;
    /// The same for a delivery that was stored.
    #[cfg(feature = "diagnose")]
    fn stored_recognition(&self, stored: &StoredDelivery) -> Recognition;
    fn table(&self) -> Vec<Row>;
    fn as_any(&self) -> &dyn Any;
}

/// What a handler can take in addition to its delivery.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) state: &'a Extensions,
    /// The records of the earlier items.
    pub(crate) earlier: Option<&'a ItemRecords>,
}

impl<'a> Beside<'a> {
    pub(crate) const fn of_one(state: &'a Extensions) -> Self {
        let earlier = None;
        Self { state, earlier }
    }
}

/// Verifies a delivery, and removes what the signature does not cover. Returns `None` for an unsigned group.
pub(crate) type Check =
    dyn Fn(&mut Delivery, &Found) -> Result<Option<Evidence>, Box<SignatureFailure>> + Send + Sync;

pub(crate) struct Runtime<G: EventGroup> {
    pub(crate) check: Box<Check>,
    pub(crate) routes: Routes<G>,
    /// The handshakes of the group's sender.
    pub(crate) handshakes: Option<Arc<Handshakes>>,
    /// The inbox of a durable group.
    pub(crate) inbox: Option<Arc<dyn Intake>>,
}

impl<G: EventGroup> AnyRuntime for Runtime<G> {
    fn run(&self, delivery: &mut Delivery, state: &Extensions) -> Run {
        match self.check(delivery, &Found::Nothing) {
            Ok(evidence) => {
                let key = evidence.and_then(Evidence::into_key);
                if let Err(outcome) = decode::<G>(delivery) {
                    return Run::ended(outcome, key);
                }
                self.run_event(delivery, key, Beside::of_one(state))
            }
            Err(failure) => self.reject(*failure, delivery, Beside::of_one(state)),
        }
    }

    fn run_waiting<'a>(
        &'a self,
        delivery: Delivery,
        found: Found,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Runs> {
        Box::pin(async move {
            let beside = Beside::of_one(state);
            let reject = |failure, delivery: &Delivery| self.reject(failure, delivery, beside);
            let delivery = match self.admit(delivery, &found, reject) {
                Ok(delivery) => delivery,
                Err(run) => return Runs::One(*run),
            };
            if G::DESCRIPTOR.is_durable() {
                // Boxed, because it would enlarge the future of groups that are not durable.
                return Box::pin(self.take_in(delivery, beside)).await;
            }
            if G::DESCRIPTOR.each.is_none() {
                return Runs::One(self.run_checked(delivery, beside, claims).await);
            }
            let found = document::<G>(delivery.delivery())
                .and_then(|document| Ok((places::<G>(&document)?, document)));
            match found {
                Ok((places, document)) => {
                    let head = G::__plan().head(delivery.delivery(), &document);
                    Runs::Many(Items::new(delivery, document, places, head))
                }
                Err(rejection) => {
                    let key = delivery.signed_by().cloned();
                    Runs::One(Run::malformed(&rejection, key))
                }
            }
        })
    }

    fn run_item<'a>(
        &'a self,
        items: &'a mut Items,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Option<Run>> {
        Box::pin(async move {
            let item = items.next()?;
            let earlier = Some(&items.records);
            Some(
                self.run_checked(item, Beside { state, earlier }, claims)
                    .await,
            )
        })
    }

    fn run_stored(
        &self,
        stored: &StoredDelivery,
        extensions: Extensions,
        state: &Extensions,
    ) -> Run {
        let delivery: G::Delivery = match stored.checked::<G>(extensions) {
            Ok(delivery) => delivery,
            Err(rejection) => return Run::malformed(&rejection, None),
        };
        let key = delivery.signed_by().cloned();
        self.run_event(delivery.delivery(), key, Beside::of_one(state))
    }

    fn stored_events(&self) -> Vec<StoredEvent> {
        self.routes.stored_events()
    }

    fn identify_stored(&self, stored: &StoredDelivery) -> Option<StoredIdentity> {
        let delivery = stored.checked::<G>(Extensions::new()).ok()?;
        let recognised = G::recognise(delivery).ok()?;
        Some(StoredIdentity {
            event: recognised.event(),
            key: recognised.claim_key(),
        })
    }

    #[cfg(feature = "diagnose")]
    fn recognition(&self, delivery: &Delivery) -> Recognition {
        Recognition::of::<G>(delivery)
    }

    #[cfg(feature = "diagnose")]
    fn stored_recognition(&self, stored: &StoredDelivery) -> Recognition {
        match stored.checked::<G>(Extensions::new()) {
            Ok(delivery) => Recognition::of::<G>(delivery.delivery()),
            Err(rejection) => Recognition::refused(&rejection),
        }
    }

    fn table(&self) -> Vec<Row> {
        let row = |route: &Route<G>| match route {
            Route::Handled(entry) => Row::Handled(entry.place),
            Route::Ignored => Row::Ignored,
            Route::Unhandled => Row::Unhandled,
        };
        self.routes.events.iter().map(row).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl<G: EventGroup> Runtime<G> {
    /// Runs a checked delivery or item, and claims it in an idempotent group.
    async fn run_checked(
        &self,
        delivery: G::Delivery,
        beside: Beside<'_>,
        claims: &Arc<dyn ClaimStore>,
    ) -> Run {
        if G::DESCRIPTOR.is_idempotent() {
            return self.run_claimed(delivery, beside, claims).await;
        }
        let key = delivery.signed_by().cloned();
        self.run_event(delivery.delivery(), key, beside)
    }

    /// Recognises one event and calls its handler.
    fn run_event(&self, delivery: &Delivery, key: Option<KeyId>, beside: Beside<'_>) -> Run {
        let read = match read::<G>(delivery) {
            Ok(read) => read,
            Err(error) => return Run::malformed(&error, key),
        };
        let mut parsed = None;
        match find::<G>(delivery, &read, &mut parsed, Extent::Needed) {
            Ok(found) => {
                let input = Input::Event {
                    index: found.index,
                    payload: found.payload,
                    parsed,
                };
                self.call((delivery, key), beside, (found.index, found.id), input)
            }
            Err(Unrecognised::Malformed(rejection)) => Run::malformed(&rejection, key),
            Err(Unrecognised::Unknown(event)) => self.call_unknown((delivery, key), beside, event),
        }
    }

    /// Calls the handler of a recognised delivery.
    pub(crate) fn run_recognised(&self, recognised: Recognised<G>, beside: Beside<'_>) -> Run {
        let checked = &recognised.delivery;
        let (delivery, key) = (checked.delivery(), checked.signed_by().cloned());
        let read = match read::<G>(delivery) {
            Ok(read) => read,
            Err(error) => return Run::malformed(&error, key),
        };
        let payload = recognised.payload_in(&read.text);
        let Located { index, id, .. } = recognised.located;
        let input = Input::Event {
            index,
            payload: payload.with_form(read.form()),
            parsed: recognised.parsed,
        };
        self.call((delivery, key), beside, (index, id), input)
    }

    /// Checks, recognises and parses a delivery without calling a handler. The error is the run that a dispatch would
    /// refuse.
    pub(crate) fn event(&self, delivery: Delivery, found: &Found) -> Result<G, Box<Run>> {
        let refused = |rejection: Rejection, run: Run| {
            let progress = HandlerRun::Ready(rejection.outcome());
            Box::new(Run { progress, ..run })
        };
        let reject =
            |failure, delivery: &Delivery| Run::rejected(&failure, G::DESCRIPTOR, delivery);
        let delivery = self.admit(delivery, found, reject)?;
        let mut run = Run::ended(Outcome::handled(), delivery.signed_by().cloned());
        let recognised = match G::recognise(delivery) {
            Ok(recognised) => recognised,
            Err(error) => return Err(refused(error.into(), run)),
        };
        run.event = G::DESCRIPTOR.events.get(recognised.located.index);
        run.id = recognised.id().map(Into::into);
        recognised
            .parse()
            .map_err(|rejection| refused(rejection, run))
    }
}

impl<G: EventGroup> fmt::Debug for Runtime<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("group", &G::DESCRIPTOR.name)
            .finish_non_exhaustive()
    }
}
