//! A delivery whose event is known.

use std::any::TypeId;
use std::fmt;
use std::ops::Range;

use crate::delivery::Delivery;
use crate::error::UnknownEvent;
use crate::group::EventGroup;
use crate::payload::Payload;
use crate::recognise::{Extent, Found, NotFound};
use crate::rejection::{Rejection, RejectionKind};
use crate::verified::CheckedDelivery;

/// A delivery whose event is known, and whose payload has not been parsed yet.
///
/// Its `Debug` shows nothing of the body.
pub struct Recognised<G: EventGroup> {
    pub(crate) delivery: G::Delivery,
    pub(crate) index: usize,
    /// Where the payload is in the body; `None` where its pointer found nothing.
    pub(crate) payload: Option<Range<usize>>,
    pub(crate) scanned: bool,
    /// What structural recognising parsed on the way.
    pub(crate) parsed: Option<G>,
    pub(crate) id: Option<Box<str>>,
}

/// Why a delivery was not recognised.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unrecognised {
    /// The body is no JSON, or does not say unambiguously which event it is.
    Malformed(Rejection),
    /// The delivery is no event of the group, or of several at once.
    Unknown(UnknownEvent),
}

impl<G: EventGroup> Recognised<G> {
    /// The name of the event.
    #[must_use]
    pub fn event(&self) -> &'static str {
        G::DESCRIPTOR
            .events
            .get(self.index)
            .map_or("", |event| event.name)
    }

    /// The delivery's id, where the group says where it is and the delivery has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The delivery.
    #[must_use]
    pub fn delivery(&self) -> &Delivery {
        self.delivery.delivery()
    }

    /// Parses the payload into the group's enum.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] of the kind [`Unfit`](RejectionKind::Unfit) where the payload does not fit its type, or
    /// [`Malformed`](RejectionKind::Malformed) where the body is no JSON.
    pub fn parse(self) -> Result<G, Rejection> {
        if let Some(event) = self.parsed {
            return Ok(event);
        }
        let body = text(self.delivery.delivery())?;
        Ok(G::__parse(self.index, self.payload_in(body))?)
    }

    pub(crate) fn payload_in<'b>(&self, body: &'b str) -> Payload<'b> {
        Payload::in_body(body, self.payload.clone(), self.scanned)
    }
}

impl<G: EventGroup> fmt::Debug for Recognised<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recognised")
            .field("event", &self.event())
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}

impl From<Unrecognised> for Rejection {
    fn from(unrecognised: Unrecognised) -> Self {
        match unrecognised {
            Unrecognised::Malformed(rejection) => rejection,
            Unrecognised::Unknown(unknown) if unknown.matches.is_empty() => {
                Self::new(RejectionKind::UnknownEvent, "no event of the group matches")
            }
            Unrecognised::Unknown(unknown) => {
                let text = format!("several events match: {}", unknown.matches.join(", "));
                Self::new(RejectionKind::UnknownEvent, text)
            }
        }
    }
}

/// Looks a delivery's event up; `parsed` gets what structural recognising had to parse.
pub(crate) fn find<'b, G: EventGroup>(
    delivery: &'b G::Delivery,
    body: &'b str,
    parsed: &mut Option<G>,
) -> Result<Found<'b>, Unrecognised> {
    find_in::<G>(delivery, body, parsed, Extent::Needed)
}

fn find_in<'b, G: EventGroup>(
    delivery: &'b G::Delivery,
    body: &'b str,
    parsed: &mut Option<G>,
    extent: Extent,
) -> Result<Found<'b>, Unrecognised> {
    let delivery = delivery.delivery();
    let mut fits = |index, payload: Payload<'b>| {
        let event = G::__parse(index, payload).ok();
        let fits = event.is_some();
        if parsed.is_none() {
            *parsed = event;
        }
        fits
    };
    G::__plan()
        .recognise_in(Some(delivery), body, extent, &mut fits)
        .map_err(|not_found| match not_found {
            NotFound::Malformed(cause) => {
                Unrecognised::Malformed(Rejection::new(RejectionKind::Malformed, cause))
            }
            NotFound::Unknown {
                values,
                matches,
                id,
            } => {
                let name = |index| {
                    G::DESCRIPTOR
                        .events
                        .get(index)
                        .map_or("", |event: &crate::EventDescriptor| event.name)
                };
                Unrecognised::Unknown(UnknownEvent {
                    values,
                    matches: matches.into_iter().map(name).collect(),
                    id,
                    body: delivery.body().clone(),
                })
            }
        })
}

pub(crate) fn text(delivery: &Delivery) -> Result<&str, Rejection> {
    std::str::from_utf8(delivery.body())
        .map_err(|_| Rejection::new(RejectionKind::Malformed, "the body is not UTF-8"))
}

pub(crate) fn recognise<G: EventGroup>(
    delivery: G::Delivery,
) -> Result<Recognised<G>, Unrecognised> {
    if delivery.__group() != TypeId::of::<G>() {
        let text = "the delivery was checked for another group";
        return Err(Unrecognised::Malformed(Rejection::new(
            RejectionKind::OtherGroup,
            text,
        )));
    }
    let mut parsed = None;
    let body = text(delivery.delivery()).map_err(Unrecognised::Malformed)?;
    let found = find_in::<G>(&delivery, body, &mut parsed, Extent::Whole)?;
    let (index, payload, scanned) = (
        found.index,
        found.payload.range(),
        found.payload.is_checked(),
    );
    let id = found.id.map(Into::into);
    Ok(Recognised {
        delivery,
        index,
        payload,
        scanned,
        parsed,
        id,
    })
}
