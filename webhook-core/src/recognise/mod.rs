//! Which event a delivery is: one streaming pass over the body, then a look-up.
//!
//! The cost does not grow with the number of events beyond a binary search for each expression that the rules read.
//! A delivery whose strings are not escaped is recognised without an allocation, unless its group reads more than
//! sixteen values.

mod choose;
mod each;
mod plan;
mod room;
mod scan;
#[cfg(test)]
mod tests;
mod trie;
mod value;

use std::borrow::Cow;
use std::ops::Range;

use choose::Choice;
pub use plan::Plan;
use scan::{Fault, Slot, Slots, scan};
use value::{Value, Values};

use crate::delivery::Delivery;
use crate::payload::{Payload, cause, check_document};

/// The one event that a delivery is.
#[derive(Debug)]
pub(crate) struct Found<'b> {
    pub(crate) index: usize,
    pub(crate) payload: Payload<'b>,
    pub(crate) id: Option<Cow<'b, str>>,
}

/// Why a delivery is none of the group's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// The body is no JSON, or does not say which event it is in a way that can be trusted; one of a fixed set of texts.
    Malformed(&'static str),
    /// No event matches, or more than one.
    Unknown {
        /// The discriminators' values, as far as there are any.
        values: Vec<String>,
        /// The events that match, where there are several.
        matches: Vec<usize>,
        id: Option<String>,
    },
}

impl Plan {
    /// Finds the one event that `delivery` is, whose body is the text `body`.
    ///
    /// `fits` says whether the payload fits the type of an event; it is asked at most once for each event that has no
    /// rule, and for no other.
    pub(crate) fn recognise<'b>(
        &self,
        delivery: &'b Delivery,
        body: &'b str,
        fits: &mut dyn FnMut(usize, Payload<'b>) -> bool,
    ) -> Result<Found<'b>, NotFound> {
        self.recognise_in(Some(delivery), body, fits)
    }

    /// The same for a body alone; the other expressions are absent.
    pub(crate) fn recognise_in<'b>(
        &self,
        delivery: Option<&'b Delivery>,
        body: &'b str,
        fits: &mut dyn FnMut(usize, Payload<'b>) -> bool,
    ) -> Result<Found<'b>, NotFound> {
        let scanned = !self.trie.is_empty();
        let mut slots = Slots::new(self.trie.len());
        if scanned {
            scan(&self.trie, body, &mut slots).map_err(|fault| malformed(fault, body))?;
        }
        let values = self.values(delivery, &slots).map_err(NotFound::Malformed)?;
        let payload = Payload::new(body, self.payload_text(body, &slots), scanned);

        let present = self.present(&values)?;
        let mut choice = self.choose(&values, present);
        if matches!(choice, Choice::None) {
            let fitting = |event: &usize| fits(*event, payload.for_trial());
            choice = self.structural.iter().copied().filter(fitting).collect();
        }
        let matches = match choice {
            Choice::One(index) => {
                return Ok(Found {
                    index,
                    payload,
                    id: self.id(values),
                });
            }
            Choice::Several(matches) => matches,
            Choice::None => Vec::new(),
        };
        if !scanned || !self.structural.is_empty() {
            check_document(body).map_err(|malformed| NotFound::Malformed(malformed.cause))?;
        }
        let texts = self.texts(&values, present).map(str::to_owned).collect();
        let id = self.id(values).map(Cow::into_owned);
        Err(NotFound::Unknown {
            values: texts,
            matches,
            id,
        })
    }

    /// Where the items of a body are, in a group whose deliveries carry many; an error is one of a fixed set of texts.
    pub(crate) fn split(&self, body: &str) -> Option<Result<Vec<Range<usize>>, &'static str>> {
        Some(self.each.as_ref()?.split(body))
    }

    fn values<'b>(
        &self,
        delivery: Option<&'b Delivery>,
        slots: &Slots<'b>,
    ) -> Result<Values<'b>, &'static str> {
        let mut values = Values::new(self.sources.len());
        for (at, source) in self.sources.iter().enumerate() {
            if let Some(value) = values.get_mut(at) {
                *value = source.read(delivery, slots)?;
            }
        }
        Ok(values)
    }

    fn payload_text<'b>(&self, body: &'b str, slots: &Slots<'b>) -> Option<&'b str> {
        let Some(node) = self.payload else {
            return Some(body);
        };
        match slots.get(node) {
            Some(Slot::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// How many discriminators have a value before one that has none.
    fn present(&self, values: &Values<'_>) -> Result<usize, NotFound> {
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

    /// The texts of the first discriminators, up to one that has none.
    fn texts<'v>(
        &'v self,
        values: &'v Values<'_>,
        count: usize,
    ) -> impl Iterator<Item = &'v str> + Clone {
        let sources = self.discriminator.iter().take(count);
        sources.map_while(|source| values.get(*source)?.text())
    }

    fn id<'b>(&self, mut values: Values<'b>) -> Option<Cow<'b, str>> {
        match std::mem::take(values.get_mut(self.id?)?) {
            Value::Text(text) => Some(text),
            Value::Absent | Value::Container => None,
        }
    }
}

fn malformed(fault: Fault, body: &str) -> NotFound {
    NotFound::Malformed(match fault {
        Fault::Doubled => "a key that recognising reads is given twice",
        Fault::NotJson => cause(body),
    })
}
