//! CloudEvents over HTTP: structured mode, with the event in the body, and binary mode, with its attributes in headers.
//!
//! Both are converted to structured mode, so `/type`, `/id`, `/source` and `/data` mean the same.

use std::borrow::Cow;

use base64ct::{Base64, Encoding as _};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::de::IgnoredAny;

use crate::delivery::{Delivery, essence, media_type};
use crate::expression::read::{Fault, Value, one_header};
use crate::form::escaped;
use crate::id::Id;
use crate::json::pointers::Pointers;
use crate::json::scan;
use crate::json::sought::DOUBLED;
use crate::payload::misfit::{Misfit, NOT_TEXT, Step};
use crate::recognise::NotFound;
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
            with_data(body)
        }
        Mode::Binary => together(delivery.headers(), body).map(Cow::Owned),
        Mode::Other => Err("a CloudEvent in a format that is not JSON, or a batch of them"),
    }
}

/// The cause if a string that cannot be read is an attribute in a header, and not JSON.
pub(crate) fn of_header(delivery: &Delivery, misfit: &Misfit) -> Option<&'static str> {
    let path = misfit.path()?;
    let is_data = path.split(['.', '[']).next() == Some("data");
    let in_header = mode(delivery.headers()) == Mode::Binary && !is_data;
    in_header.then_some("an attribute of a CloudEvent that is read is given twice, or is not text")
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

/// The source of `event` and the id, which name an event only together. Spaces in the source are escaped, so that different
/// pairs make different texts.
pub(crate) fn id<'b>(event: &str, id: Id<'_>) -> Result<Option<Id<'b>>, NotFound> {
    let mut pointers = Pointers::default();
    let source = pointers.add("/source");
    let source = pointers.of(event.as_bytes()).source(source);
    let source = source.map_err(Fault::from).and_then(Value::of_json);
    let source = source.map_err(|fault| match fault {
        Fault::NotText => {
            NotFound::Invalid(Misfit::new(NOT_TEXT).within(Step::Declared("source".into())))
        }
        _ => NotFound::Malformed(DOUBLED),
    })?;
    let Some(source) = source.text().filter(|source| !source.is_empty()) else {
        return Ok(None);
    };
    let source = source.replace('%', "%25").replace(' ', "%20");
    Ok(Some(Id {
        text: format!("{source} {}", id.text).into(),
        ..id.into_owned()
    }))
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

fn is_lawful(attribute: &str) -> bool {
    let lawful = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !attribute.is_empty() && attribute.bytes().all(lawful)
}

/// The value of a header that is an attribute.
fn value_of(headers: &HeaderMap, name: &HeaderName) -> Result<String, &'static str> {
    match one_header(headers, name) {
        Ok(Some(value)) => decoded(value),
        _ => Err("an attribute of a CloudEvent is given twice"),
    }
}

/// Checks that every attribute in a header with a value equals that of the event in the body.
fn compare(headers: &HeaderMap, body: &str) -> Result<(), &'static str> {
    const FAULT: &str = "an attribute of a CloudEvent is another one in a header";
    let mut pointers = Pointers::default();
    let mut given = Vec::new();
    for (name, attribute) in attributes(headers) {
        if attribute == "data" || !is_lawful(attribute) {
            return Err("a header that is not an attribute of a CloudEvent");
        }
        let value = value_of(headers, name)?;
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

/// Adds the data that `data_base64` has. What is not JSON becomes a string that is not text, so that only what reads it
/// fails.
fn with_data(body: &str) -> Result<Cow<'_, str>, &'static str> {
    work::read(body.len());
    // The name may be escaped.
    if !body.contains("data_base64") && !body.contains('\\') {
        return Ok(body.into());
    }
    let mut pointers = Pointers::default();
    let names = ["/data_base64", "/data", "/datacontenttype"].map(|name| pointers.add(name));
    let event = pointers.of(body.as_bytes());
    let (encoded, data, media_type) = match names.map(|name| event.source(name)) {
        [Ok(Some(encoded)), Ok(data), Ok(media_type)] if encoded != "null" => {
            (encoded, data, media_type)
        }
        [Err(scan::Fault::Doubled), ..] => return Err(DOUBLED),
        // A body that is not JSON is refused when it is read.
        _ => return Ok(body.into()),
    };
    if data.is_some() {
        return Err("a CloudEvent with its data in two places");
    }
    // No bytes are no data, as in binary mode.
    if encoded == "\"\"" {
        return Ok(body.into());
    }
    let is_json = match Value::of_json(media_type) {
        Ok(Value::Text(media_type)) => is_json(essence(&media_type)),
        Ok(Value::Absent) => true,
        Ok(Value::Container) | Err(_) => false,
    };
    let data = is_json.then(|| decoded_json(encoded)).flatten();
    let data = data.as_deref().unwrap_or(NOT_A_TEXT);
    // An object with a member, so it goes on after its bracket.
    let rest = body.trim_start().strip_prefix('{').unwrap_or_default();
    Ok(format!("{{\"data\":{data},{rest}").into())
}

/// JSON that no type reads as text.
const NOT_A_TEXT: &str = r#""\ud800""#;

/// The JSON that is Base64 in a string of JSON.
fn decoded_json(source: &str) -> Option<String> {
    let encoded = Value::of_json(Some(source)).ok()?;
    let json = String::from_utf8(Base64::decode_vec(encoded.text()?).ok()?).ok()?;
    serde_json::from_str::<IgnoredAny>(&json).ok()?;
    Some(json)
}

fn is_json(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    media_type == "application/json" || media_type.ends_with("+json")
}

/// Joins headers and body into one event.
///
/// The body is validated first: a body that ends early could add attributes. A header without a value does not count as an
/// attribute, because some schemes sign it like an absent one. An attribute that is not text becomes a string that is not,
/// so that only what reads it fails.
fn together(headers: &HeaderMap, body: &str) -> Result<String, &'static str> {
    let version = headers.get("ce-specversion");
    if version.is_none_or(HeaderValue::is_empty) {
        return Err("neither the headers nor the media type of a CloudEvent");
    }
    let media_type = match one_header(headers, &header::CONTENT_TYPE) {
        Ok(None) => None,
        Ok(Some(value)) => Some(String::from_utf8(value.as_bytes().to_vec()).map_err(|_| ())),
        Err(_) => Some(Err(())),
    };
    let media_type = media_type.map(|value| ("datacontenttype", value));
    let attributes = attributes(headers).filter(|(_, attribute)| {
        is_lawful(attribute) && !matches!(*attribute, "data" | "datacontenttype")
    });
    let attributes = attributes.map(|(name, attribute)| {
        let value = value_of(headers, name).map_err(|_| ());
        (attribute, value)
    });
    let mut json = String::from("{");
    for (attribute, value) in media_type.into_iter().chain(attributes) {
        let value = match value {
            Ok(value) if value.is_empty() => continue,
            Ok(value) => serde_json::Value::from(value).to_string(),
            Err(()) => NOT_A_TEXT.to_owned(),
        };
        // The name has only letters and digits, so it needs no escapes.
        for part in [
            if json.len() > 1 { ",\"" } else { "\"" },
            attribute,
            "\":",
            &value,
        ] {
            json.push_str(part);
        }
    }
    if !body.is_empty() {
        serde_json::from_str::<IgnoredAny>(body).map_err(|_| "the data is not JSON")?;
        json.push_str(",\"data\":");
        json.push_str(body);
    }
    json.push('}');
    Ok(json)
}

/// Decodes the value of a header (HTTP binding 1.0.2, section 3.1.3.2): a quoted string is unescaped, and then `%` with two
/// digits is a byte. Senders write other text than ASCII with `%`, or as it is.
fn decoded(value: &HeaderValue) -> Result<String, &'static str> {
    const FAULT: &str = "an attribute of a CloudEvent is not encoded as its headers are";
    work::read(value.len());
    let written = unquoted(value.as_bytes()).ok_or(FAULT)?;
    let mut text = Vec::with_capacity(written.len());
    let mut rest = &*written;
    while let [byte, after @ ..] = rest {
        rest = after;
        text.push(if *byte == b'%' {
            let (byte, after) = escaped(after).ok_or(FAULT)?;
            rest = after;
            byte
        } else {
            *byte
        });
    }
    String::from_utf8(text).map_err(|_| FAULT)
}

/// The characters of a quoted string, or of a value without quotes around it; `None` if the first quote is not closed at the
/// end.
fn unquoted(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    let Some(rest) = value.strip_prefix(b"\"") else {
        return Some(value.into());
    };
    let mut text = Vec::with_capacity(rest.len());
    let mut bytes = rest.iter().copied();
    loop {
        match bytes.next()? {
            b'"' => return bytes.next().is_none().then_some(text.into()),
            b'\\' => text.push(bytes.next()?),
            byte => text.push(byte),
        }
    }
}
