//! One group at run time: its keys, its dispatch table, and the way of a delivery through them.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http::Extensions;

use crate::claim::{Answer, BodyDigest, Claim, ClaimKey, Held, Inbox};
use crate::delivery::Delivery;
use crate::descriptor::EventDescriptor;
use crate::error::{SignatureVerificationFailure, UnknownEvent};
use crate::extract::Context;
use crate::group::EventGroup;
use crate::handler::{Call, Input, Place, Started};
use crate::outcome::{Outcome, OutcomeKind};
use crate::recognised::{Recognised, Unrecognised, find, text};
use crate::scheme::{KeyId, SignatureFailure};
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
    /// The claim that the handler's end ends.
    pub(crate) claim: Option<Held>,
}

impl Begun {
    /// A request that was refused before it became a delivery.
    pub(crate) fn refused() -> Self {
        Self::ended(Outcome::handled(), None)
    }

    fn ended(outcome: Outcome, key: Option<KeyId>) -> Self {
        Self {
            started: Started::Ready(outcome),
            decided: None,
            event: None,
            payload_type: None,
            id: None,
            key,
            handler: None,
            claim: None,
        }
    }
}

/// A [`Runtime`] whatever its group.
pub(crate) trait AnyRuntime: Send + Sync {
    fn begin(&self, delivery: Delivery, state: &Extensions) -> Begun;
    /// Claims the delivery before its payload is parsed.
    fn begin_once<'a>(
        &'a self,
        delivery: Delivery,
        state: &'a Extensions,
        inbox: &'a Arc<dyn Inbox>,
    ) -> Answer<'a, Begun>;
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
    fn begin(&self, delivery: Delivery, state: &Extensions) -> Begun {
        let delivery = match (self.check)(delivery) {
            Ok(delivery) => delivery,
            Err(rejected) => return self.reject(rejected.0, &rejected.1, state),
        };
        let key = delivery.signed_by().cloned();
        let body = match text(delivery.delivery()) {
            Ok(body) => body,
            Err(error) => {
                return Begun::ended(
                    Outcome::with_text(OutcomeKind::Malformed, error.to_string()),
                    key,
                );
            }
        };
        let mut parsed = None;
        match find::<G>(&delivery, body, &mut parsed) {
            Ok(found) => {
                let input = Input::Event {
                    index: found.index,
                    payload: found.payload,
                    parsed,
                };
                self.call(
                    &delivery,
                    state,
                    found.index,
                    found.id.map(Into::into),
                    input,
                )
            }
            Err(Unrecognised::Malformed(rejection)) => Begun::ended(
                Outcome::with_text(OutcomeKind::Malformed, rejection.to_string()),
                key,
            ),
            Err(Unrecognised::Unknown(event)) => self.call_unknown(&delivery, state, event),
        }
    }

    fn begin_once<'a>(
        &'a self,
        delivery: Delivery,
        state: &'a Extensions,
        inbox: &'a Arc<dyn Inbox>,
    ) -> Answer<'a, Begun> {
        Box::pin(async move {
            let delivery = match (self.check)(delivery) {
                Ok(delivery) => delivery,
                Err(rejected) => return self.reject(rejected.0, &rejected.1, state),
            };
            let recognised = match self.recognise_or_end(delivery, state) {
                Ok(recognised) => recognised,
                Err(begun) => return *begun,
            };
            let key = recognised
                .id()
                .map(|id| ClaimKey::new(G::DESCRIPTOR.name, recognised.event(), id));
            let handled = matches!(
                self.routes.events.get(recognised.index),
                Some(Route::Handled(_))
            );
            let Some(key) = key.filter(|_| handled) else {
                return self.run(recognised, state);
            };
            let (body, received_at) = {
                let delivery = recognised.delivery();
                (BodyDigest::of(delivery.body()), delivery.received_at())
            };
            let outcome = match inbox.claim(&key, &body, received_at).await {
                Claim::New(token) => {
                    let held = Held::new(inbox, key, token);
                    let mut begun = self.run(recognised, state);
                    begun.claim = Some(held);
                    return begun;
                }
                Claim::Running => {
                    Outcome::new(OutcomeKind::Running).with_retry_after(WHILE_RUNNING)
                }
                Claim::Done => Outcome::new(OutcomeKind::Duplicate),
                Claim::Conflict => Outcome::with_text(
                    OutcomeKind::Conflict,
                    "the id belongs to a delivery with another body",
                ),
            };
            let mut begun = Begun::ended(outcome, recognised.delivery.signed_by().cloned());
            begun.event = G::DESCRIPTOR.events.get(recognised.index);
            begun.payload_type = begun.event.map(|event| event.payload);
            begun.id = Some(key.id().into());
            begun
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

/// What a sender is asked to wait while its delivery runs.
const WHILE_RUNNING: Duration = Duration::from_secs(10);

impl<G: EventGroup> Runtime<G> {
    fn recognise_or_end(
        &self,
        delivery: G::Delivery,
        state: &Extensions,
    ) -> Result<Recognised<G>, Box<Begun>> {
        let malformed = |delivery: &G::Delivery, text: String| {
            let outcome = Outcome::with_text(OutcomeKind::Malformed, text);
            Box::new(Begun::ended(outcome, delivery.signed_by().cloned()))
        };
        let mut parsed = None;
        let found = match text(delivery.delivery()) {
            Ok(body) => find::<G>(&delivery, body, &mut parsed).map(|found| {
                (
                    found.index,
                    found.payload.range(),
                    found.payload.is_checked(),
                    found.id.map(Into::into),
                )
            }),
            Err(error) => return Err(malformed(&delivery, error.to_string())),
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
            Err(Unrecognised::Malformed(rejection)) => {
                Err(malformed(&delivery, rejection.to_string()))
            }
            Err(Unrecognised::Unknown(event)) => {
                Err(Box::new(self.call_unknown(&delivery, state, event)))
            }
        }
    }

    pub(crate) fn run(&self, mut recognised: Recognised<G>, state: &Extensions) -> Begun {
        let (index, id, parsed) = (
            recognised.index,
            recognised.id.take(),
            recognised.parsed.take(),
        );
        let body = match text(recognised.delivery.delivery()) {
            Ok(body) => body,
            Err(error) => {
                return Begun::ended(
                    Outcome::with_text(OutcomeKind::Malformed, error.to_string()),
                    None,
                );
            }
        };
        let input = Input::Event {
            index,
            payload: recognised.payload_in(body),
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
        let (started, handler) = match self.routes.events.get(index) {
            Some(Route::Handled(entry)) => {
                let context = Self::context(delivery, state, event, id.as_deref());
                (
                    entry.start(Call { context, input }),
                    Some(entry.place.function),
                )
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
            claim: None,
        }
    }

    fn call_unknown(
        &self,
        delivery: &G::Delivery,
        state: &Extensions,
        event: UnknownEvent,
    ) -> Begun {
        let id: Option<Box<str>> = event.id.as_deref().map(Into::into);
        let (started, handler) = if let Some(entry) = &self.routes.unknown {
            let context = Self::context(delivery, state, None, id.as_deref());
            let call = Call {
                context,
                input: Input::Unknown(event),
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
            claim: None,
        }
    }

    fn reject(&self, failure: SignatureFailure, delivery: &Delivery, state: &Extensions) -> Begun {
        let decided = Outcome::with_text(OutcomeKind::Rejected, failure.to_string());
        let mut begun = Begun::ended(decided, None);
        begun.payload_type = Some("SignatureVerificationFailure");
        if let Some(entry) = &self.routes.signature_failure {
            let context = Context {
                delivery,
                state,
                group: G::DESCRIPTOR.name,
                event: None,
                id: None,
                id_signed: false,
                key: None,
            };
            let failure = SignatureVerificationFailure {
                failure,
                headers: delivery.headers().clone(),
            };
            let started = entry.start(Call {
                context,
                input: Input::SignatureFailure(failure),
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
