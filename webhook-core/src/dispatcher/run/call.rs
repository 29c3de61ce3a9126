//! Calls the handler of a delivery, or says what is answered without one.

use std::cell::Cell;

use crate::declare::event::EventDescriptor;
use crate::delivery::Delivery;
use crate::dispatcher::begun::{Begun, reason};
use crate::dispatcher::run::entries::Route;
use crate::dispatcher::run::runtime::{Beside, Runtime};
use crate::dispatcher::signed_url::Tried;
use crate::group::EventGroup;
use crate::group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
use crate::handle::call::{Call, Input};
use crate::handle::extract::Context;
use crate::handle::started::Started;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::key_id::KeyId;

impl<G: EventGroup> Runtime<G> {
    pub(crate) fn call(
        &self,
        (delivery, key): (&Delivery, Option<KeyId>),
        beside: Beside<'_>,
        (index, id): (usize, Option<Box<str>>),
        input: Input<'_, G>,
    ) -> Begun {
        let event = G::DESCRIPTOR.events.get(index);
        let called = Cell::default();
        let (started, handler) = match self.routes.events.get(index) {
            Some(Route::Handled(entry)) => {
                let context = Self::context(delivery, key.as_ref(), beside, event, id.as_deref());
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
        Begun {
            started,
            decided: None,
            event,
            payload_type: event.map(|event| event.payload),
            id,
            key,
            handler,
            called: called.get(),
            reason: None,
            items: Vec::new(),
            claim: None,
        }
    }

    pub(crate) fn call_unknown(
        &self,
        (delivery, key): (&Delivery, Option<KeyId>),
        beside: Beside<'_>,
        event: UnknownEvent,
    ) -> Begun {
        let id: Option<Box<str>> = event.id.as_deref().map(Into::into);
        let called = Cell::default();
        let (started, handler) = if let Some(entry) = &self.routes.unknown {
            let call = Call {
                context: Self::context(delivery, key.as_ref(), beside, None, id.as_deref()),
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
        Begun {
            started,
            payload_type: Some("UnknownEvent"),
            id,
            handler,
            called: called.get(),
            ..Begun::ended(Outcome::handled(), key)
        }
    }

    pub(crate) fn reject(
        &self,
        failure: SignatureFailure,
        delivery: &Delivery,
        beside: Beside<'_>,
    ) -> Begun {
        let (seen, tried) = (failure.header_seen(), failure.keys_tried());
        let url = Tried(G::DESCRIPTOR, delivery);
        let text = format!("{failure} (signature seen: {seen}, keys tried: {tried}{url})");
        let decided = Outcome::with_text(OutcomeKind::Rejected, text);
        let mut begun = Begun::ended(decided, None);
        begun.payload_type = Some("SignatureVerificationFailure");
        begun.reason = Some(reason(&failure));
        if let Some(entry) = &self.routes.signature_failure {
            let context = Context {
                delivery,
                state: beside.state,
                earlier: beside.earlier,
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
        delivery: &'a Delivery,
        key: Option<&'a KeyId>,
        beside: Beside<'a>,
        event: Option<&'static EventDescriptor>,
        id: Option<&'a str>,
    ) -> Context<'a> {
        Context {
            delivery,
            state: beside.state,
            earlier: beside.earlier,
            group: G::DESCRIPTOR.name,
            event: event.map(|event| event.name),
            id,
            id_signed: id.is_some() && G::DESCRIPTOR.id_is_signed(),
            key,
            body: G::DESCRIPTOR.body,
        }
    }
}

/// Answers an event without a handler. Its payload is not parsed, but the body must be JSON.
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
