//! The fields of a scheme, prepared and read from a request.

use std::borrow::Cow;

use http::HeaderName;

use crate::expression::read::{Input, Place};
use crate::json::pointers::{Pointed, Pointers};
use crate::scheme::failure::{Fault, SignatureFailureKind};
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::Segment;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::TimeUnit;
use crate::scheme::model::field::{Shape, Source};
use crate::scheme::model::parts::List;
use crate::scheme::rules::fields::timestamp_is_listed;
use crate::scheme::rules::lists::POSITIONS;
use crate::scheme::rules::separation::parts_are_separated;
use crate::scheme::verify::computed::names_of;
use crate::scheme::verify::window::Window;
use crate::scheme::verify::word::Word;
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
    /// The lists of signed headers, by the positions of their fields, if only they sign the timestamp.
    lists: Box<[usize]>,
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
    Item(Word),
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
                Source::Query(name) => PreparedSource::At(Place::Query(name.into())),
                Source::Item(label) => PreparedSource::Item(Word::label(label, scheme)),
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
        let lists = scheme.message().segments().filter_map(|segment| {
            let Segment::Computed(Computed::HeaderValues(list) | Computed::HeaderPairs(list)) =
                segment
            else {
                return None;
            };
            scheme.fields().position(|field| field.name() == list)
        });
        Some(Self {
            prepared,
            window,
            is_border: parts_are_separated(&untimed).is_err(),
            lists: if timestamp_is_listed(scheme) {
                lists.collect()
            } else {
                Box::default()
            },
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
        for (field, slot) in self.prepared.iter().zip(values.iter_mut()) {
            match field.value(input, json, list) {
                Ok(value) => *slot = value,
                Err(fault) if fault.kind == SignatureFailureKind::Missing => return Err(fault),
                Err(fault) => {
                    malformed.get_or_insert(fault);
                }
            }
        }
        if let Some(fault) = malformed {
            return Err(fault);
        }
        if let Some((position, window)) = self.window
            && window.unit == TimeUnit::DecimalSeconds
            && let Some(Some(value)) = values.get_mut(position)
        {
            *value = match std::mem::take(value) {
                Cow::Borrowed(text) => Cow::Borrowed(window.signed(text)),
                Cow::Owned(text) => Cow::Owned(window.signed(&text).to_vec()),
            };
        }
        Ok(())
    }

    /// What is wrong with each field.
    #[cfg(feature = "diagnose")]
    pub(crate) fn faults<'a>(
        &self,
        input: &Input<'a>,
        json: &Pointed<'_, 'a>,
        list: Option<(Separators, &'a [u8])>,
    ) -> Vec<Option<Fault>> {
        let fields = self.prepared.iter();
        fields
            .map(|field| field.value(input, json, list).err())
            .collect()
    }

    /// The position of the field that [`read`](Self::read) reports.
    #[cold]
    pub(crate) fn faulty<'a>(
        &self,
        input: &Input<'a>,
        json: &Pointed<'_, 'a>,
        list: Option<(Separators, &'a [u8])>,
    ) -> Option<usize> {
        let faults: Vec<_> = self
            .prepared
            .iter()
            .enumerate()
            .filter_map(|(position, field)| Some((position, field.value(input, json, list).err()?)))
            .collect();
        let missing = faults
            .iter()
            .find(|(_, fault)| fault.kind == SignatureFailureKind::Missing);
        missing.or_else(|| faults.first()).map(|faulty| faulty.0)
    }

    /// Checks that the list of signed headers has that of the timestamp, if nothing else signs it.
    pub(crate) fn check_lists(&self, values: &Values<'_>) -> Result<(), Fault> {
        if self.lists.is_empty() {
            return Ok(());
        }
        let Some((header, _)) = self.timestamp_header() else {
            return Ok(());
        };
        let is_header = |name: &[u8]| name.eq_ignore_ascii_case(header.as_str().as_bytes());
        let lists = self
            .lists
            .iter()
            .filter_map(|at| values.get(*at)?.as_deref());
        if lists.flat_map(names_of).any(is_header) {
            Ok(())
        } else {
            Err(Fault::malformed(
                "the list of signed headers lacks that of the timestamp",
            ))
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
        self.check_lists(values)?;
        let sent = window.read(text)?;
        if self.is_border && window.has_unusual_length(sent) {
            return Err(Fault::malformed(
                "the timestamp has another number of digits than in this age",
            ));
        }
        Ok(Some((sent, window)))
    }

    /// The header to write the timestamp to, when signing.
    pub(crate) fn timestamp_header(&self) -> Option<(&HeaderName, Window)> {
        let (position, window) = self.window?;
        match &self.prepared.get(position)?.source {
            PreparedSource::At(Place::Header(name)) => Some((name, window)),
            _ => None,
        }
    }
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
    /// Reads the value; `None` for the id of the key.
    #[inline]
    fn value<'a>(
        &self,
        input: &Input<'a>,
        json: &Pointed<'_, 'a>,
        list: Option<(Separators, &'a [u8])>,
    ) -> Result<Option<Cow<'a, [u8]>>, Fault> {
        match self.read(input, json, list)? {
            Some(value) if self.shape.fits(&value) => Ok(Some(value)),
            // Like an absent one, which has no shape either.
            Some(value) if self.optional && value.is_empty() => Ok(Some(value)),
            Some(_) => Err(NO_SHAPE),
            None if self.optional => Ok(Some(Cow::Borrowed(b""))),
            None => match self.source {
                PreparedSource::KeyId => Ok(None),
                // The text that contains the item is present, so this is malformed rather than missing.
                PreparedSource::Item(_) => Err(Fault::malformed("an item of the list is absent")),
                PreparedSource::At(_) => Err(Fault::missing("signed field absent")),
            },
        }
    }

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
                    if !label.is(name) {
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
    /// `None` if the items have no labels.
    pair: Option<u8>,
    spaced: bool,
    sets: Option<u8>,
}

impl Separators {
    /// `None` if they are not ASCII.
    pub(crate) fn new(list: List<'_>) -> Option<Self> {
        Some(Self {
            separator: u8::try_from(list.separator()).ok()?,
            pair: list.pair().map(u8::try_from).transpose().ok()?,
            spaced: list.is_spaced(),
            sets: list.sets().map(u8::try_from).transpose().ok()?,
        })
    }

    /// Whether there may be several lists.
    pub(crate) fn has_sets(self) -> bool {
        self.sets.is_some()
    }

    /// The lists: one, or several. No text between two separators is a list.
    pub(crate) fn sets(self, text: &[u8]) -> impl Iterator<Item = &[u8]> {
        work::read(text.len());
        text.split(move |byte| Some(*byte) == self.sets)
            .filter(|set| !set.is_empty())
    }

    /// Iterates over the items: label and value, or `None` for an item without a label. In a list without labels, the first
    /// items have their positions as labels, and the others an empty one.
    pub(crate) fn items(self, text: &[u8]) -> impl Iterator<Item = Option<Item<'_>>> {
        work::read(text.len());
        let mut positions = POSITIONS.iter();
        text.split(move |byte| *byte == self.separator)
            .map(move |item| {
                let item = match item {
                    [b' ', rest @ ..] if self.spaced => rest,
                    item => item,
                };
                let Some(pair) = self.pair else {
                    let position = positions.next().map(|position| position.as_bytes());
                    return Some((position.unwrap_or_default(), item));
                };
                let mut halves = item.splitn(2, |byte| *byte == pair);
                Some((halves.next()?, halves.next()?))
            })
    }
}

type Item<'a> = (&'a [u8], &'a [u8]);
