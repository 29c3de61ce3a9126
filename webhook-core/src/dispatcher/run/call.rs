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
        let called = Cell::default();
        let (progress, handler) = match self.routes.events.get(index) {
            Some(Route::Handled(entry)) => {
                let mut call = Call {
                    context: Self::context(delivery, key.as_ref(), beside, event, id.as_ref()),
                    input,
                    called: &called,
                };
                (entry.start(&mut call), Some(entry.place.function))
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
            id: id.map(|id| id.text.into()),
            key,
            handler,
            called: called.get(),
            reason: None,
            items: Vec::new(),
            claim: None,
            captured: None,
        }
    }

    /// Calls the handler of unknown events.
    pub(crate) fn call_unknown(
        &self,
        (delivery, key): (&Delivery, Option<KeyId>),
        beside: Beside<'_>,
        event: UnknownEvent,
    ) -> Run {
        let id = event.id.clone().map(|text| Id {
            text: text.into(),
            is_number: false,
        });
        let called = Cell::default();
        let (progress, handler) = if let Some(entry) = &self.routes.unknown {
            let mut call = Call {
                context: Self::context(delivery, key.as_ref(), beside, None, id.as_ref()),
                input: Input::Unknown(event),
                called: &called,
            };
            (entry.start(&mut call), Some(entry.place.function))
        } else {
            let outcome = Outcome::with_text(OutcomeKind::Unknown, event.text());
            (HandlerRun::Ready(outcome), None)
        };
        Run {
            progress,
            payload_type: Some("UnknownEvent"),
            id: id.map(|id| id.text.into()),
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
            let context = Self::context(delivery, None, beside, None, None);
            let failure = SignatureVerificationFailure {
                failure,
                headers: delivery.headers().clone(),
            };
            let progress = entry.start(&mut Call {
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
        id: Option<&'a Id<'a>>,
    ) -> Context<'a> {
        Context {
            delivery,
            state: beside.state,
            earlier: beside.earlier,
            descriptor: G::DESCRIPTOR,
            event: event.map(|event| event.name),
            id,
            key,
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
