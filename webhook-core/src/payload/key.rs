//! Reads the key of an object as any type that a map's key may have.

use std::borrow::Cow;
use std::cell::Cell;

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Error as _, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use crate::payload::misfit::Misfit;
use crate::payload::part::methods;

/// How a key was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// As a value: the key of a map.
    Value,
    /// As a name that the type may declare.
    Name,
    /// As an enum, which declares it.
    Variant,
}

/// The characters of a string, given its source text with quotes.
pub(crate) fn characters(string: &str) -> Result<Cow<'_, str>, Misfit> {
    let plain = string
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match plain {
        Some(plain) if memchr::memchr(b'\\', plain.as_bytes()).is_none() => Ok(plain.into()),
        _ => match serde_json::from_str(string) {
            Ok(characters) => Ok(Cow::Owned(characters)),
            Err(error) => Err(Misfit::from(error).of_kept()),
        },
    }
}

/// The characters of a key, to be read as any type.
pub(crate) struct Key<'k> {
    characters: &'k str,
    asked: &'k Cell<Asked>,
}

impl<'k> Key<'k> {
    pub(crate) const fn new(characters: &'k str, asked: &'k Cell<Asked>) -> Self {
        Self { characters, asked }
    }

    /// Whether the key may be a number: `serde_json` would skip white space around one.
    fn is_number(&self) -> bool {
        let bytes = self.characters.as_bytes();
        let begins = |byte: &u8| matches!(byte, b'-' | b'0'..=b'9');
        bytes.first().is_some_and(begins) && bytes.last().is_some_and(u8::is_ascii_digit)
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            if !self.is_number() {
                return Err(Misfit::invalid_type(Unexpected::Str(self.characters), &visitor));
            }
            let mut json = serde_json::Deserializer::from_reader(self.characters.as_bytes());
            let number = json.$method(visitor).map_err(no_number)?;
            json.end().map_err(no_number)?;
            Ok(number)
        })*
    };
}

/// Converts an error in a number. The key is valid JSON, even if `serde_json` reports a syntax error in its text.
fn no_number(error: serde_json::Error) -> Misfit {
    if error.is_data() {
        error.into()
    } else {
        Misfit::new("invalid type")
    }
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.asked.set(Asked::Name);
        visitor.visit_str(self.characters)
    }

    methods! { |self, visitor| self.deserialize_any(visitor) => deserialize_identifier() }

    methods! { |self, visitor| visitor.visit_str(self.characters) =>
        deserialize_str() deserialize_string() deserialize_char()
    }

    methods! { |self, visitor| visitor.visit_bytes(self.characters.as_bytes()) =>
        deserialize_bytes() deserialize_byte_buf()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.characters {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(Misfit::invalid_type(Unexpected::Str(other), &visitor)),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        if variants.contains(&self.characters) {
            self.asked.set(Asked::Variant);
        }
        visitor.visit_enum(StrDeserializer::new(self.characters))
    }

    forward_to_deserialize_any! {
        unit unit_struct seq tuple tuple_struct map struct ignored_any
    }
}
