//! Reads a value from a document with an outline.
//!
//! It reads what `serde_json` reads, but skips what no type needs, so nested `OneOf`s read each byte a few times and not
//! once more per level. It also knows the path to a value that does not fit.

use std::rc::Rc;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Unexpected, Visitor};

use crate::json::outline::Outline;
use crate::payload::bounds::count;
use crate::payload::hand::{Hand, ONE_OF, hand};
use crate::payload::inside::{Elements, Entries, Tagged};
use crate::payload::key::characters;
use crate::payload::misfit::Misfit;
use crate::payload::part::{Part, methods};

impl<'d> Part<'d> {
    fn object<V: Visitor<'d>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let mut entries = Entries::new(self.document, &self.place, fields, &visitor);
        let value = visitor.visit_map(&mut entries)?;
        entries.end().map(|()| value)
    }

    fn array<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let mut elements = Elements::new(self.document, &self.place);
        let value = visitor.visit_seq(&mut elements)?;
        elements.end().map(|()| value)
    }
}

/// The name by which `serde_json` requests a source text.
const RAW: &str = "$serde_json::private::RawValue";

macro_rules! scalars {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.scalar(visitor, |json, visitor| json.$method(visitor))
        })*
    };
}

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'{') => self.object(&[], visitor),
            Some(b'[') => self.array(visitor),
            _ => self
                .scalar(visitor, |json, visitor| json.deserialize_any(visitor))
                .map_err(Misfit::of_kept),
        }
    }

    scalars! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_unit deserialize_identifier
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'[') => self.array(visitor),
            _ => self.scalar(visitor, |json, visitor| json.deserialize_bytes(visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'n') => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match name {
            ONE_OF => {
                hand(Hand::Down(Rc::clone(self.document), self.place));
                visitor.visit_unit()
            }
            RAW => {
                count(self.place.len().saturating_sub(self.own_bytes()))?;
                let mut json = serde_json::Deserializer::from_str(self.text());
                Ok(json.deserialize_newtype_struct(RAW, visitor)?)
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'[') => self.array(visitor),
            _ => self.scalar(visitor, |json, visitor| json.deserialize_seq(visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'{') => self.object(&[], visitor),
            _ => self.scalar(visitor, |json, visitor| json.deserialize_map(visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'{') => self.object(fields, visitor),
            Some(b'[') if !self.is_whole => self.array(visitor),
            _ => self.scalar(visitor, |json, visitor| {
                json.deserialize_struct("", &[], visitor)
            }),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'"') => {
                let name = characters(self.text())?;
                visitor.visit_enum(StrDeserializer::new(&name))
            }
            Some(b'{') => visitor.visit_enum(Tagged::new(self.document, self.place, variants)),
            _ => Err(Misfit::invalid_type(
                Unexpected::Other("not a variant"),
                &visitor,
            )),
        }
    }

    methods! { |self, visitor| self.deserialize_bytes(visitor) => deserialize_byte_buf() }

    methods! { |self, visitor| self.deserialize_unit(visitor) => deserialize_unit_struct(&'static str) }

    methods! { |self, visitor| self.deserialize_seq(visitor) =>
        deserialize_tuple(usize) deserialize_tuple_struct(&'static str, usize)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }
}

/// Reads `text` again, to find what does not fit `P` and where.
pub(crate) fn explain<P: DeserializeOwned>(text: &str) -> Option<Misfit> {
    let document = Rc::new(Outline::new(text.into(), usize::MAX).ok()?);
    let place = document.root();
    P::deserialize(Part::whole(&document, place)).err()
}

#[cfg(test)]
#[path = "deserialize_tests.rs"]
mod tests;
