//! Calling a handler.
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `Call<'a, G>` is not general enough over `'a`"
)]

use std::cell::Cell;
use std::fmt;
#[cfg(feature = "metrics")]
use std::time::{Duration, Instant};

use crate::group::EventGroup;
use crate::group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
use crate::handle::extract::Context;
use crate::handle::handler_run::HandlerRun;
use crate::outcome::{IntoOutcome, Outcome};
use crate::payload::error::PayloadError;
use crate::payload::{Payload, PayloadType};

/// A handler as the dispatcher calls it: takes its arguments from a [`Call`], calls the user's function and converts its result.
pub struct Handler<G>(pub fn(&mut Call<'_, G>) -> HandlerRun);

impl<G> fmt::Debug for Handler<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// One delivery to pass to a handler.
pub struct Call<'a, G> {
    pub(crate) context: Context<'a>,
    pub(crate) input: Input<'a, G>,
    pub(crate) called: &'a Cell<Called>,
}

impl<G> fmt::Debug for Call<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

/// The time at which a handler's last argument was made and its function was called. Empty without the feature `metrics`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Called(#[cfg(feature = "metrics")] Option<Instant>);

impl Called {
    fn now() -> Self {
        Self(
            #[cfg(feature = "metrics")]
            Some(Instant::now()),
        )
    }

    /// The time since the function was called, if it was.
    #[cfg(feature = "metrics")]
    pub(crate) fn elapsed(self) -> Option<Duration> {
        self.0.map(|called| called.elapsed())
    }
}

/// The source of a handler's first argument.
pub(crate) enum Input<'a, G> {
    Event {
        index: usize,
        payload: Payload<'a>,
        /// Boxed, because a group is as large as its largest payload and would be moved with every call.
        parsed: Option<Box<G>>,
    },
    Unknown(UnknownEvent),
    SignatureFailure(SignatureVerificationFailure),
    Taken,
    /// The outcome to answer with, because the argument could not be made.
    Refused(Outcome),
}

impl<G: EventGroup> Call<'_, G> {
    /// Makes the first argument, as its [`EventOf`] declares. It is written to `place`, because it may be kilobytes large.
    ///
    /// If `place` stays empty, [`refused`](Self::refused) returns the reason.
    pub fn first<P: EventOf<G>>(&mut self, place: &mut Option<P>) {
        match P::INPUT.make {
            Make::Payload { parse, take } => self.payload(parse, take, place),
            Make::Other(get) => match get(self) {
                Ok(made) => *place = Some(made),
                Err(outcome) => self.refuse(outcome),
            },
        }
    }

    #[inline]
    fn payload<P>(
        &mut self,
        parse: fn(Payload<'_>, &mut Option<P>) -> Result<(), PayloadError>,
        take: Option<fn(G) -> Option<P>>,
        place: &mut Option<P>,
    ) {
        // Not moved out, because it is large and every delivery comes here.
        if let Input::Event {
            parsed, payload, ..
        } = &mut self.input
        {
            let (parsed, payload) = (parsed.take(), *payload);
            self.input = Input::Taken;
            if let (Some(event), Some(take)) = (parsed, take) {
                *place = take(*event);
            } else if let Err(error) = parse(payload, place) {
                *place = None;
                self.refuse(G::DESCRIPTOR.locate(error).into());
            }
        }
        self.note(place.is_some());
    }

    /// Calls an asynchronous handler that takes only its payload and returns nothing, as most do.
    ///
    /// One function for all of them, because rustc checks what each handler's own code says once for each.
    #[inline]
    pub fn completing<P: EventOf<G>, R: Future<Output = ()> + Send + 'static>(
        &mut self,
        handler: impl FnOnce(P) -> R,
    ) -> HandlerRun {
        let mut place = None;
        self.first::<P>(&mut place);
        match place {
            Some(payload) => HandlerRun::completing(handler(payload)),
            None => self.refused(),
        }
    }

    /// The same for a synchronous handler.
    #[inline]
    pub fn completed<P: EventOf<G>>(&mut self, handler: impl FnOnce(P)) -> HandlerRun {
        let mut place = None;
        self.first::<P>(&mut place);
        match place {
            Some(payload) => {
                handler(payload);
                HandlerRun::Ready(Outcome::handled())
            }
            None => self.refused(),
        }
    }

    /// Stores the outcome to answer with instead of calling the handler.
    #[cold]
    pub(crate) fn refuse(&mut self, outcome: Outcome) {
        self.input = Input::Refused(outcome);
    }

    /// Answers for a handler whose first argument could not be made.
    #[cold]
    #[must_use]
    pub fn refused(&mut self) -> HandlerRun {
        HandlerRun::Ready(match std::mem::replace(&mut self.input, Input::Taken) {
            Input::Refused(outcome) => outcome,
            _ => Outcome::taken(),
        })
    }

    /// Takes an event whose variant has no payload.
    ///
    /// # Errors
    ///
    /// The outcome for a body that is not JSON.
    pub fn no_payload(&mut self) -> Result<(), Outcome> {
        let checked = match std::mem::replace(&mut self.input, Input::Taken) {
            Input::Event {
                payload,
                parsed: None,
                ..
            } => payload.none().map_err(Outcome::from),
            _ => Ok(()),
        };
        self.note(checked.is_ok());
        checked
    }

    /// Parses the payload into the group's enum.
    ///
    /// # Errors
    ///
    /// The outcome for a payload that does not fit its type.
    pub(crate) fn event(&mut self) -> Result<G, Outcome> {
        let event = match std::mem::replace(&mut self.input, Input::Taken) {
            Input::Event {
                parsed: Some(event),
                ..
            } => Ok(*event),
            Input::Event {
                index,
                payload,
                parsed: None,
            } => G::__parse(index, payload)
                .map_err(|error| Outcome::from(G::DESCRIPTOR.locate(error))),
            _ => Err(Outcome::taken()),
        };
        self.note(event.is_ok());
        event
    }

    /// Takes a delivery that matches no event of the group.
    ///
    /// # Errors
    ///
    /// The dispatcher chose another kind of handler; this does not happen.
    pub(crate) fn unknown(&mut self) -> Result<UnknownEvent, Outcome> {
        match std::mem::replace(&mut self.input, Input::Taken) {
            Input::Unknown(event) => {
                self.note(true);
                Ok(event)
            }
            _ => Err(Outcome::taken()),
        }
    }

    /// Takes a delivery that did not verify.
    ///
    /// # Errors
    ///
    /// The dispatcher chose another kind of handler; this does not happen.
    pub(crate) fn signature_failure(&mut self) -> Result<SignatureVerificationFailure, Outcome> {
        match std::mem::replace(&mut self.input, Input::Taken) {
            Input::SignatureFailure(failure) => Ok(failure),
            _ => Err(Outcome::taken()),
        }
    }

    /// Makes an argument after the first.
    ///
    /// # Errors
    ///
    /// The outcome of the extractor's rejection.
    pub fn extract<T, R: IntoOutcome>(
        &self,
        make: fn(&Context<'_>) -> Result<T, R>,
    ) -> Result<T, Outcome> {
        let argument = make(&self.context).map_err(IntoOutcome::into_outcome);
        self.note(argument.is_ok());
        argument
    }

    /// Notes the time after each argument, unless it could not be made and the function is not called.
    #[inline]
    fn note(&self, made: bool) {
        self.called.set(if made {
            Called::now()
        } else {
            Called::default()
        });
    }
}

/// The events with one payload type, and how the payload is made.
pub struct EventInput<G, P> {
    indexes: &'static [usize],
    pub(crate) make: Make<G, P>,
}

pub(crate) enum Make<G, P> {
    Payload {
        parse: fn(Payload<'_>, &mut Option<P>) -> Result<(), PayloadError>,
        /// Takes the payload out of an event that was already parsed in order to recognise it.
        take: Option<fn(G) -> Option<P>>,
    },
    Other(fn(&mut Call<'_, G>) -> Result<P, Outcome>),
}

impl<G, P> EventInput<G, P> {
    /// Describes a payload of the events at `indexes`, which must not be empty. It is read from JSON.
    #[must_use]
    pub const fn new(indexes: &'static [usize]) -> Self
    where
        P: PayloadType,
    {
        Self {
            indexes,
            make: Make::Payload {
                parse: |payload, place| payload.parse_json_into(place),
                take: None,
            },
        }
    }

    /// Reads the payload from a form if the body is one. Only then the program has code for it, which is much of the
    /// code of a payload type.
    #[must_use]
    pub const fn or_form(mut self, is_form: bool) -> Self
    where
        P: PayloadType,
    {
        if let (Make::Payload { parse, .. }, true) = (&mut self.make, is_form) {
            *parse = |payload, place| payload.parse_into(place);
        }
        self
    }

    /// Adds `take`, which takes the payload out of an event that recognising has parsed.
    #[must_use]
    pub const fn taken_by(mut self, take: fn(G) -> Option<P>) -> Self {
        if let Make::Payload { take: slot, .. } = &mut self.make {
            *slot = Some(take);
        }
        self
    }

    /// The events; at least one.
    #[must_use]
    pub const fn indexes(&self) -> &'static [usize] {
        self.indexes
    }

    /// Parses a payload that the group's enum holds.
    ///
    /// # Errors
    ///
    /// The payload does not fit its type.
    pub fn parse(self, payload: Payload<'_>) -> Result<P, PayloadError> {
        match self.make {
            Make::Payload { parse, .. } => {
                let mut place = None;
                parse(payload, &mut place)?;
                place.ok_or_else(|| payload.no_such_event())
            }
            Make::Other(_) => Err(payload.no_such_event()),
        }
    }
}

impl<Group: EventGroup> EventInput<Group, Group> {
    /// The group itself: parses any of its events.
    #[must_use]
    pub const fn event() -> Self {
        Self {
            indexes: &[GROUP],
            make: Make::Other(|call| call.event()),
        }
    }
}

impl<G: EventGroup> EventInput<G, UnknownEvent> {
    /// A verified delivery that matches no event of the group.
    #[must_use]
    pub const fn unknown() -> Self {
        Self {
            indexes: &[UNKNOWN],
            make: Make::Other(|call| call.unknown()),
        }
    }
}

impl<G: EventGroup> EventInput<G, SignatureVerificationFailure> {
    /// A delivery that did not verify.
    #[must_use]
    pub const fn signature_failure() -> Self {
        Self {
            indexes: &[SIGNATURE_FAILURE],
            make: Make::Other(|call| call.signature_failure()),
        }
    }
}

impl<G, P> fmt::Debug for EventInput<G, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventInput").field(&self.indexes).finish()
    }
}

/// The event of a group at one index.
#[doc(hidden)]
pub trait EventAt<const INDEX: usize>: EventGroup {
    /// The event as a type, for the compile-time table.
    type Marker;
}

/// Implemented by each type that a handler of the group `G` may take as its first argument.
///
/// The payload implements it and not the group, because rustc compares each pair of impls of one type, which is slow with
/// 1,000 events. The payload is not an associated type, because a private payload in a public group would be an error.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event of the group `{G}`",
    label = "no event has this payload"
)]
pub trait EventOf<G: EventGroup>: Sized {
    /// The event as a type, for the compile-time table; `()` unless there is exactly one.
    type Marker;

    /// The events, and how the argument is made.
    const INPUT: EventInput<G, Self>;
}

/// Index of the group itself, for handlers that take any of its events.
#[doc(hidden)]
pub const GROUP: usize = usize::MAX;
/// Index of [`UnknownEvent`](crate::UnknownEvent).
#[doc(hidden)]
pub const UNKNOWN: usize = usize::MAX - 1;
/// Index of [`SignatureVerificationFailure`](crate::SignatureVerificationFailure).
#[doc(hidden)]
pub const SIGNATURE_FAILURE: usize = usize::MAX - 2;
