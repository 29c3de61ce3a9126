//! Recognising the event of a delivery: one streaming pass over the body, then a look-up.
//!
//! The cost does not depend on the number of events: each expression of the rules is read once, and its value is looked up
//! in a table. If its strings are not escaped, a delivery is recognised without an allocation, unless its group reads more
//! than sixteen values, or pointers with more than sixteen parts.

pub(crate) mod body;
pub(crate) mod choose;
pub(crate) mod cloud_event;
pub(crate) mod head;
pub(crate) mod index;
pub(crate) mod one_of;
pub(crate) mod part;
pub(crate) mod plan;
pub(crate) mod rule;
#[cfg(feature = "diagnose")]
pub(crate) mod trace;

use std::ops::Range;
use std::sync::Arc;

use crate::delivery::Delivery;
use crate::expression;
use crate::expression::read::{Place, Value};
use crate::id::Id;
use crate::json::document::check_document;
use crate::json::scan::{Fault, Reached, Slot, Until, scan};
use crate::json::trie::array_index;
use crate::payload::Payload;
use crate::payload::misfit::{Misfit, NOT_TEXT, Step};
use choose::Choice;
use head::Head;
use plan::{FirstOf, Plan};

/// How much of the body is read before the payload is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Only what recognising needs. Parsing the payload checks the rest.
    Needed,
    /// All of it, so that the end of the payload is known.
    Whole,
}

/// The event of a delivery.
#[derive(Debug)]
pub(crate) struct Found<'b> {
    pub(crate) index: usize,
    pub(crate) payload: Payload<'b>,
    pub(crate) id: Option<Id<'b>>,
}

/// Why a delivery has no single event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// The body is not JSON, or ambiguous; one of a fixed set of texts.
    Malformed(&'static str),
    /// A string of the body has no characters.
    Invalid(Misfit),
    /// No event matches, or several do.
    Unknown {
        /// The values of the discriminators that are present.
        values: Vec<String>,
        /// The events that match, if several do.
        matches: Vec<usize>,
        id: Option<String>,
    },
}

impl Plan {
    /// Like [`recognise_in`](Self::recognise_in), reading only what is needed.
    #[cfg(test)]
    pub(crate) fn recognise<'b>(
        &'b self,
        delivery: &'b Delivery,
        body: &'b str,
        fits: &mut dyn FnMut(usize, Payload<'b>) -> bool,
    ) -> Result<Found<'b>, NotFound> {
        self.recognise_in(delivery, body, Extent::Needed, fits)
    }

    /// Finds the event of `delivery`, whose body is the text `body`.
    ///
    /// `fits` returns whether the payload fits the type of an event. It is called at most once for each event without a
    /// rule, and for no other event.
    pub(crate) fn recognise_in<'b>(
        &'b self,
        delivery: &'b Delivery,
        body: &'b str,
        extent: Extent,
        fits: &mut dyn FnMut(usize, Payload<'b>) -> bool,
    ) -> Result<Found<'b>, NotFound> {
        let places = self.sought.trie.len().max(self.places.len());
        // Filling the smaller arrays is faster.
        if places <= FEW {
            let room = (&mut [Slot::Absent; FEW][..], &mut [ABSENT; FEW][..]);
            self.recognise_with(delivery, body, extent, fits, room)
        } else if places <= SOME {
            let room = (&mut [Slot::Absent; SOME][..], &mut [ABSENT; SOME][..]);
            self.recognise_with(delivery, body, extent, fits, room)
        } else {
            let (mut slots, mut values) = (vec![Slot::Absent; places], vec![ABSENT; places]);
            self.recognise_with(delivery, body, extent, fits, (&mut slots, &mut values))
        }
    }

    fn recognise_with<'b>(
        &'b self,
        delivery: &'b Delivery,
        body: &'b str,
        extent: Extent,
        fits: &mut dyn FnMut(usize, Payload<'b>) -> bool,
        (slots, values): (&mut [Slot<'b>], &mut [Value<'b>]),
    ) -> Result<Found<'b>, NotFound> {
        let until = match self.sought.payload {
            _ if extent == Extent::Whole || !self.structural.is_empty() => Until::End,
            // That there is no payload is known at the end.
            _ if self.sought.or_body => Until::End,
            Some(node) => Until::Before(node),
            None => Until::Found,
        };
        let reached = if self.sought.trie.is_empty() {
            None
        } else {
            let reached = scan(&self.sought.trie, body, slots, until);
            Some(reached.map_err(|fault| self.malformed(fault, body))?)
        };
        let text = self.payload_text(body, slots);
        let payload = match reached {
            Some(Reached::Found) => Payload::new(body, text, false).unread(&self.sought, false),
            Some(Reached::Before) => Payload::new(body, text, false).unread(&self.sought, true),
            Some(Reached::End) => Payload::new(body, text, true),
            None => Payload::new(body, text, false),
        };
        let found = self.look_up(delivery, (slots, values), payload, reached.is_some(), fits);
        if found.is_err() && matches!(reached, Some(Reached::Found | Reached::Before)) {
            // An invalid or ambiguous body is reported before its event.
            self.sought
                .check(body)
                .map_err(|fault| NotFound::Malformed(fault.in_body(body)))?;
        }
        found
    }

    /// Explains why the pass refused a body. The pass may have skipped an earlier fault.
    #[cold]
    fn malformed(&self, fault: Fault, body: &str) -> NotFound {
        let fault = self.sought.check(body).err().unwrap_or(fault);
        NotFound::Malformed(fault.in_body(body))
    }

    fn look_up<'b>(
        &self,
        delivery: &'b Delivery,
        (slots, values): (&[Slot<'b>], &mut [Value<'b>]),
        payload: Payload<'b>,
        scanned: bool,
        fits: &mut dyn FnMut(usize, Payload<'b>) -> bool,
    ) -> Result<Found<'b>, NotFound> {
        let read = match delivery.head() {
            None => self.read(Some(delivery), slots, values),
            Some(head) => self.read_item((delivery, head), slots, values),
        };
        read.map_err(|(place, fault)| self.unread(place, fault))?;

        let present = self.present(values)?;
        let mut choice = self.choose(values, present);
        if matches!(choice, Choice::None) {
            let fitting = |event: &usize| fits(*event, payload.for_trial());
            choice = self.structural.iter().copied().filter(fitting).collect();
        }
        let matches = match choice {
            Choice::One(index) => {
                return Ok(Found {
                    index,
                    payload,
                    id: self.id(slots, values),
                });
            }
            Choice::Several(matches) => matches,
            Choice::None => Vec::new(),
        };
        if !scanned || !self.structural.is_empty() {
            check_document(payload.body())
                .map_err(|malformed| NotFound::Malformed(malformed.cause))?;
        }
        let texts = self.texts(values, present).map(str::to_owned).collect();
        let id = self.id(slots, values).map(|id| id.text.into_owned());
        Err(NotFound::Unknown {
            values: texts,
            matches,
            id,
        })
    }

    /// The places of the items of a body, in a group with `each`, or one of a fixed set of error texts.
    pub(crate) fn split(&self, body: &[u8]) -> Option<Result<Vec<Range<usize>>, &'static str>> {
        let each = self.each.as_ref()?;
        let body = str::from_utf8(body).map_err(|_| NOT_UTF_8);
        Some(body.and_then(|body| each.split(body)))
    }

    #[expect(
        clippy::inline_always,
        reason = "on the path of every delivery: saves a call"
    )]
    #[inline(always)]
    fn read<'b>(
        &self,
        delivery: Option<&'b Delivery>,
        slots: &[Slot<'b>],
        values: &mut [Value<'b>],
    ) -> Result<(), (&Place, expression::read::Fault)> {
        for (place, value) in self.places.iter().zip(&mut *values) {
            let read = place.read(delivery, |node| Ok(slots.get(node).and_then(Slot::source)));
            *value = read.map_err(|fault| (place, fault))?;
        }
        if !self.blank.is_empty() {
            self.forget_blank(values);
        }
        if !self.firsts.is_empty() {
            self.take_firsts(values);
        }
        Ok(())
    }

    /// Reads the values for an item; the head of the delivery was read before.
    #[inline(never)]
    fn read_item<'b>(
        &self,
        (delivery, head): (&'b Delivery, &'b Head),
        slots: &[Slot<'b>],
        values: &mut [Value<'b>],
    ) -> Result<(), (&Place, expression::read::Fault)> {
        let item = delivery.item().map_or(0, |item| item.index);
        for (place, value) in self.places.iter().zip(&mut *values) {
            let found = |node| Ok(slots.get(node).and_then(Slot::source));
            let read = head.get(place, item);
            let read = read.unwrap_or_else(|| place.read(Some(delivery), found));
            *value = read.map_err(|fault| (place, fault))?;
        }
        self.forget_blank(values);
        self.take_firsts(values);
        Ok(())
    }

    /// Explains why a value cannot be read.
    #[cold]
    pub(crate) fn unread(&self, place: &Place, fault: expression::read::Fault) -> NotFound {
        let within = |misfit: Misfit, key: &str| {
            misfit.within(match array_index(key) {
                Some(index) => Step::Element(index),
                None => Step::Declared(key.to_owned().into()),
            })
        };
        let misfit = Misfit::new(NOT_TEXT);
        match (place, fault) {
            (Place::Pointer(node), expression::read::Fault::NotText) => {
                let keys = self.sought.trie.keys_to(*node);
                NotFound::Invalid(keys.fold(misfit, within))
            }
            (Place::Outer(number), expression::read::Fault::NotText) => {
                let pointer = self.each.as_ref().and_then(|each| each.outer.get(*number));
                let keys = pointer.into_iter().flat_map(|pointer| pointer.rsplit('/'));
                let keys = keys.filter(|key| !key.is_empty());
                NotFound::Invalid(keys.fold(misfit, within))
            }
            _ => NotFound::Malformed(fault.at(place)),
        }
    }

    /// Treats blank values as absent, if the signature does not distinguish them.
    #[inline(never)]
    fn forget_blank(&self, values: &mut [Value<'_>]) {
        for place in &self.blank {
            if let Some(value) = values.get_mut(*place)
                && value.text() == Some("")
            {
                *value = Value::Absent;
            }
        }
    }

    /// Sets the values that are the first one of others.
    #[inline(never)]
    fn take_firsts(&self, values: &mut [Value<'_>]) {
        for first in &self.firsts {
            let there = Self::first_there(first, values);
            let value = there.and_then(|other| values.get(other)).cloned();
            if let Some(place) = values.get_mut(first.source) {
                *place = value.unwrap_or_default();
            }
        }
    }

    /// The source of the first value that is there.
    fn first_there(first: &FirstOf, values: &[Value<'_>]) -> Option<usize> {
        let mut others = first.others.iter().copied();
        others.find(|other| {
            let value = values.get(*other);
            value.is_some_and(|value| *value != Value::Absent)
        })
    }

    /// Reads the rules' expressions outside of the body, for all items of a delivery.
    ///
    /// `document` is the JSON text with the items.
    pub(crate) fn head(&self, delivery: &Delivery, document: &[u8]) -> Arc<Head> {
        let each = self.each.as_ref().map(|each| (each, document));
        Arc::new(Head::new(&self.places, each, delivery))
    }

    /// The values around an item of a delivery, to be stored.
    pub(crate) fn around(&self, delivery: &Delivery) -> Vec<(String, String)> {
        let (each, head) = (self.each.as_ref(), delivery.head::<Head>());
        let item = delivery.item().map_or(0, |item| item.index);
        let stored = each
            .zip(head)
            .map(|(each, head)| head.to_stored(each, item));
        stored.unwrap_or_default()
    }

    /// The same as [`head`](Self::head) for a stored item, with the values [`around`](Self::around) it.
    pub(crate) fn stored_head(
        &self,
        delivery: &Delivery,
        stored: &[(String, String)],
    ) -> Arc<Head> {
        let pointers = self.each.iter().flat_map(|each| &each.outer);
        let around = pointers.map(|pointer| {
            let (_, json) = stored.iter().find(|(other, _)| other == pointer)?;
            Some(json.as_str())
        });
        let around: Vec<_> = around.collect();
        Arc::new(Head::of_stored(&self.places, delivery, &around))
    }

    fn payload_text<'b>(&self, body: &'b str, slots: &[Slot<'b>]) -> Option<&'b str> {
        let Some(node) = self.sought.payload else {
            return Some(body);
        };
        let text = slots.get(node)?.source();
        if self.sought.or_body && text.is_none_or(|text| text == "null") {
            return Some(body);
        }
        text
    }

    /// The number of discriminators before the first one without a value.
    fn present(&self, values: &[Value<'_>]) -> Result<usize, NotFound> {
        let Some(first) = self.discriminator.first() else {
            return Ok(0);
        };
        match values.get(*first) {
            Some(Value::Text(_)) => Ok(self.texts(values, usize::MAX).count()),
            Some(Value::Container) => Err(NotFound::Malformed(
                "the discriminator is an object or an array",
            )),
            Some(Value::Absent) | None => {
                Err(NotFound::Malformed("the discriminator is absent or null"))
            }
        }
    }

    /// The texts of at most `count` discriminators, up to the first one without a value.
    fn texts<'v>(
        &'v self,
        values: &'v [Value<'_>],
        count: usize,
    ) -> impl Iterator<Item = &'v str> + Clone {
        let sources = self.discriminator.iter().take(count);
        sources.map_while(|source| values.get(*source)?.text())
    }

    #[inline]
    fn id<'b>(&self, slots: &[Slot<'b>], values: &mut [Value<'b>]) -> Option<Id<'b>> {
        let mut at = self.id?;
        if let Some(first) = self.firsts.iter().find(|first| first.source == at) {
            at = Self::first_there(first, values)?;
        }
        let Value::Text(text) = std::mem::take(values.get_mut(at)?) else {
            return None;
        };
        let json = match self.places.get(at)? {
            Place::Pointer(node) => slots.get(*node)?.source(),
            _ => None,
        };
        Id::new(text, json)
    }
}

pub(crate) const NOT_UTF_8: &str = "the body is not UTF-8";
const ABSENT: Value<'static> = Value::Absent;
/// Most groups read at most this many values, with as many parts of pointers.
const FEW: usize = 4;
const SOME: usize = 16;

#[cfg(test)]
mod tests;
