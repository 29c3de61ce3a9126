//! Asks a type what it wants to be read from, without giving it anything.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Newtypes around newtypes are looked through this far; a type may contain itself without end.
const MAX_LAYERS: u8 = 16;

/// The fields of `P` as it declares them, or `None` where `P` is not read as a struct.
///
/// Looks through newtypes and `Option`. A struct with `#[serde(flatten)]` is read as a map, and an internally tagged or
/// untagged enum as anything, so none of them counts.
pub(crate) fn fields<P: DeserializeOwned>() -> Option<&'static [&'static str]> {
    let fields = Cell::new(None);
    // Always an error, unless the type makes a value of an error; either way the fields are known by then.
    match P::deserialize(Probe {
        fields: &fields,
        layers: MAX_LAYERS,
    }) {
        Ok(_) | Err(Asked) => fields.get(),
    }
}

/// What serde makes of a field of type `P` that is not there: `None` of an `Option`, and nothing of anything else.
pub(crate) fn of_nothing<P: DeserializeOwned>() -> Option<P> {
    P::deserialize(Nothing).ok()
}

struct Nothing;

impl<'de> Deserializer<'de> for Nothing {
    type Error = Asked;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Asked> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Probe<'a> {
    fields: &'a Cell<Option<&'static [&'static str]>>,
    layers: u8,
}

impl Probe<'_> {
    fn inner(self) -> Result<Self, Asked> {
        let layers = self.layers.checked_sub(1).ok_or(Asked)?;
        Ok(Self { layers, ..self })
    }
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Asked;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Asked> {
        self.fields.set(Some(fields));
        Err(Asked)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Asked> {
        visitor.visit_newtype_struct(self.inner()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Asked> {
        visitor.visit_some(self.inner()?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

/// The one error of the probe: the type has said what it wants.
#[derive(Debug)]
struct Asked;

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type was asked what it is read from")
    }
}

impl std::error::Error for Asked {}

impl de::Error for Asked {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
