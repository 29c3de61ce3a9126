//! The fields of a scheme, prepared and read from a request.

use std::borrow::Cow;

use http::HeaderName;

use crate::expression::read::{Input, Place};
use crate::json::pointers::{Pointed, Pointers};
use crate::scheme::failure::Fault;
use crate::scheme::model::Scheme;
use crate::scheme::model::field::{Shape, Source};
use crate::scheme::model::parts::List;
use crate::scheme::rules::separation::parts_are_separated;
use crate::scheme::verify::window::Window;
use crate::work;

/// The number of fields that a scheme can have.
const MAX_FIELDS: usize = 8;

/// The values of the fields, by position.
pub(crate) type Values<'a> = [Option<Cow<'a, [u8]>>; MAX_FIELDS];

/// Values before they are read.
pub(crate) const NO_VALUES: Values<'_> = [const { None }; MAX_FIELDS];

/// The fields of a scheme, prepared.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    prepared: Box<[Prepared]>,
    /// The field that holds the timestamp.
    pub(crate) window: Option<(usize, Window)>,
    /// Whether the length of the timestamp shows where the next part begins.
    is_border: bool,
}

#[derive(Clone, Debug)]
struct Prepared {
    source: PreparedSource,
    shape: Shape,
    optional: bool,
}

#[derive(Clone, Debug)]
enum PreparedSource {
    At(Place),
    Item(Box<str>),
    KeyId,
}

impl Fields {
    pub(crate) fn new(
        scheme: &Scheme<'_>,
        header: &impl Fn(&str) -> Option<HeaderName>,
        pointers: &mut Pointers,
    ) -> Option<Self> {
        let fields = scheme.fields().map(|field| {
            let source = match field.source() {
                Source::Header(name) => PreparedSource::At(Place::Header(header(name)?)),
                Source::Item(label) => PreparedSource::Item(label.into()),
                Source::Pointer(pointer) => {
                    PreparedSource::At(Place::Pointer(pointers.add(pointer)))
                }
                Source::Form(name) => PreparedSource::At(Place::Form(name.into())),
                Source::KeyId => PreparedSource::KeyId,
            };
            let (shape, optional) = (field.shape(), field.is_optional());
            Some(Prepared {
                source,
                shape,
                optional,
            })
        });
        let prepared: Box<[Prepared]> = fields.collect::<Option<_>>()?;
        let window = scheme.freshness().and_then(|freshness| {
            let position = scheme
                .fields()
                .position(|field| field.name() == freshness.field())?;
            let (unit, max_age, max_skew) =
                (freshness.unit(), freshness.max_age(), freshness.max_skew());
            Some((
                position,
                Window {
                    unit,
                    max_age,
                    max_skew,
                },
            ))
        });
        let untimed = Scheme {
            freshness: None,
            ..*scheme
        };
        Some(Self {
            prepared,
            window,
            is_border: parts_are_separated(&untimed).is_err(),
        })
    }

    /// Reads all fields. `list` is the scheme's list, and the text that contains it.
    ///
    /// A missing field is reported before a malformed one.
    pub(crate) fn read<'a>(
        &self,
        input: &Input<'a>,
        json: &Pointed<'_, 'a>,
        list: Option<(Separators, &'a [u8])>,
        values: &mut Values<'a>,
    ) -> Result<(), Fault> {
        let mut malformed = None;
        for (field, slot) in self.prepared.iter().zip(values) {
            match field.read(input, json, list) {
                Ok(Some(value)) => {
                    if !field.shape.fits(&value) {
                        malformed.get_or_insert(NO_SHAPE);
                    }
                    *slot = Some(value);
                }
                Ok(None) if field.optional => *slot = Some(Cow::Borrowed(b"")),
                Ok(None) if matches!(field.source, PreparedSource::KeyId) => {}
                // The text that contains the item is present, so this is malformed rather than missing.
                Ok(None) if matches!(field.source, PreparedSource::Item(_)) => {
                    malformed.get_or_insert(Fault::malformed("an item of the list is absent"));
                }
                Ok(None) => return Err(Fault::missing("signed field absent")),
                Err(fault) => {
                    malformed.get_or_insert(fault);
                }
            }
        }
        match malformed {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }

    /// The timestamp, as milliseconds since the epoch.
    pub(crate) fn timestamp(&self, values: &Values<'_>) -> Result<Option<(i64, Window)>, Fault> {
        let Some((position, window)) = self.window else {
            return Ok(None);
        };
        let text = values.get(position).and_then(Option::as_deref);
        let text = text.ok_or(Fault::missing("the timestamp is absent"))?;
        if text.is_empty() {
            return Err(Fault::missing("the timestamp is blank"));
        }
        let sent = window.read(text)?;
        if self.is_border && window.has_unusual_length(sent) {
            return Err(Fault::malformed(
                "the timestamp has another number of digits than in this age",
            ));
        }
        Ok(Some((sent, window)))
    }

    /// The header or the item to write the timestamp to, when signing.
    pub(crate) fn timestamp_place(&self) -> Option<TimePlace<'_>> {
        let (position, window) = self.window?;
        match &self.prepared.get(position)?.source {
            PreparedSource::At(Place::Header(name)) => Some(TimePlace::Header(name, window)),
            PreparedSource::Item(label) => Some(TimePlace::Item(label, window)),
            _ => None,
        }
    }
}

/// Where to write a timestamp.
pub(crate) enum TimePlace<'a> {
    Header(&'a HeaderName, Window),
    Item(&'a str, Window),
}

/// Reads the bytes that are signed for a value.
pub(crate) fn signed<'a>(
    place: &Place,
    input: &Input<'a>,
    json: &Pointed<'_, 'a>,
) -> Result<Option<Cow<'a, [u8]>>, Fault> {
    let value = place.signed(input, |pointer| json.source(pointer));
    value.map_err(|fault| Fault::malformed(fault.at(place)))
}

const NO_SHAPE: Fault = Fault::malformed("a signed field does not have the scheme's shape");

impl Prepared {
    fn read<'a>(
        &self,
        input: &Input<'a>,
        json: &Pointed<'_, 'a>,
        list: Option<(Separators, &'a [u8])>,
    ) -> Result<Option<Cow<'a, [u8]>>, Fault> {
        match &self.source {
            PreparedSource::At(place) => {
                let value = signed(place, input, json)?;
                // Treat an empty header as absent, unless it may be.
                let may_be_empty = self.optional || !matches!(place, Place::Header(_));
                Ok(value.filter(|value| may_be_empty || !value.is_empty()))
            }
            PreparedSource::Item(label) => {
                let Some((list, text)) = list else {
                    return Ok(None);
                };
                let mut found = None;
                for (name, value) in list.items(text).flatten() {
                    if name != label.as_bytes() {
                        continue;
                    }
                    if found.replace(Cow::Borrowed(value)).is_some() {
                        return Err(Fault::malformed("an item of the list is given twice"));
                    }
                }
                Ok(found)
            }
            PreparedSource::KeyId => Ok(None),
        }
    }
}

/// The separators of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Separators {
    separator: u8,
    pair: u8,
    spaced: bool,
}

impl Separators {
    /// `None` if they are not ASCII.
    pub(crate) fn new(list: List<'_>) -> Option<Self> {
        Some(Self {
            separator: u8::try_from(list.separator()).ok()?,
            pair: u8::try_from(list.pair()).ok()?,
            spaced: list.is_spaced(),
        })
    }

    /// Iterates over the items: label and value, or `None` for an item without a label.
    pub(crate) fn items(self, text: &[u8]) -> impl Iterator<Item = Option<Item<'_>>> {
        work::read(text.len());
        text.split(move |byte| *byte == self.separator)
            .map(move |item| {
                let item = match item {
                    [b' ', rest @ ..] if self.spaced => rest,
                    item => item,
                };
                let mut halves = item.splitn(2, |byte| *byte == self.pair);
                Some((halves.next()?, halves.next()?))
            })
    }
}

type Item<'a> = (&'a [u8], &'a [u8]);
