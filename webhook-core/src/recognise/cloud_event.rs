//! CloudEvents over HTTP: structured mode, with the event in the body, and binary mode, with its attributes in headers.
//!
//! Both are converted to structured mode, so `/type`, `/id`, `/source` and `/data` mean the same.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::IgnoredAny;

use crate::delivery::{Delivery, media_type};
use crate::expression::Expression;
use crate::expression::read::{Fault, Value, read};
use crate::id::Id;
use crate::json::pointers::Pointers;
use crate::work;

const PREFIX: &str = "ce-";

/// The event as JSON: the body in structured mode, and a JSON object with the same content in binary mode.
pub(crate) fn envelope<'b>(
    delivery: &Delivery,
    body: &'b str,
) -> Result<Cow<'b, str>, &'static str> {
    match mode(delivery.headers()) {
        Mode::Structured => {
            compare(delivery.headers(), body)?;
            Ok(body.into())
        }
        Mode::Binary => together(delivery.headers(), body).map(Cow::Owned),
        Mode::Other => Err("a CloudEvent in a format that is not JSON, or a batch of them"),
    }
}

/// Refuses an event in the body that has attributes in headers too.
///
/// # Errors
///
/// A fixed text.
pub(crate) fn refuse_both(headers: &HeaderMap) -> Result<(), &'static str> {
    match mode(headers) {
        Mode::Structured if attributes(headers).next().is_some() => {
            Err("a CloudEvent in the body, with attributes in headers beside it")
        }
        _ => Ok(()),
    }
}

/// The source and the id, which name an event only together. Spaces in the source are escaped, so that different pairs
/// make different texts.
pub(crate) fn id<'b>(delivery: &Delivery, id: Id<'_>) -> Option<Id<'b>> {
    let source = match mode(delivery.headers()) {
        Mode::Structured => read(Expression::Pointer("/source"), delivery)
            .ok()
            .and_then(|source| source.text().map(str::to_owned)),
        _ => delivery
            .headers()
            .get("ce-source")
            .and_then(|source| decoded(source).ok()),
    };
    let source = source.filter(|source| !source.is_empty())?;
    let source = source.replace('%', "%25").replace(' ', "%20");
    Some(Id {
        text: format!("{source} {}", id.text).into(),
        ..id.into_owned()
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Binary,
    Structured,
    Other,
}

fn mode(headers: &HeaderMap) -> Mode {
    let media_type = media_type(headers).to_ascii_lowercase();
    match media_type.strip_prefix("application/cloudevents") {
        Some("+json") => Mode::Structured,
        Some(_) => Mode::Other,
        None => Mode::Binary,
    }
}

/// The headers that are attributes, with the names of the attributes.
fn attributes(headers: &HeaderMap) -> impl Iterator<Item = (&HeaderName, &str)> {
    let names = headers.keys();
    names.filter_map(|name| Some((name, name.as_str().strip_prefix(PREFIX)?)))
}

/// The value of a header that is an attribute.
fn value_of(
    headers: &HeaderMap,
    name: &HeaderName,
    attribute: &str,
) -> Result<String, &'static str> {
    let lawful = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if attribute == "data" || attribute.is_empty() || !attribute.bytes().all(lawful) {
        return Err("a header that is not an attribute of a CloudEvent");
    }
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => decoded(value),
        _ => Err("an attribute of a CloudEvent is given twice"),
    }
}

/// Checks that every attribute in a header with a value equals that of the event in the body.
fn compare(headers: &HeaderMap, body: &str) -> Result<(), &'static str> {
    const FAULT: &str = "an attribute of a CloudEvent is another one in a header";
    let mut pointers = Pointers::default();
    let mut given = Vec::new();
    for (name, attribute) in attributes(headers) {
        let value = value_of(headers, name, attribute)?;
        if value.is_empty() {
            continue;
        }
        given.push((pointers.add(&format!("/{attribute}")), value));
    }
    if given.is_empty() {
        return Ok(());
    }
    let event = pointers.of(body.as_bytes());
    for (pointer, value) in given {
        let own = event.source(pointer).map_err(Fault::from);
        let own = own.and_then(Value::of_json).and_then(Value::into_text);
        if own.map_err(|_| FAULT)?.unwrap_or_default() != value {
            return Err(FAULT);
        }
    }
    Ok(())
}

/// Joins headers and body into one event.
///
/// The body is validated first: a body that ends early could add attributes. A header without a value does not count as an
/// attribute, because some schemes sign it like an absent one.
fn together(headers: &HeaderMap, body: &str) -> Result<String, &'static str> {
    let version = headers.get("ce-specversion");
    if version.is_none_or(HeaderValue::is_empty) {
        return Err("neither the headers nor the media type of a CloudEvent");
    }
    let mut json = String::from("{");
    for (name, attribute) in attributes(headers) {
        let value = value_of(headers, name, attribute)?;
        if value.is_empty() {
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        // The name has only letters and digits, so it needs no escapes.
        json.push('"');
        json.push_str(attribute);
        json.push_str("\":");
        json.push_str(&serde_json::Value::from(value).to_string());
    }
    if !body.is_empty() {
        serde_json::from_str::<IgnoredAny>(body).map_err(|_| "the data is not JSON")?;
        json.push_str(",\"data\":");
        json.push_str(body);
    }
    json.push('}');
    Ok(json)
}

/// Decodes the text of a header, which escapes with `%` what HTTP does not carry.
fn decoded(value: &HeaderValue) -> Result<String, &'static str> {
    const FAULT: &str = "an attribute of a CloudEvent is not encoded as its headers are";
    work::read(value.len());
    let digit = |byte: Option<u8>| {
        let digit = byte.and_then(|byte| char::from(byte).to_digit(16));
        digit
            .and_then(|digit| u8::try_from(digit).ok())
            .ok_or(FAULT)
    };
    let mut bytes = value.to_str().map_err(|_| FAULT)?.bytes();
    let mut text = Vec::with_capacity(bytes.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
            text.push((high << 4) | low);
        } else {
            text.push(byte);
        }
    }
    String::from_utf8(text).map_err(|_| FAULT)
}
