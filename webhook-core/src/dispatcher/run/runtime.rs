//! One group at run time: its keys, its dispatch table, and the way of a delivery through them.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use http::Extensions;

use crate::delivery::Delivery;
use crate::dispatcher::begun::{Begun, reason};
use crate::dispatcher::run::beginning::{Beginning, Items};
use crate::dispatcher::run::entries::{Route, Routes};
use crate::dispatcher::run::handshakes::Handshakes;
use crate::dispatcher::signed_url::Tried;
use crate::future::BoxFuture;
use crate::group::EventGroup;
use crate::group::recognised::{Recognised, Unrecognised, find, places, text};
use crate::group::rejection::{Rejection, RejectionKind};
use crate::handle::call::Input;
use crate::inbox::claim::ClaimStore;
use crate::manifest::Row;
use crate::observe::record::ItemRecords;
use crate::outcome::{Outcome, OutcomeKind};
use crate::recognise::Extent;
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::Evidence;
use crate::verification::verified::{CheckedDelivery as _, Proof};

/// A [`Runtime`] whatever its group.
pub(crate) trait AnyRuntime: Send + Sync {
    fn begin(&self, delivery: Delivery, state: &Extensions) -> Beginning;
    /// The same as `begin`, for a group whose deliveries are one event each and that has no handshake.
    fn begin_straight(&self, delivery: &mut Delivery, state: &Extensions) -> Begun;
    /// Begins the next item of a delivery that carries many.
    fn begin_next(&self, items: &mut Items, state: &Extensions) -> Option<Begun>;
    /// The same as `begin`, and claims a delivery that is one event before its payload is parsed.
    fn begin_once<'a>(
        &'a self,
        delivery: Delivery,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Beginning>;
    /// The same as `begin_next`, and claims the item before its payload is parsed.
    fn begin_next_once<'a>(
        &'a self,
        items: &'a mut Items,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Option<Begun>>;
    fn table(&self) -> Vec<Row>;
    fn as_any(&self) -> &dyn Any;
}

/// What a handler may ask for beside its delivery.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) state: &'a Extensions,
    /// What became of the items before.
    pub(crate) earlier: Option<&'a ItemRecords>,
}

impl<'a> Beside<'a> {
    pub(crate) const fn of_one(state: &'a Extensions) -> Self {
        let earlier = None;
        Self { state, earlier }
    }
}

/// Verifies a delivery, and leaves it as it was verified; a group that is not signed finds nothing out.
pub(crate) type Check =
    dyn Fn(&mut Delivery) -> Result<Option<Evidence>, Box<SignatureFailure>> + Send + Sync;

pub(crate) struct Runtime<G: EventGroup> {
    pub(crate) check: Box<Check>,
    pub(crate) routes: Routes<G>,
    /// What its sender may ask beside its deliveries.
    pub(crate) handshakes: Option<Arc<Handshakes>>,
}

impl<G: EventGroup> AnyRuntime for Runtime<G> {
    fn begin(&self, delivery: Delivery, state: &Extensions) -> Beginning {
        let delivery = match self.admit(delivery, Beside::of_one(state)) {
            Ok(delivery) => delivery,
            Err(begun) => return Beginning::One(*begun),
        };
        if G::DESCRIPTOR.each.is_none() {
            let key = delivery.signed_by().cloned();
            return Beginning::One(self.begin_one(delivery.delivery(), key, Beside::of_one(state)));
        }
        match places::<G>(delivery.delivery()) {
            Ok(places) => {
                let head = G::__plan().head(delivery.delivery());
                Beginning::Many(Items::new(delivery, places, head))
            }
            Err(rejection) => {
                let key = delivery.signed_by().cloned();
                Beginning::One(Begun::malformed(&rejection, key))
            }
        }
    }

    fn begin_straight(&self, delivery: &mut Delivery, state: &Extensions) -> Begun {
        match self.check(delivery) {
            Ok(evidence) => {
                let key = evidence.and_then(Evidence::into_key);
                self.begin_one(delivery, key, Beside::of_one(state))
            }
            Err(failure) => self.reject(*failure, delivery, Beside::of_one(state)),
        }
    }

    fn begin_next(&self, items: &mut Items, state: &Extensions) -> Option<Begun> {
        let item: G::Delivery = items.next()?;
        let key = item.signed_by().cloned();
        let beside = Beside {
            state,
            earlier: Some(&items.records),
        };
        Some(self.begin_one(item.delivery(), key, beside))
    }

    fn begin_once<'a>(
        &'a self,
        delivery: Delivery,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Beginning> {
        if G::DESCRIPTOR.each.is_some() {
            // Each item is claimed on its own.
            return Box::pin(std::future::ready(self.begin(delivery, state)));
        }
        Box::pin(async move {
            let begun = match self.admit(delivery, Beside::of_one(state)) {
                Ok(delivery) => {
                    self.begin_claimed(delivery, Beside::of_one(state), claims)
                        .await
                }
                Err(begun) => *begun,
            };
            Beginning::One(begun)
        })
    }

    fn begin_next_once<'a>(
        &'a self,
        items: &'a mut Items,
        state: &'a Extensions,
        claims: &'a Arc<dyn ClaimStore>,
    ) -> BoxFuture<'a, Option<Begun>> {
        Box::pin(async move {
            let item = items.next()?;
            let beside = Beside {
                state,
                earlier: Some(&items.records),
            };
            Some(self.begin_claimed(item, beside, claims).await)
        })
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
    /// Verifies a delivery, and measures how long ago it was signed.
    fn check(&self, delivery: &mut Delivery) -> Result<Option<Evidence>, Box<SignatureFailure>> {
        let checked = (self.check)(delivery);
        #[cfg(feature = "metrics")]
        crate::dispatcher::telemetry::metrics::measure_age(G::DESCRIPTOR, delivery, &checked);
        checked
    }

    /// The same, and makes the delivery one that is checked.
    pub(crate) fn checked(
        &self,
        mut delivery: Delivery,
    ) -> Result<G::Delivery, Box<(SignatureFailure, Delivery)>> {
        let evidence = match self.check(&mut delivery) {
            Ok(evidence) => evidence,
            Err(failure) => return Err(Box::new((*failure, delivery))),
        };
        G::Delivery::__checked::<G>(delivery, evidence, Proof::by_verification())
            .map_err(|delivery| Box::new((SignatureFailure::no_key(), delivery)))
    }

    /// Recognises one event and calls its handler.
    fn begin_one(&self, delivery: &Delivery, key: Option<KeyId>, beside: Beside<'_>) -> Begun {
        let body = match text::<G>(delivery) {
            Ok(body) => body,
            Err(error) => return Begun::malformed(&error, key),
        };
        let mut parsed = None;
        match find::<G>(delivery, &body, &mut parsed, Extent::Needed) {
            Ok(found) => {
                let input = Input::Event {
                    index: found.index,
                    payload: found.payload,
                    parsed,
                };
                let id = found.id.map(|id| id.text.into());
                self.call((delivery, key), beside, (found.index, id), input)
            }
            Err(Unrecognised::Malformed(rejection)) => Begun::malformed(&rejection, key),
            Err(Unrecognised::Unknown(event)) => self.call_unknown((delivery, key), beside, event),
        }
    }

    /// Checks and parses a delivery, and calls nothing; the refusal is what a dispatch would say.
    pub(crate) fn event(&self, delivery: Delivery) -> Result<G, Box<(Outcome, Begun)>> {
        let refused = |rejection: Rejection, begun: Begun| {
            let kind = match rejection.kind() {
                RejectionKind::InvalidPayload => OutcomeKind::InvalidPayload,
                RejectionKind::UnknownEvent => OutcomeKind::Unknown,
                _ => OutcomeKind::Malformed,
            };
            Box::new((Outcome::with_text(kind, rejection.to_string()), begun))
        };
        let delivery = match self.checked(delivery) {
            Ok(delivery) => delivery,
            Err(rejected) => {
                if let Some(answer) = self.answer_unsigned(&rejected) {
                    return Err(Begun::answered(answer, None));
                }
                let (failure, delivery) = &*rejected;
                let text = format!("{failure}{}", Tried(G::DESCRIPTOR, delivery));
                let outcome = Outcome::with_text(OutcomeKind::Rejected, text);
                let mut begun = Begun::refused();
                begun.reason = Some(reason(&rejected.0));
                return Err(Box::new((outcome, begun)));
            }
        };
        let key = delivery.signed_by().cloned();
        if let Some(answer) = self.answer_checked(&delivery) {
            return Err(Begun::answered(answer, key));
        }
        let recognised = G::recognise(delivery).map_err(|error| {
            refused(error.into(), Begun::ended(Outcome::handled(), key.clone()))
        })?;
        let mut begun = Begun::ended(Outcome::handled(), key);
        begun.event = G::DESCRIPTOR.events.get(recognised.index);
        begun.id = recognised.id().map(Into::into);
        recognised
            .parse()
            .map_err(|rejection| refused(rejection, begun))
    }

    pub(crate) fn run(&self, mut recognised: Recognised<G>, beside: Beside<'_>) -> Begun {
        let (index, id, parsed) = (
            recognised.index,
            recognised.id.take().map(|id| id.text.into()),
            recognised.parsed.take(),
        );
        let body = match text::<G>(recognised.delivery.delivery()) {
            Ok(body) => body,
            Err(error) => return Begun::malformed(&error, None),
        };
        let input = Input::Event {
            index,
            payload: recognised
                .payload_in(&body)
                .with_form(G::DESCRIPTOR.body.form(recognised.delivery.delivery())),
            parsed,
        };
        let checked = &recognised.delivery;
        let key = checked.signed_by().cloned();
        self.call((checked.delivery(), key), beside, (index, id), input)
    }
}

impl<G: EventGroup> fmt::Debug for Runtime<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("group", &G::DESCRIPTOR.name)
            .finish_non_exhaustive()
    }
}
