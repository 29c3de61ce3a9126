//! Reads the values of a request that a signature can cover.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};

use crate::delivery::Delivery;
use crate::expression::Expression;
use crate::json::scalar::scalar_at;
use crate::work;

/// The parts of a delivery, or of a request to be signed, that a signature can cover.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    /// The whole body, or one element of it.
    pub(crate) body: &'a [u8],
}

impl<'a> From<&'a Delivery> for Input<'a> {
    fn from(delivery: &'a Delivery) -> Self {
        Self {
            method: delivery.method(),
            uri: delivery.uri(),
            headers: delivery.headers(),
            body: delivery.body(),
        }
    }
}

impl<'a> From<&'a Request<Bytes>> for Input<'a> {
    fn from(request: &'a Request<Bytes>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers(),
            body: request.body(),
        }
    }
}

/// The request has more than one header of this name.
pub(crate) struct Twice;

pub(crate) fn one_header<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a HeaderValue>, Twice> {
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    if values.next().is_some() {
        Err(Twice)
    } else {
        Ok(value)
    }
}

/// Reads a query parameter by its decoded name, and decodes it. The error is a text for the log.
pub(crate) fn one_parameter<'a>(
    uri: &'a Uri,
    name: &str,
) -> Result<Option<Cow<'a, str>>, &'static str> {
    one_pair(uri.query().unwrap_or_default().as_bytes(), name).map_err(|Odd { twice }| {
        if twice {
            "query parameter given twice"
        } else {
            "query parameter is not UTF-8"
        }
    })
}

/// Reads a field of a form body by its decoded name, and decodes it. The error is a text for the log.
pub(crate) fn one_form_field<'a>(
    body: &'a [u8],
    name: &str,
) -> Result<Option<Cow<'a, str>>, &'static str> {
    one_pair(body, name).map_err(|Odd { twice }| {
        if twice {
            "form field given twice"
        } else {
            "form field is not UTF-8"
        }
    })
}

struct Odd {
    twice: bool,
}

fn one_pair<'a>(encoded: &'a [u8], name: &str) -> Result<Option<Cow<'a, str>>, Odd> {
    work::read(encoded.len());
    let mut found = None;
    let mut rest = encoded;
    while !rest.is_empty() {
        let (pair, behind) = cut(rest, b'&');
        rest = behind;
        if is_named(pair, name) && found.replace(pair).is_some() {
            return Err(Odd { twice: true });
        }
    }
    let Some(pair) = found else {
        return Ok(None);
    };
    let value = form_urlencoded::parse(pair).next();
    let value = value.map_or(Cow::Borrowed(""), |(_, value)| value);
    // The decoder replaces what is not UTF-8 with this character, so that two different texts would become equal.
    if value.contains(char::REPLACEMENT_CHARACTER) {
        return Err(Odd { twice: false });
    }
    Ok(Some(value))
}

/// Whether a pair has this decoded name. Most names contain no escapes and are compared without decoding.
fn is_named(pair: &[u8], name: &str) -> bool {
    let (written, _) = cut(pair, b'=');
    if memchr::memchr2(b'%', b'+', written).is_none() {
        return !pair.is_empty() && written == name.as_bytes();
    }
    form_urlencoded::parse(pair)
        .next()
        .is_some_and(|(decoded, _)| decoded == name)
}

/// Splits around the first occurrence of a byte.
fn cut(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    let length = memchr::memchr(at, text).unwrap_or(text.len());
    let (before, rest) = text.split_at_checked(length).unwrap_or((text, b""));
    (before, rest.get(1..).unwrap_or_default())
}

/// The bytes of a text, borrowed where the text is.
pub(crate) fn bytes_of(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// Reads the value that an expression names, as text; `None` if it is absent, given twice or not text.
pub(crate) fn value_at(delivery: &Delivery, expression: Expression<'_>) -> Option<String> {
    match expression {
        Expression::Method => Some(delivery.method().as_str().to_ascii_uppercase()),
        Expression::Url => Some(delivery.uri().to_string()),
        Expression::Path => Some(delivery.uri().path().to_owned()),
        Expression::Header(name) => {
            let name = name.parse::<HeaderName>().ok()?;
            let value = one_header(delivery.headers(), &name).ok()??;
            value.to_str().ok().map(str::to_owned)
        }
        Expression::Query(name) => one_parameter(delivery.uri(), name)
            .ok()?
            .map(Cow::into_owned),
        Expression::Body => str::from_utf8(delivery.body()).ok().map(str::to_owned),
        Expression::Pointer(pointer) => scalar_at(delivery.body(), pointer).ok()?,
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
