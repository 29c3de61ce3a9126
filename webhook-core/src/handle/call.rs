//! What a handler is to the dispatcher: a function that takes a call and starts.

use std::any::{Any, TypeId};
use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{self, Poll};
#[cfg(feature = "metrics")]
use std::time::{Duration, Instant};

use crate::group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
use crate::group::{EventGroup, EventOf};
use crate::guard::{Guarded, Panicked};
use crate::handle::event_input::Make;
use crate::handle::extract::{Context, Needs};
use crate::outcome::{IntoOutcome, Outcome};
use crate::payload::Payload;
use crate::payload::error::PayloadError;

/// What `#[on_event]` leaves behind: which events of which group go to which function.
#[derive(Clone, Copy)]
pub struct HandlerRecord {
    pub(crate) group: TypeId,
    pub(crate) target: Target,
    pub(crate) place: Place,
    pub(crate) asynchronous: bool,
    pub(crate) needs: Option<fn(&mut Needs)>,
    /// A [`Handler`] of the group.
    pub(crate) handler: &'static (dyn Any + Send + Sync),
}

impl HandlerRecord {
    #[doc(hidden)]
    #[must_use]
    pub const fn new<G: EventGroup>(
        target: Target,
        place: Place,
        handler: &'static Handler<G>,
    ) -> Self {
        Self {
            group: TypeId::of::<G>(),
            target,
            place,
            asynchronous: false,
            needs: None,
            handler,
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn asynchronous(mut self) -> Self {
        self.asynchronous = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn needing(mut self, needs: fn(&mut Needs)) -> Self {
        self.needs = Some(needs);
        self
    }
}

impl fmt::Debug for HandlerRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerRecord")
            .field("place", &self.place)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

/// A handler's function, and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// With the path of its module.
    pub function: &'static str,
    /// As rustc was given it.
    pub file: &'static str,
    /// Counted from one.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}:{})", self.function, self.file, self.line)
    }
}

/// What a handler stands for in its group.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// Exactly these events.
    Events(&'static [usize]),
    /// These events, where they have no handler of their own: `event = ".."` with `ty = <the group>`.
    Named(&'static [usize]),
    /// Every event that has no handler of its own: `ty = <the group>`.
    Group,
    /// A verified delivery that is no event of the group.
    Unknown,
    /// A delivery that did not verify.
    SignatureFailure,
}

/// The function that takes a call apart, calls the user's function and says what became of it.
pub struct Handler<G>(pub fn(Call<'_, G>) -> Started);

impl<G> fmt::Debug for Handler<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// One delivery on its way into a handler.
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

/// When the last argument of a handler was there, so that its function was called; nothing without metrics.
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

/// What a handler's first argument is made from.
pub(crate) enum Input<'a, G> {
    Event {
        index: usize,
        payload: Payload<'a>,
        /// Boxed: a group is as large as its largest payload, and would be moved with every call.
        parsed: Option<Box<G>>,
    },
    Unknown(UnknownEvent),
    SignatureFailure(SignatureVerificationFailure),
    Taken,
    /// In place of what did not become an argument.
    Refused(Outcome),
}

impl<G: EventGroup> Call<'_, G> {
    /// Makes the first argument, as its [`EventOf`] says, in a place of the caller's: it may be kilobytes.
    ///
    /// Where the place stays empty, [`refused`](Self::refused) says why.
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
        if let Input::Event {
            parsed, payload, ..
        } = std::mem::replace(&mut self.input, Input::Taken)
        {
            if let (Some(event), Some(take)) = (parsed, take) {
                *place = take(*event);
            } else if let Err(error) = parse(payload, place) {
                *place = None;
                self.refuse(error.into());
            }
        }
        self.note(place.is_some());
    }

    /// Keeps the outcome that answers the delivery in place of the handler.
    #[cold]
    pub(crate) fn refuse(&mut self, outcome: Outcome) {
        self.input = Input::Refused(outcome);
    }

    /// Answers in place of a handler whose first argument was not made.
    #[cold]
    #[must_use]
    pub fn refused(self) -> Started {
        Started::Ready(match self.input {
            Input::Refused(outcome) => outcome,
            _ => Outcome::taken(),
        })
    }

    /// Takes an event whose variant holds nothing.
    ///
    /// # Errors
    ///
    /// The outcome that answers a body which is no JSON.
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
    /// The outcome that answers a payload which does not fit its type.
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
            } => G::__parse(index, payload).map_err(Outcome::from),
            _ => Err(Outcome::taken()),
        };
        self.note(event.is_ok());
        event
    }

    /// Takes a delivery that is no event of the group.
    ///
    /// # Errors
    ///
    /// Never for a handler that the dispatcher chose.
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
    /// Never for a handler that the dispatcher chose.
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
    /// The outcome that the extractor's rejection asks for.
    pub fn extract<T, R: IntoOutcome>(
        &self,
        make: fn(&Context<'_>) -> Result<T, R>,
    ) -> Result<T, Outcome> {
        let argument = make(&self.context).map_err(IntoOutcome::into_outcome);
        self.note(argument.is_ok());
        argument
    }

    /// Notes the time after each argument; without one of them the function is not called.
    #[inline]
    fn note(&self, made: bool) {
        self.called.set(if made {
            Called::now()
        } else {
            Called::default()
        });
    }
}

/// A handler that was called: done, or still to be awaited.
pub enum Started {
    /// The outcome of a synchronous handler.
    Ready(Outcome),
    /// The rest of an asynchronous one.
    Future(Rest),
}

/// What is left of an asynchronous handler; its panics are outcomes.
#[derive(Debug)]
pub struct Rest(Guarded<dyn Future<Output = Outcome> + Send>);

impl Rest {
    /// Drops a handler that took too long.
    pub(crate) fn end(&mut self) -> Result<(), Panicked> {
        self.0.end()
    }
}

impl Future for Rest {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Outcome> {
        let polled = Pin::new(&mut self.0).poll(context);
        polled.map(|ended| ended.unwrap_or_else(Outcome::from))
    }
}

impl Started {
    /// In place of what was taken.
    pub(crate) const fn nothing() -> Self {
        Self::Ready(Outcome::handled())
    }

    /// Boxes the rest of an asynchronous handler that returns nothing.
    pub fn completing(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self::future(future, IntoOutcome::into_outcome)
    }

    /// A synchronous handler that returned nothing.
    #[must_use]
    pub fn completed((): ()) -> Self {
        Self::Ready(Outcome::handled())
    }

    /// Boxes the rest of an asynchronous handler; `convert` says what became of it.
    pub fn future<F>(future: F, convert: fn(F::Output) -> Outcome) -> Self
    where
        F: Future + Send + 'static,
    {
        let rest = Box::pin(async move { convert(future.await) });
        Self::Future(Rest(Guarded::of("the handler", rest)))
    }
}

impl fmt::Debug for Started {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(outcome) => f.debug_tuple("Ready").field(outcome).finish(),
            Self::Future(_) => f.write_str("Future"),
        }
    }
}
