//! Calls the handler of a delivery, or answers a delivery without one.

use std::cell::Cell;

use crate::declare::event::EventDescriptor;
use crate::delivery::Delivery;
use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::run::entries::Route;
use crate::dispatcher::run::runtime::{Beside, Runtime};
use crate::group::EventGroup;
use crate::group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
use crate::handle::call::{Call, Input};
use crate::handle::extract::Context;
use crate::handle::handler_run::HandlerRun;
use crate::id::Id;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::key_id::KeyId;

impl<G: EventGroup> Runtime<G> {
    /// Calls the handler of an event.
    pub(crate) fn call(
        &self,
        (delivery, key): (&Delivery, Option<KeyId>),
        beside: Beside<'_>,
        (index, id): (usize, Option<Id<'_>>),
        input: Input<'_, G>,
    ) -> Run {
        let event = G::DESCRIPTOR.events.get(index);
        let id_is_number = id.as_ref().is_some_and(|id| id.is_number);
        let id: Option<Box<str>> = id.map(|id| id.text.into());
        let called = Cell::default();
        let (progress, handler) = match self.routes.events.get(index) {
            Some(Route::Handled(entry)) => {
                let context = Context {
                    id_is_number,
                    ..Self::context(delivery, key.as_ref(), beside, event, id.as_deref())
                };
                let call = Call {
                    context,
                    input,
                    called: &called,
                };
                (entry.start(call), Some(entry.place.function))
            }
            Some(Route::Ignored) => (
                HandlerRun::Ready(without_handler(&input, OutcomeKind::Ignored)),
                None,
            ),
            _ => (
                HandlerRun::Ready(without_handler(&input, OutcomeKind::Unhandled)),
                None,
            ),
        };
        Run {
            progress,
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

    /// Calls the handler of unknown events.
    pub(crate) fn call_unknown(
        &self,
        (delivery, key): (&Delivery, Option<KeyId>),
        beside: Beside<'_>,
        event: UnknownEvent,
    ) -> Run {
        let id: Option<Box<str>> = event.id.as_deref().map(Into::into);
        let called = Cell::default();
        let (progress, handler) = if let Some(entry) = &self.routes.unknown {
            let call = Call {
                context: Self::context(delivery, key.as_ref(), beside, None, id.as_deref()),
                input: Input::Unknown(event),
                called: &called,
            };
            (entry.start(call), Some(entry.place.function))
        } else {
            let outcome = Outcome::with_text(OutcomeKind::Unknown, event.text());
            (HandlerRun::Ready(outcome), None)
        };
        Run {
            progress,
            payload_type: Some("UnknownEvent"),
            id,
            handler,
            called: called.get(),
            ..Run::ended(Outcome::handled(), key)
        }
    }

    /// Refuses an unverified delivery, and calls the handler of such deliveries, which cannot change the answer.
    pub(crate) fn reject(
        &self,
        failure: SignatureFailure,
        delivery: &Delivery,
        beside: Beside<'_>,
    ) -> Run {
        let mut run = Run::rejected(&failure, G::DESCRIPTOR, delivery);
        run.payload_type = Some("SignatureVerificationFailure");
        if let Some(entry) = &self.routes.signature_failure {
            let context = Context {
                delivery,
                state: beside.state,
                earlier: beside.earlier,
                group: G::DESCRIPTOR.name,
                event: None,
                id: None,
                id_signed: false,
                id_is_number: false,
                key: None,
                body: G::DESCRIPTOR.body,
            };
            let failure = SignatureVerificationFailure {
                failure,
                headers: delivery.headers().clone(),
            };
            let progress = entry.start(Call {
                context,
                input: Input::SignatureFailure(failure),
                called: &Cell::default(),
            });
            if let HandlerRun::Ready(outcome) = std::mem::replace(&mut run.progress, progress) {
                run.decided = Some(outcome);
            }
            run.handler = Some(entry.place.function);
        }
        run
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
            id_is_number: false,
            key,
            body: G::DESCRIPTOR.body,
        }
    }
}

/// Answers an event without a handler. Its payload is not parsed, but the body must be JSON.
fn without_handler<G>(input: &Input<'_, G>, kind: OutcomeKind) -> Outcome {
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
