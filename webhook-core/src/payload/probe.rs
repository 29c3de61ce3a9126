//! Asks a type what it is read from, without giving it data.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// How many nested newtypes are followed. A type may contain itself.
const MAX_LAYERS: u8 = 16;

/// The fields that `P` declares; `None` if `P` is not read as a struct.
///
/// Follows newtypes and `Option`. A struct with `#[serde(flatten)]` is read as a map, and an internally tagged or untagged
/// enum as anything, so they have no fields here.
pub(crate) fn fields<P: DeserializeOwned>() -> Option<&'static [&'static str]> {
    let fields = Cell::new(None);
    // Usually an error; a type may turn it into a value. Either way the fields are known now.
    match P::deserialize(Probe {
        fields: &fields,
        layers: MAX_LAYERS,
    }) {
        Ok(_) | Err(Asked) => fields.get(),
    }
}

/// What serde makes of a missing field of type `P`: `None` for an `Option`, and nothing for other types.
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

/// The only error of the probe.
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
