//! Reads a value out of a document whose outline is known.
//!
//! It reads what `serde_json` reads. Beside that it jumps over what is not asked for, so that a `OneOf` in a `OneOf` in
//! a `OneOf` reads each byte a few times and not once more for each of them, and it knows the way to what does not fit.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::rc::Rc;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::de::StrRead;
use serde_json::value::RawValue;

use super::PayloadType;
use super::bounds::{Excess, count};
use super::key::{Asked, Key, characters};
use super::misfit::{Misfit, Step};
use crate::recognise::{Inside, Outline};

/// One value of a document.
#[derive(Clone, Debug)]
pub(crate) struct Part<'d> {
    document: &'d Rc<Outline>,
    place: Range<usize>,
    /// Whether it is the whole of what one type is read from: a struct needs an object then.
    is_whole: bool,
}

impl<'d> Part<'d> {
    /// The value at `place`, which is all that a type is read from.
    pub(crate) const fn whole(document: &'d Rc<Outline>, place: Range<usize>) -> Self {
        Self {
            document,
            place,
            is_whole: true,
        }
    }

    const fn inner(document: &'d Rc<Outline>, place: Range<usize>) -> Self {
        Self {
            document,
            place,
            is_whole: false,
        }
    }

    fn text(&self) -> &'d str {
        self.document.text(&self.place)
    }

    fn first(&self) -> Option<u8> {
        self.text().bytes().next()
    }

    /// How many bytes of it are read where it is taken, and not jumped over.
    pub(crate) fn own_bytes(&self) -> usize {
        match self.first() {
            Some(b'{' | b'[') => 1,
            _ => self.place.len(),
        }
    }

    fn scalar<V: Visitor<'d>>(
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
                // A whole number may be taken from the beginning of a fraction.
                json.end().map_err(|_| Misfit::new("invalid type"))?;
                Ok(value)
            }
        }
    }

    fn object<V: Visitor<'d>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let mut entries = Entries {
            document: self.document,
            inside: self.document.inside(&self.place),
            fields,
            names_keys: names_keys(&visitor),
            current: None,
        };
        let value = visitor.visit_map(&mut entries)?;
        match entries.inside.entry() {
            None => Ok(value),
            Some(_) => Err(Misfit::new(UNREAD)),
        }
    }

    fn array<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let mut elements = Elements {
            document: self.document,
            inside: self.document.inside(&self.place),
            index: 0,
        };
        let value = visitor.visit_seq(&mut elements)?;
        match elements.inside.element() {
            None => Ok(value),
            Some(_) => Err(Misfit::new(UNREAD)),
        }
    }
}

/// The type has not taken all that there is.
const UNREAD: &str = "invalid length";

/// How `serde_json` asks for a source text, and this crate for a part.
const RAW: &str = "$serde_json::private::RawValue";
const ONE_OF: &str = "$webhook_core::private::OneOf";

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
            _ => self.scalar(visitor, |json, visitor| json.deserialize_any(visitor)),
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

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.first() {
            Some(b'n') => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_unit(visitor)
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

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
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
            Some(b'{') => visitor.visit_enum(Tagged {
                part: self,
                variants,
            }),
            _ => Err(Misfit::invalid_type(
                Unexpected::Other("what is no variant"),
                &visitor,
            )),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }
}

/// Counts what was read from `before` up to the place after `value`, or up to the end of its container.
fn count_taken(
    document: &Rc<Outline>,
    before: usize,
    inside: &Inside<'_>,
    value: Option<&Range<usize>>,
) -> Result<(), Excess> {
    let jumped = value.map_or(0, |place| {
        let own = Part::inner(document, place.clone()).own_bytes();
        place.len().saturating_sub(own)
    });
    count(inside.at().saturating_sub(before).saturating_sub(jumped))
}

struct Elements<'d> {
    document: &'d Rc<Outline>,
    inside: Inside<'d>,
    index: usize,
}

impl<'de> SeqAccess<'de> for &mut Elements<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let before = self.inside.at();
        let place = self.inside.element();
        count_taken(self.document, before, &self.inside, place.as_ref())?;
        let Some(place) = place else { return Ok(None) };
        let index = self.index;
        self.index = index.saturating_add(1);
        seed.deserialize(Part::inner(self.document, place))
            .map(Some)
            .map_err(|misfit| misfit.within(Step::Element(index)))
    }
}

struct Entries<'d> {
    document: &'d Rc<Outline>,
    inside: Inside<'d>,
    /// The keys that the type declares, as far as it says so.
    fields: &'static [&'static str],
    /// Whether the type declares keys that it does not say.
    names_keys: bool,
    /// The key that was taken, how it was asked for, and its value.
    current: Option<(Range<usize>, Asked, Range<usize>)>,
}

impl Entries<'_> {
    /// The step to the value of `key`, in which there is `misfit`.
    #[cold]
    fn step(&self, key: &Range<usize>, asked: Asked, misfit: &Misfit) -> Step {
        let Ok(key) = characters(self.document.text(key)) else {
            return Step::Undeclared;
        };
        if let Some(field) = self.fields.iter().copied().find(|field| *field == key) {
            return Step::Declared(field.into());
        }
        match asked {
            Asked::Variant => Step::Declared(key.into_owned().into()),
            // What such a type does not declare it takes as it is: only its declared fields are of a type.
            Asked::Name if self.names_keys && !misfit.is_syntax() => {
                Step::Declared(key.into_owned().into())
            }
            Asked::Name | Asked::Value => Step::Undeclared,
        }
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let before = self.inside.at();
        let entry = self.inside.entry();
        let value = entry.as_ref().map(|(_, value)| value);
        count_taken(self.document, before, &self.inside, value)?;
        let Some((key, value)) = entry else {
            return Ok(None);
        };
        let asked = Cell::new(Asked::Value);
        let read = characters(self.document.text(&key))
            .and_then(|characters| seed.deserialize(Key::new(&characters, &asked)));
        self.current = Some((key, asked.get(), value));
        read.map(Some)
            .map_err(|misfit| misfit.within(Step::Undeclared))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let Some((key, asked, value)) = self.current.take() else {
            return Err(Misfit::new("a value was asked for before its key"));
        };
        seed.deserialize(Part::inner(self.document, value))
            .map_err(|misfit| {
                let step = self.step(&key, asked, &misfit);
                misfit.within(step)
            })
    }
}

/// Whether the visitor is that of a type which declares keys without saying which.
///
/// The derive reads structs with `#[serde(flatten)]` and internally tagged enums so; by how it describes them they are
/// told from maps, whose keys are the sender's.
fn names_keys(expected: &dyn Expected) -> bool {
    struct Start([u8; 32], usize);
    impl fmt::Write for Start {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            for byte in text.bytes() {
                *self.0.get_mut(self.1).ok_or(fmt::Error)? = byte;
                self.1 = self.1.saturating_add(1);
            }
            Ok(())
        }
    }
    let mut start = Start([0; 32], 0);
    // It fails where the text is longer.
    let _ = write!(start, "{expected}");
    start.0.starts_with(b"struct ") || start.0.starts_with(b"internally tagged enum ")
}

/// An enum that is written as an object with one key.
struct Tagged<'d> {
    part: Part<'d>,
    variants: &'static [&'static str],
}

impl<'de> EnumAccess<'de> for Tagged<'de> {
    type Error = Misfit;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content<'de>), Misfit> {
        let document = self.part.document;
        let mut inside = document.inside(&self.part.place);
        let before = inside.at();
        let entry = inside.entry();
        let value = entry.as_ref().map(|(_, value)| value);
        count_taken(document, before, &inside, value)?;
        let (Some((key, value)), None) = (entry, inside.entry()) else {
            return Err(Misfit::new(UNREAD));
        };
        let key = characters(document.text(&key))?;
        let variant = seed
            .deserialize(Key::new(&key, &Cell::new(Asked::Value)))
            .map_err(|misfit: Misfit| misfit.within(Step::Undeclared))?;
        let declared = self.variants.iter().copied().find(|name| *name == key);
        let content = Content {
            part: Part::inner(document, value),
            step: declared.map_or(Step::Undeclared, |name| Step::Declared(name.into())),
        };
        Ok((variant, content))
    }
}

/// What a variant holds.
struct Content<'d> {
    part: Part<'d>,
    step: Step,
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        de::Deserialize::deserialize(self.part).map_err(|misfit: Misfit| misfit.within(self.step))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self.part)
            .map_err(|misfit| misfit.within(self.step))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.part
            .deserialize_seq(visitor)
            .map_err(|misfit| misfit.within(self.step))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.part
            .deserialize_struct("", fields, visitor)
            .map_err(|misfit| misfit.within(self.step))
    }
}

/// What goes between a [`Part`] and a `OneOf` beside serde, which has no place for it.
enum Hand {
    /// The part that the `OneOf` is.
    Down(Rc<Outline>, Range<usize>),
    /// What is wrong in it.
    Up(Misfit),
}

thread_local! {
    static HAND: RefCell<Option<Hand>> = const { RefCell::new(None) };
}

fn hand(hand: Hand) {
    // Nothing is read while a thread ends.
    drop(HAND.try_with(|place| place.replace(Some(hand))));
}

fn taken() -> Option<Hand> {
    HAND.try_with(RefCell::take).ok().flatten()
}

pub(super) fn handed_up() -> Option<Misfit> {
    match taken()? {
        Hand::Up(misfit) => Some(misfit),
        Hand::Down(..) => None,
    }
}

/// Makes the error of any deserializer; that of a [`Part`] goes on as it is.
pub(crate) fn hand_up<E: de::Error>(misfit: Misfit) -> E {
    let text = misfit.to_string();
    hand(Hand::Up(misfit));
    let error = E::custom(text);
    drop(taken());
    error
}

/// What a `OneOf` is read from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A value of a document that a `OneOf` further out has outlined.
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

/// Reads `text` once more, to learn what does not fit `P` and where.
pub(super) fn explain<P: PayloadType>(text: &str) -> Option<Misfit> {
    let document = Rc::new(Outline::new(text.into(), usize::MAX).ok()?);
    let place = document.root();
    P::deserialize(Part::whole(&document, place)).err()
}

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
