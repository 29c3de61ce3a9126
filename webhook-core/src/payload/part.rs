//! One value of a document with an outline.

use std::ops::Range;
use std::rc::Rc;

use serde::de::{Error as _, Unexpected, Visitor};
use serde_json::de::StrRead;

use crate::json::outline::Outline;
use crate::payload::misfit::Misfit;

/// One value of a document.
#[derive(Clone, Debug)]
pub(crate) struct Part<'d> {
    pub(crate) document: &'d Rc<Outline>,
    pub(crate) place: Range<usize>,
    /// Whether a type is read from exactly this value. A struct then needs an object.
    pub(crate) is_whole: bool,
}

impl<'d> Part<'d> {
    /// The value at `place`, from which a type is read.
    pub(crate) const fn whole(document: &'d Rc<Outline>, place: Range<usize>) -> Self {
        Self {
            document,
            place,
            is_whole: true,
        }
    }

    pub(crate) const fn inner(document: &'d Rc<Outline>, place: Range<usize>) -> Self {
        Self {
            document,
            place,
            is_whole: false,
        }
    }

    pub(crate) fn text(&self) -> &'d str {
        self.document.text(&self.place)
    }

    pub(crate) fn first(&self) -> Option<u8> {
        self.text().bytes().next()
    }

    /// The number of bytes that taking it reads, and does not skip.
    pub(crate) fn own_bytes(&self) -> usize {
        match self.first() {
            Some(b'{' | b'[') => 1,
            _ => self.place.len(),
        }
    }

    pub(crate) fn scalar<V: Visitor<'d>>(
        self,
        visitor: V,
        read: fn(
            &mut serde_json::Deserializer<StrRead<'d>>,
            V,
        ) -> Result<V::Value, serde_json::Error>,
    ) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'{') => Err(Misfit::invalid_type(Unexpected::Map, &visitor)),
            Some(b'[') => Err(Misfit::invalid_type(Unexpected::Seq, &visitor)),
            _ => {
                let mut json = serde_json::Deserializer::from_str(self.text());
                let value = read(&mut json, visitor)?;
                // A whole number could be read from the beginning of a fraction.
                json.end().map_err(|_| Misfit::new("invalid type"))?;
                Ok(value)
            }
        }
    }
}

/// The reason if the type did not take everything.
pub(crate) const UNREAD: &str = "invalid length";

/// Writes methods of a `Deserializer<'de>` that have the same body and ignore their first arguments.
macro_rules! methods {
    (|$self:ident, $visitor:ident| $body:expr => $($method:ident($($ignored:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>($self, $(_: $ignored,)* $visitor: V) -> Result<V::Value, Misfit> {
            $body
        }
    )*};
}

pub(crate) use methods;
