//! The values of expressions.

use std::borrow::Cow;
use std::fmt;

use http::HeaderName;

use crate::delivery::Delivery;
use crate::json::scan::Slot;
use crate::work;

/// The value of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Value<'b> {
    /// Absent or `null`.
    #[default]
    Absent,
    /// An object or an array.
    Container,
    /// The characters of a string, the source text of a number, or `true` or `false`.
    Text(Cow<'b, str>),
}

impl Value<'_> {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Container => None,
        }
    }
}

impl<'b> Value<'b> {
    fn into_owned(self) -> Value<'static> {
        match self {
            Self::Absent => Value::Absent,
            Self::Container => Value::Container,
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        }
    }

    fn borrowed(&'b self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Container => Self::Container,
            Self::Text(text) => Self::Text(Cow::Borrowed(text)),
        }
    }
}

/// The values outside of the body, read once for all items of the body.
pub(crate) struct Head(Vec<(Source, Result<Value<'static>, &'static str>)>);

impl Head {
    pub(crate) fn new(sources: &[Source], delivery: &Delivery) -> Self {
        let outside = sources.iter().filter(|source| !source.is_in_body());
        let read = outside.map(|source| {
            let value = source.read_outside(delivery);
            (source.clone(), value.map(Value::into_owned))
        });
        Self(read.collect())
    }

    pub(crate) fn get(&self, source: &Source) -> Option<Result<Value<'_>, &'static str>> {
        let (_, value) = self.0.iter().find(|(other, _)| other == source)?;
        Some(value.as_ref().map(Value::borrowed).map_err(|cause| *cause))
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").finish_non_exhaustive()
    }
}

/// A prepared expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Method,
    Url,
    Path,
    Header(HeaderName),
    Query(&'static str),
    /// A node of the trie.
    Node(usize),
    /// Always absent: the name cannot be a header's.
    Never,
}

impl Source {
    fn is_in_body(&self) -> bool {
        matches!(self, Self::Node(_))
    }

    /// Reads the value; an error text states why it is ambiguous.
    ///
    /// Without a delivery, only the body has values.
    #[expect(
        clippy::inline_always,
        reason = "on the path of every delivery: saves a call"
    )]
    #[inline(always)]
    pub(crate) fn read<'b>(
        &self,
        delivery: Option<&'b Delivery>,
        slots: &[Slot<'b>],
    ) -> Result<Value<'b>, &'static str> {
        match (self, delivery) {
            (Self::Node(node), _) => match slots.get(*node) {
                Some(Slot::Text(json)) => of_json(json),
                _ => Ok(Value::Absent),
            },
            (_, Some(delivery)) => self.read_outside(delivery),
            (_, None) => Ok(Value::Absent),
        }
    }

    /// Reads a value outside of the body.
    pub(crate) fn read_outside<'b>(
        &self,
        delivery: &'b Delivery,
    ) -> Result<Value<'b>, &'static str> {
        let text = match self {
            Self::Method => delivery.method().as_str().into(),
            Self::Url => {
                let url = delivery.uri().to_string();
                work::read(url.len());
                url.into()
            }
            Self::Path => delivery.uri().path().into(),
            Self::Header(name) => return header(delivery, name),
            Self::Query(name) => return query(delivery, name),
            Self::Node(_) | Self::Never => return Ok(Value::Absent),
        };
        Ok(Value::Text(text))
    }
}

/// The value of the source text of one JSON value.
#[expect(
    clippy::inline_always,
    reason = "the way of every delivery, which costs no call"
)]
#[inline(always)]
fn of_json(json: &str) -> Result<Value<'_>, &'static str> {
    work::read(json.len());
    let text = match json.as_bytes().first() {
        Some(b'{' | b'[') => return Ok(Value::Container),
        Some(b'n') | None => return Ok(Value::Absent),
        Some(b'"') => match json.get(1..json.len().saturating_sub(1)) {
            // The quote at the end is escaped only if there is a backslash before it.
            Some(characters) if memchr::memchr(b'\\', characters.as_bytes()).is_none() => {
                characters.into()
            }
            _ => serde_json::from_str(json)
                .map(Cow::Owned)
                .map_err(|_| "a string that recognising reads is escaped wrongly")?,
        },
        Some(_) => json.into(),
    };
    Ok(Value::Text(text))
}

fn header<'b>(delivery: &'b Delivery, name: &HeaderName) -> Result<Value<'b>, &'static str> {
    let mut values = delivery.headers().get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(Value::Absent);
    };
    if values.next().is_some() {
        return Err("a header that recognising reads is given twice");
    }
    work::read(value.len());
    let text = std::str::from_utf8(value.as_bytes())
        .map_err(|_| "a header that recognising reads is not UTF-8")?;
    Ok(Value::Text(text.into()))
}

fn query<'b>(delivery: &'b Delivery, name: &str) -> Result<Value<'b>, &'static str> {
    let query = delivery.uri().query().unwrap_or_default();
    work::read(query.len());
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    let Some((_, value)) = values.next() else {
        return Ok(Value::Absent);
    };
    if values.next().is_some() {
        return Err("a query parameter that recognising reads is given twice");
    }
    Ok(Value::Text(value))
}
