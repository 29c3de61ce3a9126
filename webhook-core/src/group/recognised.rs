//! A delivery whose event is known.

use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use bytes::Bytes;

use crate::declare::body_kind::BodyKind;
use crate::delivery::{Delivery, Head, Item};
use crate::group::EventGroup;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::group::fallback_input::UnknownEvent;
use crate::group::rejection::{Rejection, RejectionKind};
use crate::guard::{self, OWN_CODE};
use crate::id::Id;
use crate::payload::Payload;
use crate::payload::bounds::{Scope, excess};
use crate::payload::error::PayloadError;
use crate::recognise::plan::Plan;
use crate::recognise::{Extent, Found, NotFound, cloud_event};
use crate::verification::verified::{CheckedDelivery, Proof};

/// A delivery whose event is known, and whose payload has not been parsed yet.
///
/// `Debug` does not print the body.
pub struct Recognised<G: EventGroup> {
    pub(crate) delivery: G::Delivery,
    pub(crate) located: Located,
    /// The event, if structural recognising had to parse it.
    pub(crate) parsed: Option<Box<G>>,
}

/// Which event a delivery is, and where its payload is.
pub(crate) struct Located {
    pub(crate) index: usize,
    /// Where the payload is in the body; `None` if its pointer found nothing.
    payload: Option<Range<usize>>,
    scanned: bool,
    pub(crate) id: Option<Id<'static>>,
}

/// Why a delivery was not recognised.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unrecognised {
    /// The body is not JSON, or does not state its event as text, or ambiguously.
    Malformed(Rejection),
    /// No event of the group matches, or several do.
    Unknown(UnknownEvent),
}

impl<G: EventGroup> Recognised<G> {
    pub(crate) const fn new(delivery: G::Delivery, located: Located) -> Self {
        Self {
            delivery,
            located,
            parsed: None,
        }
    }

    /// The name of the event.
    #[must_use]
    pub fn event(&self) -> &'static str {
        event_name::<G>(self.located.index)
    }

    /// The delivery's id, if the group declares where it is and the delivery has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.located.id.as_ref().map(|id| &*id.text)
    }

    /// The key by which a [`ClaimStore`](crate::inbox::ClaimStore) or an [`Intake`](crate::inbox::Intake) identifies the
    /// delivery. `None` if the group is neither `idempotent` nor `durable`, or the delivery has no id.
    ///
    /// [`dispatch`](crate::Dispatcher::dispatch) claims deliveries by this key. A delivery from a queue that you
    /// [run](crate::Dispatcher::run) yourself is not claimed unless you do so.
    #[must_use]
    pub fn claim_key(&self) -> Option<ClaimKey> {
        self.claim_key_with(|| BodyDigest::of(G::DESCRIPTOR.body.repeated(self.delivery())))
    }

    /// The claim key, where the digest of the body may be known already.
    pub(crate) fn claim_key_with(&self, digest: impl FnOnce() -> BodyDigest) -> Option<ClaimKey> {
        let signed_by = self.delivery.signed_by();
        let named = (self.event(), self.located.id.as_ref());
        let by = G::DESCRIPTOR.once_by()?;
        ClaimKey::of_delivery(G::DESCRIPTOR, by, named, self.delivery(), signed_by, digest)
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
    /// A [`Rejection`] of the kind [`InvalidPayload`](RejectionKind::InvalidPayload) if the payload does not fit its type, or
    /// [`Malformed`](RejectionKind::Malformed) if the body is not JSON.
    pub fn parse(self) -> Result<G, Rejection> {
        if let Some(event) = self.parsed {
            return Ok(*event);
        }
        let delivery = self.delivery.delivery();
        let read = read::<G>(delivery)?;
        let payload = self.payload_in(&read.text).with_form(read.form());
        let parsed = G::__parse(self.located.index, payload);
        Ok(parsed.map_err(|error| G::DESCRIPTOR.locate(error))?)
    }

    pub(crate) fn payload_in<'b>(&self, body: &'b str) -> Payload<'b> {
        let Located {
            payload, scanned, ..
        } = &self.located;
        Payload::in_body(body, payload.clone(), *scanned)
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
            Unrecognised::Unknown(unknown) => {
                Self::new(RejectionKind::UnknownEvent, unknown.text())
            }
        }
    }
}

/// The rules of a group. A group written by hand may return those of another group, against which nothing was checked.
fn plan<G: EventGroup>() -> Result<&'static Plan, Rejection> {
    let plan = G::__plan();
    if plan.is_of(TypeId::of::<G>()) {
        return Ok(plan);
    }
    let text = "the group uses the rules of another group";
    Err(Rejection::new(RejectionKind::OtherGroup, text))
}

fn event_name<G: EventGroup>(index: usize) -> &'static str {
    let event = G::DESCRIPTOR.events.get(index);
    event.map_or("", |event| event.name)
}

/// Finds a delivery's event. Structural recognising stores the event it parsed in `parsed`.
///
/// If the payload is parsed later, `extent` has to be [`Extent::Whole`].
pub(crate) fn find<'b, G: EventGroup>(
    delivery: &'b Delivery,
    read: &'b Read<'_>,
    parsed: &mut Option<Box<G>>,
    extent: Extent,
) -> Result<Found<'b>, Unrecognised> {
    let (body, form) = (&*read.text, read.form());
    let malformed = |text: &str| Unrecognised::Malformed(Rejection::malformed(text));
    if G::DESCRIPTOR.each.is_some() && delivery.item().is_none() {
        return Err(malformed(
            "the delivery carries many events; split it with `EventGroup::items`",
        ));
    }
    let mut fits = |index, payload: Payload<'b>| {
        let tried = catch_unwind(AssertUnwindSafe(|| {
            let event = G::__parse(index, payload.with_form(form))
                .ok()
                .map(Box::new);
            let fits = event.is_some();
            if parsed.is_none() {
                *parsed = event;
            }
            fits
        }));
        tried.unwrap_or_else(|thrown| {
            // Dropped here and not by the unwinding: a second panic would abort the process.
            let _ = guard::discard(OWN_CODE, parsed.take());
            resume_unwind(thrown)
        })
    };
    let plan = plan::<G>().map_err(Unrecognised::Malformed)?;
    // The events that are tried share the budget of any `OneOf` in them.
    let scope = (!plan.structural().is_empty()).then(|| Scope::begin(body.len()));
    let found = plan.recognise_in(delivery, body, extent, &mut fits);
    if let Some(excess) = scope.and_then(|_scope| excess()) {
        let error = PayloadError::excess(excess, None);
        return Err(Unrecognised::Malformed(error.into()));
    }
    let is_event = G::DESCRIPTOR.body == BodyKind::CloudEvent;
    found
        .and_then(|mut found| {
            found.payload = found.payload.with_form(form);
            if let Some(id) = found.id.take_if(|_| is_event) {
                found.id = cloud_event::id(body, id)?;
            }
            Ok(found)
        })
        .map_err(|not_found| match not_found {
            NotFound::Malformed(cause) => malformed(cause),
            NotFound::Invalid(misfit) => match cloud_event::of_header(delivery, &misfit) {
                Some(cause) if is_event => malformed(cause),
                _ => Unrecognised::Malformed(PayloadError::misfit(&misfit, None).into()),
            },
            NotFound::Unknown {
                values,
                matches,
                id,
            } => Unrecognised::Unknown(UnknownEvent {
                verified: <G::Delivery as CheckedDelivery>::SIGNED,
                values,
                matches: matches.into_iter().map(event_name::<G>).collect(),
                id,
                body: delivery.body().clone(),
            }),
        })
}

/// What an event is recognised in: JSON text, and the pairs that are the payload where no text is.
pub(crate) struct Read<'d> {
    pub(crate) text: Cow<'d, str>,
    form: Option<Cow<'d, [u8]>>,
}

impl Read<'_> {
    pub(crate) fn form(&self) -> Option<&[u8]> {
        self.form.as_deref()
    }
}

/// Reads a delivery.
pub(crate) fn read<G: EventGroup>(delivery: &Delivery) -> Result<Read<'_>, Rejection> {
    let text = G::DESCRIPTOR.text(delivery);
    let form = G::DESCRIPTOR.body.form(delivery);
    Ok(Read {
        text: text.map_err(Rejection::malformed)?,
        form: form.map_err(Rejection::malformed)?,
    })
}

/// Splits a delivery into its items.
pub(crate) fn items<G: EventGroup>(delivery: &G::Delivery) -> Result<Vec<G::Delivery>, Rejection> {
    let whole = delivery.delivery();
    let document = document::<G>(whole)?;
    let places = places::<G>(&document)?;
    let head: Head = G::__plan().head(whole, &document);
    let count = places.len();
    let items = places.into_iter().enumerate();
    let items = items.map(|(index, place)| {
        let body = document.slice(place);
        let item = Item { index, count };
        delivery.__item(body, item, &head, Proof::by_verification())
    });
    let unsigned = || Rejection::malformed("an item has no signature");
    items.collect::<Option<_>>().ok_or_else(unsigned)
}

/// The JSON text that has the items of a delivery: its body, or a field of it.
pub(crate) fn document<G: EventGroup>(delivery: &Delivery) -> Result<Bytes, Rejection> {
    let document = G::DESCRIPTOR.body.document(delivery);
    document.map_err(Rejection::malformed)
}

/// The places of a delivery's items in its document; all of it in a group without `each`.
pub(crate) fn places<G: EventGroup>(body: &[u8]) -> Result<Vec<Range<usize>>, Rejection> {
    let whole = || Ok(std::iter::once(0..body.len()).collect());
    let places = plan::<G>()?.split(body).unwrap_or_else(whole);
    places.map_err(Rejection::malformed)
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
    let located = locate::<G>(delivery.delivery(), &mut parsed)?;
    Ok(Recognised {
        delivery,
        located,
        parsed,
    })
}

/// Finds a delivery's event, and keeps where its payload is instead of the payload.
pub(crate) fn locate<G: EventGroup>(
    delivery: &Delivery,
    parsed: &mut Option<Box<G>>,
) -> Result<Located, Unrecognised> {
    let read = read::<G>(delivery).map_err(Unrecognised::Malformed)?;
    let found = find::<G>(delivery, &read, parsed, Extent::Whole)?;
    Ok(Located {
        index: found.index,
        payload: found.payload.range(),
        scanned: found.payload.is_checked(),
        id: found.id.map(Id::into_owned),
    })
}
