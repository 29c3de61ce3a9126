//! What an expression of a delivery is worth.

use std::borrow::Cow;

use http::HeaderName;

use super::scan::Slot;
use crate::delivery::Delivery;

/// What one source is worth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Value<'b> {
    /// There is none, or it is `null`.
    #[default]
    Absent,
    /// An object or an array.
    Container,
    /// The characters of a string, the source text of a number, or `true` or `false`.
    Text(Cow<'b, str>),
}

impl Value<'_> {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Container => None,
        }
    }
}

/// An expression, prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Method,
    Url,
    Path,
    Header(HeaderName),
    Query(&'static str),
    /// A node of the trie.
    Node(usize),
    /// Nothing, ever: a name that no header can have.
    Never,
}

impl Source {
    /// The value; an error says why it is none that could be trusted.
    ///
    /// Without a delivery only the body has values.
    pub(super) fn read<'b>(
        &self,
        delivery: Option<&'b Delivery>,
        slots: &[Slot<'b>],
    ) -> Result<Value<'b>, &'static str> {
        if let Self::Node(node) = self {
            return match slots.get(*node) {
                Some(Slot::Text(json)) => of_json(json),
                _ => Ok(Value::Absent),
            };
        }
        let Some(delivery) = delivery else {
            return Ok(Value::Absent);
        };
        let text = match self {
            Self::Method => delivery.method().as_str().into(),
            Self::Url => delivery.uri().to_string().into(),
            Self::Path => delivery.uri().path().into(),
            Self::Header(name) => return header(delivery, name),
            Self::Query(name) => return query(delivery, name),
            Self::Node(_) | Self::Never => return Ok(Value::Absent),
        };
        Ok(Value::Text(text))
    }
}

/// The value of the source text of one JSON value.
fn of_json(json: &str) -> Result<Value<'_>, &'static str> {
    let text = match json.as_bytes().first() {
        Some(b'{' | b'[') => return Ok(Value::Container),
        Some(b'n') | None => return Ok(Value::Absent),
        Some(b'"') => match json.get(1..json.len().saturating_sub(1)) {
            // In front of the quote at the end there is none that is no escape.
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
    let text = std::str::from_utf8(value.as_bytes())
        .map_err(|_| "a header that recognising reads is not UTF-8")?;
    Ok(Value::Text(text.into()))
}

fn query<'b>(delivery: &'b Delivery, name: &str) -> Result<Value<'b>, &'static str> {
    let query = delivery.uri().query().unwrap_or_default();
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    let Some((_, value)) = values.next() else {
        return Ok(Value::Absent);
    };
    if values.next().is_some() {
        return Err("a query parameter that recognising reads is given twice");
    }
    Ok(Value::Text(value))
}
