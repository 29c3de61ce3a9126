//! Reads a payload from the fields of a form.

use std::borrow::Cow;

use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::form::{self, decoded, pairs};
use crate::payload::inside::names_keys;
use crate::payload::misfit::{Misfit, NOT_TEXT, Step};
use crate::payload::part::methods;

/// Reads `P` from a form. A field that `P` does not read is not decoded.
pub(crate) fn parse<P: DeserializeOwned>(form: &[u8]) -> Result<P, Misfit> {
    P::deserialize(Form(form))
}

struct Form<'de>(&'de [u8]);

impl<'de> Form<'de> {
    fn fields<V: Visitor<'de>>(
        self,
        declared: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let names_keys = names_keys(&visitor);
        visitor.visit_map(Fields {
            pairs: pairs(self.0),
            declared,
            names_keys,
            current: None,
        })
    }
}

impl<'de> Deserializer<'de> for Form<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.fields(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.fields(fields, visitor)
    }

    methods! { |self, visitor| visitor.visit_seq(MapDeserializer::new(pairs(self.0).map(texts))) =>
        deserialize_seq() deserialize_tuple(usize) deserialize_tuple_struct(&'static str, usize)
    }

    methods! { |self, visitor| visitor.visit_some(self) => deserialize_option() }

    methods! { |self, visitor| visitor.visit_newtype_struct(self) => deserialize_newtype_struct(&'static str) }

    methods! { |self, visitor| visitor.visit_unit() => deserialize_unit() deserialize_unit_struct(&'static str) }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf map enum identifier
        ignored_any
    }
}

struct Fields<'de, I> {
    pairs: I,
    /// The names that the type declares, if it lists them.
    declared: &'static [&'static str],
    /// Whether the type declares names without listing them.
    names_keys: bool,
    /// The name taken last, and its value.
    current: Option<(Text<'de>, Text<'de>)>,
}

impl<'de, I: Iterator<Item = (&'de [u8], &'de [u8])>> MapAccess<'de> for Fields<'de, I> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some((name, value)) = self.pairs.next() else {
            return Ok(None);
        };
        self.current = Some((Text(name), Text(value)));
        let key = seed.deserialize(Text(name)).map(Some);
        key.map_err(|misfit| misfit.within(Step::Undeclared))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let Some((name, value)) = self.current.take() else {
            return Err(Misfit::new("a value was asked for before its key"));
        };
        seed.deserialize(value).map_err(|misfit| {
            let is_declared = |name: &&str| self.names_keys || self.declared.contains(name);
            let name = form::text(name.0);
            let declared = name.as_deref().filter(is_declared);
            misfit.within(declared.map_or(Step::Undeclared, |name| {
                Step::Declared(name.to_owned().into())
            }))
        })
    }
}

fn texts<'de>((name, value): (&'de [u8], &'de [u8])) -> (Text<'de>, Text<'de>) {
    (Text(name), Text(value))
}

/// A name or a value, decoded when it is read.
struct Text<'de>(&'de [u8]);

impl<'de> IntoDeserializer<'de, Misfit> for Text<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Text<'de> {
    fn text(&self) -> Result<Cow<'de, str>, Misfit> {
        form::text(self.0).ok_or_else(|| Misfit::new(NOT_TEXT))
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            let value = self.text()?.parse();
            visitor.$visit(value.map_err(|_| Misfit::new("invalid value"))?)
        })*
    };
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Misfit;

    /// As text if it is text: a type that keeps anything does not read it yet.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.text() {
            Ok(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Ok(Cow::Owned(text)) => visitor.visit_string(text),
            Err(_) => visitor.visit_bytes(&decoded(self.0)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_enum(StrDeserializer::new(&self.text()?))
    }

    parsed! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32 deserialize_i64 visit_i64
        deserialize_i128 visit_i128
        deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32 deserialize_u64 visit_u64
        deserialize_u128 visit_u128
        deserialize_f32 visit_f32 deserialize_f64 visit_f64
    }

    methods! { |self, visitor| self.deserialize_str(visitor) => deserialize_string() deserialize_char() }

    methods! { |self, visitor| visitor.visit_bytes(&decoded(self.0)) => deserialize_bytes() deserialize_byte_buf() }

    methods! { |self, visitor| visitor.visit_some(self) => deserialize_option() }

    methods! { |self, visitor| visitor.visit_newtype_struct(self) => deserialize_newtype_struct(&'static str) }

    methods! { |self, visitor| visitor.visit_unit() => deserialize_ignored_any() }

    forward_to_deserialize_any! {
        unit unit_struct seq tuple tuple_struct map struct identifier
    }
}
