//! What a handler's first argument is made from, by its type.

use std::fmt;

use crate::group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
use crate::group::{EventGroup, GROUP, SIGNATURE_FAILURE, UNKNOWN};
use crate::handle::call::Call;
use crate::outcome::Outcome;
use crate::payload::error::PayloadError;
use crate::payload::{Payload, PayloadType};

/// Which events have a payload, and how it is made.
pub struct EventInput<G, P> {
    indexes: &'static [usize],
    pub(crate) make: Make<G, P>,
}

pub(crate) enum Make<G, P> {
    Payload {
        parse: fn(Payload<'_>, &mut Option<P>) -> Result<(), PayloadError>,
        /// Gets it out of an event that recognising had to parse already.
        take: Option<fn(G) -> Option<P>>,
    },
    Other(fn(&mut Call<'_, G>) -> Result<P, Outcome>),
}

impl<G, P> EventInput<G, P> {
    /// A payload of the events at `indexes`, which are never none.
    #[must_use]
    pub const fn new(indexes: &'static [usize]) -> Self
    where
        P: PayloadType,
    {
        Self {
            indexes,
            make: Make::Payload {
                parse: |payload, place| payload.parse_into(place),
                take: None,
            },
        }
    }

    /// The same for events that recognising parses; `take` gets the payload out of one.
    #[must_use]
    pub const fn taken_by(mut self, take: fn(G) -> Option<P>) -> Self {
        if let Make::Payload { take: slot, .. } = &mut self.make {
            *slot = Some(take);
        }
        self
    }

    /// The events, which are never none.
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

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is for one lifetime"
)]
impl<Group: EventGroup> EventInput<Group, Group> {
    /// The group itself, which any of its events is parsed into.
    #[must_use]
    pub const fn event() -> Self {
        Self {
            indexes: &[GROUP],
            make: Make::Other(|call| call.event()),
        }
    }
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is for one lifetime"
)]
impl<G: EventGroup> EventInput<G, UnknownEvent> {
    /// A verified delivery that is no event of the group.
    #[must_use]
    pub const fn unknown() -> Self {
        Self {
            indexes: &[UNKNOWN],
            make: Make::Other(|call| call.unknown()),
        }
    }
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is for one lifetime"
)]
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
