//! The contents of objects, arrays and enums.

use std::cell::Cell;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::rc::Rc;

use serde::de::{
    self, DeserializeSeed, Deserializer as _, EnumAccess, Expected, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use crate::json::outline::{Inside, Outline};
use crate::payload::bounds::{Excess, count};
use crate::payload::key::{Asked, Key, characters};
use crate::payload::misfit::{Misfit, Step};
use crate::payload::part::{Part, UNREAD};

/// Counts the bytes from `before` to the position behind `value`, or to the end of the container.
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

pub(crate) struct Elements<'d> {
    document: &'d Rc<Outline>,
    inside: Inside<'d>,
    index: usize,
}

impl<'d> Elements<'d> {
    pub(crate) fn new(document: &'d Rc<Outline>, place: &Range<usize>) -> Self {
        Self {
            document,
            inside: document.inside(place),
            index: 0,
        }
    }

    /// Checks that the type took all elements.
    pub(crate) fn end(mut self) -> Result<(), Misfit> {
        match self.inside.element() {
            None => Ok(()),
            Some(_) => Err(Misfit::new(UNREAD)),
        }
    }
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

pub(crate) struct Entries<'d> {
    document: &'d Rc<Outline>,
    inside: Inside<'d>,
    /// The keys that the type declares, if it lists them.
    fields: &'static [&'static str],
    /// Whether the type declares keys without listing them.
    names_keys: bool,
    /// The key taken last, how it was read, and its value.
    current: Option<(Range<usize>, Asked, Range<usize>)>,
}

impl<'d> Entries<'d> {
    /// The entries at `place`, for the visitor of a type that declares `fields`.
    pub(crate) fn new(
        document: &'d Rc<Outline>,
        place: &Range<usize>,
        fields: &'static [&'static str],
        expected: &dyn Expected,
    ) -> Self {
        Self {
            document,
            inside: document.inside(place),
            fields,
            names_keys: names_keys(expected),
            current: None,
        }
    }

    /// Checks that the type took all entries.
    pub(crate) fn end(mut self) -> Result<(), Misfit> {
        match self.inside.entry() {
            None => Ok(()),
            Some(_) => Err(Misfit::new(UNREAD)),
        }
    }

    /// The step to the value of `key`, which has `misfit`.
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
            // Such a type keeps undeclared values as they are, so another fault is that of a declared field.
            Asked::Name if self.names_keys && !misfit.is_kept() => {
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

/// Whether the visitor belongs to a type that declares keys without listing them.
///
/// The derive reads structs with `#[serde(flatten)]` and internally tagged enums like this. Their descriptions distinguish
/// them from maps, whose keys are the sender's.
pub(crate) fn names_keys(expected: &dyn Expected) -> bool {
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
    // Fails if the text is longer.
    let _ = write!(start, "{expected}");
    start.0.starts_with(b"struct ") || start.0.starts_with(b"internally tagged enum ")
}

/// An enum written as an object with one key.
pub(crate) struct Tagged<'d> {
    document: &'d Rc<Outline>,
    place: Range<usize>,
    variants: &'static [&'static str],
}

impl<'d> Tagged<'d> {
    pub(crate) const fn new(
        document: &'d Rc<Outline>,
        place: Range<usize>,
        variants: &'static [&'static str],
    ) -> Self {
        Self {
            document,
            place,
            variants,
        }
    }
}

impl<'de> EnumAccess<'de> for Tagged<'de> {
    type Error = Misfit;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content<'de>), Misfit> {
        let document = self.document;
        let mut inside = document.inside(&self.place);
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

/// The content of a variant.
pub(crate) struct Content<'d> {
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
