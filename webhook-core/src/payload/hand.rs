//! Passes values between a [`Part`](crate::payload::part::Part) and a `OneOf`, around serde.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde::de::{self, Deserializer, Expected, Unexpected, Visitor};
use serde_json::value::RawValue;

use crate::json::outline::Outline;
use crate::payload::misfit::{self, Misfit};

/// The name by which a `OneOf` requests a part.
pub(crate) const ONE_OF: &str = "$webhook_core::private::OneOf";

pub(crate) enum Hand {
    /// The part to read the `OneOf` from.
    Down(Rc<Outline>, Range<usize>),
    /// What does not fit in it.
    Up(Misfit),
}

thread_local! {
    static HAND: RefCell<Option<Hand>> = const { RefCell::new(None) };
}

pub(crate) fn hand(hand: Hand) {
    // The thread is ending, so nothing is read.
    drop(HAND.try_with(|place| place.replace(Some(hand))));
}

fn taken() -> Option<Hand> {
    HAND.try_with(RefCell::take).ok().flatten()
}

fn handed_up() -> Option<Misfit> {
    match taken()? {
        Hand::Up(misfit) => Some(misfit),
        Hand::Down(..) => None,
    }
}

/// Creates an error of any deserializer; a [`Part`](crate::payload::part::Part) returns it unchanged.
pub(crate) fn hand_up<E: de::Error>(misfit: Misfit) -> E {
    let text = misfit.to_string();
    hand(Hand::Up(misfit));
    let error = E::custom(text);
    drop(taken());
    error
}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        handed_up().unwrap_or_else(|| Self::new(misfit::reason(&message.to_string())))
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("invalid type")
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("invalid value")
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new("invalid length")
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("unknown variant")
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("unknown field")
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of_field("missing field", field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::of_field("duplicate field", field)
    }
}

/// The source of a `OneOf`.
#[derive(Debug)]
pub(crate) enum Source {
    /// A value of a document that an outer `OneOf` has outlined.
    Part(Rc<Outline>, Range<usize>),
    /// The source text of a value.
    Text(Box<str>),
}

impl Source {
    /// # Errors
    ///
    /// The deserializer's own.
    pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ONE_OF, Asking)
    }
}

struct Asking;

impl<'de> Visitor<'de> for Asking {
    type Value = Source;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Source, D::Error> {
        let text: Box<RawValue> = de::Deserialize::deserialize(deserializer)?;
        Ok(Source::Text(text.into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Source, E> {
        match taken() {
            Some(Hand::Down(document, place)) => Ok(Source::Part(document, place)),
            _ => Err(E::invalid_type(Unexpected::Unit, &self)),
        }
    }
}
