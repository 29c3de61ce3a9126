//! One group at run time: its keys, its dispatch table, and the way of a delivery through them.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use http::Extensions;

use super::questions::Questions;
use crate::claim::{Answer, Held, Inbox};
use crate::delivery::{Delivery, Item};
use crate::descriptor::EventDescriptor;
use crate::error::{SignatureVerificationFailure, UnknownEvent};
use crate::extract::Context;
use crate::group::EventGroup;
use crate::handler::{Call, Called, Input, Place, Started};
use crate::observer::ItemRecord;
use crate::outcome::{Outcome, OutcomeKind};
use crate::recognised::{Recognised, Unrecognised, find, places, text};
use crate::rejection::{Rejection, RejectionKind};
use crate::scheme::{KeyId, SignatureFailure, SignatureFailureKind};
use crate::verified::CheckedDelivery;

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
    /// The claim that the handler's end ends.
    pub(crate) claim: Option<Held>,
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
    pub(super) fn malformed(rejection: &Rejection, key: Option<KeyId>) -> Self {
        let outcome = Outcome::with_text(OutcomeKind::Malformed, rejection.to_string());
        Self::ended(outcome, key)
    }

    pub(super) fn ended(outcome: Outcome, key: Option<KeyId>) -> Self {
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

/// What a checked delivery is: one event, or several whose turn comes one after the other.
#[derive(Debug)]
pub(crate) enum Beginning {
    One(Begun),
    Many(Items),
}

/// The items of one delivery that have not been begun.
#[derive(Debug)]
pub(crate) struct Items {
    /// The whole delivery, checked, as its group has it.
    delivery: Box<dyn Any + Send>,
    places: std::iter::Enumerate<std::vec::IntoIter<Range<usize>>>,
    count: usize,
    pub(crate) key: Option<KeyId>,
}

/// A [`Runtime`] whatever its group.
pub(crate) trait AnyRuntime: Send + Sync {
    fn begin(&self, delivery: Delivery, state: &Extensions) -> Beginning;
    /// Begins the next item of a delivery that carries many.
    fn begin_next(&self, items: &mut Items, state: &Extensions) -> Option<Begun>;
    /// The same as `begin`, and claims a delivery that is one event before its payload is parsed.
    fn begin_once<'a>(
        &'a self,
        delivery: Delivery,
        state: &'a Extensions,
        inbox: &'a Arc<dyn Inbox>,
    ) -> Answer<'a, Beginning>;
    /// The same as `begin_next`, and claims the item before its payload is parsed.
    fn begin_next_once<'a>(
        &'a self,
        items: &'a mut Items,
        state: &'a Extensions,
        inbox: &'a Arc<dyn Inbox>,
    ) -> Answer<'a, Option<Begun>>;
    fn table(&self) -> Vec<Row>;
    fn as_any(&self) -> &dyn Any;
}

/// One line of the dispatch table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row {
    Handled(Place),
    Ignored,
    Unhandled,
}

/// A handler in the dispatch table.
pub(crate) struct Entry<G> {
    pub(crate) run: Run<G>,
    pub(crate) place: Place,
    pub(crate) asynchronous: bool,
}

/// A handler's function: an annotated one, or a closure that was given to the builder.
pub(crate) enum Run<G> {
    Plain(fn(Call<'_, G>) -> Started),
    Boxed(Arc<crate::fallback::Run<G>>),
}

impl<G> Clone for Entry<G> {
    fn clone(&self) -> Self {
        let run = match &self.run {
            Run::Plain(run) => Run::Plain(*run),
            Run::Boxed(run) => Run::Boxed(Arc::clone(run)),
        };
        Self { run, ..*self }
    }
}

pub(crate) enum Route<G> {
    Handled(Entry<G>),
    Ignored,
    Unhandled,
}

pub(crate) type Check<G> = dyn Fn(Delivery) -> Result<<G as EventGroup>::Delivery, Box<(SignatureFailure, Delivery)>>
    + Send
    + Sync;

pub(crate) struct Runtime<G: EventGroup> {
    pub(crate) check: Box<Check<G>>,
    pub(crate) routes: Routes<G>,
    /// What its sender may ask beside its deliveries.
    pub(crate) questions: Option<Arc<Questions>>,
}

/// The dispatch table of a group.
pub(crate) struct Routes<G> {
    /// By the event's index.
    pub(crate) events: Vec<Route<G>>,
    pub(crate) unknown: Option<Entry<G>>,
    pub(crate) signature_failure: Option<Entry<G>>,
}

impl<G> Routes<G> {
    /// The handlers that are done when they return.
    pub(crate) fn synchronous(&self) -> impl Iterator<Item = Place> {
        let events = self.events.iter().filter_map(|route| match route {
            Route::Handled(entry) => Some(entry),
            _ => None,
        });
        let all = events.chain(&self.unknown).chain(&self.signature_failure);
        all.filter(|entry| !entry.asynchronous)
            .map(|entry| entry.place)
    }
}

impl<G: EventGroup> AnyRuntime for Runtime<G> {
    fn begin(&self, delivery: Delivery, state: &Extensions) -> Beginning {
        let delivery = match self.admit(delivery, state) {
            Ok(delivery) => delivery,
            Err(begun) => return Beginning::One(*begun),
        };
        if G::DESCRIPTOR.each.is_none() {
            return Beginning::One(self.begin_one(&delivery, state));
        }
        let key = delivery.signed_by().cloned();
        match places::<G>(delivery.delivery()) {
            Ok(places) => Beginning::Many(Items {
                delivery: Box::new(delivery),
                count: places.len(),
                places: places.into_iter().enumerate(),
                key,
            }),
            Err(rejection) => Beginning::One(Begun::malformed(&rejection, key)),
        }
    }

    fn begin_next(&self, items: &mut Items, state: &Extensions) -> Option<Begun> {
        let item = Self::next_item(items)?;
        Some(self.begin_one(&item, state))
    }

    fn begin_once<'a>(
        &'a self,
        delivery: Delivery,
        state: &'a Extensions,
        inbox: &'a Arc<dyn Inbox>,
    ) -> Answer<'a, Beginning> {
        if G::DESCRIPTOR.each.is_some() {
            // Each item is claimed on its own.
            return Box::pin(std::future::ready(self.begin(delivery, state)));
        }
        Box::pin(async move {
            let begun = match self.admit(delivery, state) {
                Ok(delivery) => self.begin_claimed(delivery, state, inbox).await,
                Err(begun) => *begun,
            };
            Beginning::One(begun)
        })
    }

    fn begin_next_once<'a>(
        &'a self,
        items: &'a mut Items,
        state: &'a Extensions,
        inbox: &'a Arc<dyn Inbox>,
    ) -> Answer<'a, Option<Begun>> {
        Box::pin(async move {
            let item = Self::next_item(items)?;
            Some(self.begin_claimed(item, state, inbox).await)
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
    pub(super) fn checked(
        &self,
        delivery: Delivery,
    ) -> Result<G::Delivery, Box<(SignatureFailure, Delivery)>> {
        let checked = (self.check)(delivery);
        #[cfg(feature = "metrics")]
        super::metrics::measure_age::<G>(&checked);
        checked
    }

    /// Recognises one event and calls its handler.
    fn begin_one(&self, delivery: &G::Delivery, state: &Extensions) -> Begun {
        let key = delivery.signed_by().cloned();
        let body = match text::<G>(delivery.delivery()) {
            Ok(body) => body,
            Err(error) => return Begun::malformed(&error, key),
        };
        let mut parsed = None;
        match find::<G>(delivery, &body, &mut parsed) {
            Ok(found) => {
                let input = Input::Event {
                    index: found.index,
                    payload: found.payload,
                    parsed,
                };
                self.call(
                    delivery,
                    state,
                    found.index,
                    found.id.map(Into::into),
                    input,
                )
            }
            Err(Unrecognised::Malformed(rejection)) => Begun::malformed(&rejection, key),
            Err(Unrecognised::Unknown(event)) => self.call_unknown(delivery, state, event),
        }
    }

    fn next_item(items: &mut Items) -> Option<G::Delivery> {
        let (index, place) = items.places.next()?;
        let whole = items.delivery.downcast_ref::<G::Delivery>()?;
        let count = items.count;
        Some(whole.__item(whole.delivery().body().slice(place), Item { index, count }))
    }

    /// Checks and parses a delivery, and calls nothing; the refusal is what a dispatch would say.
    pub(crate) fn event(&self, delivery: Delivery) -> Result<G, Box<(Outcome, Begun)>> {
        let refused = |rejection: Rejection, begun: Begun| {
            let kind = match rejection.kind() {
                RejectionKind::Unfit => OutcomeKind::Unfit,
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
                let outcome = Outcome::with_text(OutcomeKind::Rejected, rejected.0.to_string());
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
        begun.id.clone_from(&recognised.id);
        recognised
            .parse()
            .map_err(|rejection| refused(rejection, begun))
    }

    pub(crate) fn run(&self, mut recognised: Recognised<G>, state: &Extensions) -> Begun {
        let (index, id, parsed) = (
            recognised.index,
            recognised.id.take(),
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
        self.call(&recognised.delivery, state, index, id, input)
    }

    fn call(
        &self,
        delivery: &G::Delivery,
        state: &Extensions,
        index: usize,
        id: Option<Box<str>>,
        input: Input<'_, G>,
    ) -> Begun {
        let event = G::DESCRIPTOR.events.get(index);
        let called = Cell::default();
        let (started, handler) = match self.routes.events.get(index) {
            Some(Route::Handled(entry)) => {
                let context = Self::context(delivery, state, event, id.as_deref());
                let call = Call {
                    context,
                    input,
                    called: &called,
                };
                (entry.start(call), Some(entry.place.function))
            }
            Some(Route::Ignored) => (
                Started::Ready(pass_over(&input, OutcomeKind::Ignored)),
                None,
            ),
            _ => (
                Started::Ready(pass_over(&input, OutcomeKind::Unhandled)),
                None,
            ),
        };
        let (payload_type, key) = (
            event.map(|event| event.payload),
            delivery.signed_by().cloned(),
        );
        Begun {
            started,
            decided: None,
            event,
            payload_type,
            id,
            key,
            handler,
            called: called.get(),
            reason: None,
            items: Vec::new(),
            claim: None,
        }
    }

    pub(super) fn call_unknown(
        &self,
        delivery: &G::Delivery,
        state: &Extensions,
        event: UnknownEvent,
    ) -> Begun {
        let id: Option<Box<str>> = event.id.as_deref().map(Into::into);
        let called = Cell::default();
        let (started, handler) = if let Some(entry) = &self.routes.unknown {
            let context = Self::context(delivery, state, None, id.as_deref());
            let call = Call {
                context,
                input: Input::Unknown(event),
                called: &called,
            };
            (entry.start(call), Some(entry.place.function))
        } else {
            let text = match event.matches.as_slice() {
                [] => String::new(),
                matches => format!("several events match: {}", matches.join(", ")),
            };
            let outcome = Outcome::with_text(OutcomeKind::Unknown, text);
            (Started::Ready(outcome), None)
        };
        let key = delivery.signed_by().cloned();
        Begun {
            started,
            decided: None,
            event: None,
            payload_type: Some("UnknownEvent"),
            id,
            key,
            handler,
            called: called.get(),
            reason: None,
            items: Vec::new(),
            claim: None,
        }
    }

    pub(super) fn reject(
        &self,
        failure: SignatureFailure,
        delivery: &Delivery,
        state: &Extensions,
    ) -> Begun {
        let (seen, tried) = (failure.header_seen(), failure.keys_tried());
        let text = format!("{failure} (signature seen: {seen}, keys tried: {tried})");
        let decided = Outcome::with_text(OutcomeKind::Rejected, text);
        let mut begun = Begun::ended(decided, None);
        begun.payload_type = Some("SignatureVerificationFailure");
        begun.reason = Some(reason(&failure));
        if let Some(entry) = &self.routes.signature_failure {
            let context = Context {
                delivery,
                state,
                group: G::DESCRIPTOR.name,
                event: None,
                id: None,
                id_signed: false,
                key: None,
                body: G::DESCRIPTOR.body,
            };
            let failure = SignatureVerificationFailure {
                failure,
                headers: delivery.headers().clone(),
            };
            let started = entry.start(Call {
                context,
                input: Input::SignatureFailure(failure),
                called: &Cell::default(),
            });
            if let Started::Ready(outcome) = std::mem::replace(&mut begun.started, started) {
                begun.decided = Some(outcome);
            }
            begun.handler = Some(entry.place.function);
        }
        begun
    }

    fn context<'a>(
        delivery: &'a G::Delivery,
        state: &'a Extensions,
        event: Option<&'static EventDescriptor>,
        id: Option<&'a str>,
    ) -> Context<'a> {
        Context {
            delivery: delivery.delivery(),
            state,
            group: G::DESCRIPTOR.name,
            event: event.map(|event| event.name),
            id,
            id_signed: G::DESCRIPTOR.id_is_signed(),
            key: delivery.signed_by(),
            body: G::DESCRIPTOR.body,
        }
    }
}

impl<G> Entry<G> {
    /// Calls the handler; a panic is an outcome, and the process lives.
    fn start(&self, call: Call<'_, G>) -> Started {
        let run = || match &self.run {
            Run::Plain(run) => run(call),
            Run::Boxed(run) => run(call),
        };
        catch_unwind(AssertUnwindSafe(run))
            .unwrap_or_else(|_| Started::Ready(Outcome::new(OutcomeKind::Panicked)))
    }
}

impl<G: EventGroup> fmt::Debug for Runtime<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("group", &G::DESCRIPTOR.name)
            .finish_non_exhaustive()
    }
}

/// Answers an event that nothing handles; its payload is not parsed, but a body that is no JSON is no event.
fn pass_over<G>(input: &Input<'_, G>, kind: OutcomeKind) -> Outcome {
    let checked = match input {
        Input::Event {
            payload,
            parsed: None,
            ..
        } => payload.none(),
        _ => Ok(()),
    };
    checked.map_or_else(Outcome::from, |()| Outcome::new(kind))
}

/// The kind of a failure, as metrics and spans name it.
fn reason(failure: &SignatureFailure) -> &'static str {
    match failure.kind() {
        SignatureFailureKind::Missing => "signature_missing",
        SignatureFailureKind::Malformed => "signature_malformed",
        SignatureFailureKind::BadSignature => "signature_mismatch",
        SignatureFailureKind::Expired => "timestamp_stale",
    }
}
