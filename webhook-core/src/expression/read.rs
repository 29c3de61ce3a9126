//! Reads the values of expressions from a request: one way for rules, handshakes and signatures.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};

use crate::delivery::{Delivery, media_type};
use crate::expression::Expression;
use crate::form::{self, Twice};
use crate::json::pointers::Pointers;
use crate::json::scan;
use crate::json::sought::DOUBLED;
use crate::multipart;
use crate::work;

/// The parts of a delivery, or of a request to be signed.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    /// The URL, where the URI says it in other characters.
    pub(crate) url: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    /// The whole body, or one element of it.
    pub(crate) body: &'a [u8],
    /// The pairs of a form, if they were read before.
    pub(crate) form: Option<&'a [u8]>,
}

impl<'a> From<&'a Delivery> for Input<'a> {
    #[inline]
    fn from(delivery: &'a Delivery) -> Self {
        Self {
            method: delivery.method(),
            uri: delivery.uri(),
            url: delivery.exact_url(),
            headers: delivery.headers(),
            body: delivery.body(),
            form: None,
        }
    }
}

impl<'a> From<&'a Request<Bytes>> for Input<'a> {
    fn from(request: &'a Request<Bytes>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            url: None,
            headers: request.headers(),
            body: request.body(),
            form: None,
        }
    }
}

/// The value of an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Value<'b> {
    /// Absent or `null`.
    #[default]
    Absent,
    /// An object or an array.
    Container,
    /// The characters of a string, the source text of a number, `true` or `false`; outside of JSON, any text.
    Text(Cow<'b, str>),
}

impl<'b> Value<'b> {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Container => None,
        }
    }

    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Absent => Value::Absent,
            Self::Container => Value::Container,
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        }
    }

    pub(crate) fn borrowed(&'b self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Container => Self::Container,
            Self::Text(text) => Self::Text(Cow::Borrowed(text)),
        }
    }

    /// The text, where only text will do.
    pub(crate) fn into_text(self) -> Result<Option<Cow<'b, str>>, Fault> {
        match self {
            Self::Text(text) => Ok(Some(text)),
            Self::Absent => Ok(None),
            Self::Container => Err(Fault::Container),
        }
    }

    /// The value with a source text.
    #[expect(
        clippy::inline_always,
        reason = "the way of every delivery, which costs no call"
    )]
    #[inline(always)]
    pub(crate) fn of_json(json: Option<&'b str>) -> Result<Self, Fault> {
        let Some(json) = json else {
            return Ok(Self::Absent);
        };
        work::read(json.len());
        let text = match json.as_bytes().first() {
            Some(b'{' | b'[') => return Ok(Self::Container),
            Some(b'n') | None => return Ok(Self::Absent),
            Some(b'"') => match json.get(1..json.len().saturating_sub(1)) {
                // The quote at the end is escaped only if there is a backslash before it.
                Some(characters) if memchr::memchr(b'\\', characters.as_bytes()).is_none() => {
                    characters.into()
                }
                _ => serde_json::from_str(json)
                    .map(Cow::Owned)
                    .map_err(|_| Fault::NotText)?,
            },
            Some(_) => json.into(),
        };
        Ok(Self::Text(text))
    }

    fn of_bytes(bytes: &'b [u8]) -> Result<Self, Fault> {
        let text = str::from_utf8(bytes).map_err(|_| Fault::NotText)?;
        Ok(Self::Text(text.into()))
    }
}

/// Why a value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The body is not JSON.
    NotJson,
    /// There are several values.
    Doubled,
    /// Not UTF-8, or a string of JSON with half of a surrogate pair.
    NotText,
    /// An object or an array, where only text will do.
    Container,
    /// The parts of the body cannot be read, for this reason.
    Parts(&'static str),
}

impl From<scan::Fault> for Fault {
    fn from(fault: scan::Fault) -> Self {
        match fault {
            scan::Fault::NotJson => Self::NotJson,
            scan::Fault::Doubled => Self::Doubled,
        }
    }
}

impl Fault {
    /// What is wrong with the value of a place, for the log.
    #[cold]
    pub(crate) fn at(self, place: &Place) -> &'static str {
        match (self, place) {
            (Self::Parts(cause), _) => cause,
            (Self::NotJson, _) => "the body is not JSON",
            (Self::Container, _) => "a value that is read is an object or an array",
            (Self::Doubled, Place::Header(_)) => "a header that is read is given twice",
            (Self::NotText, Place::Header(_)) => "a header that is read is not UTF-8",
            (Self::Doubled, Place::Query(_)) => "a query parameter that is read is given twice",
            (Self::NotText, Place::Query(_)) => "a query parameter that is read is not UTF-8",
            (Self::Doubled, Place::Form(_)) => "a form field that is read is given twice",
            (Self::NotText, Place::Form(_)) => "a form field that is read is not UTF-8",
            (Self::Doubled, _) => DOUBLED,
            (Self::NotText, _) => "a string that is read is not Unicode text",
        }
    }
}

/// Where a value is: an expression, prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Method,
    Url,
    Path,
    Header(HeaderName),
    Query(Box<str>),
    Form(Box<str>),
    Body,
    /// A pointer, by its number among those that are read together.
    Pointer(usize),
    /// A pointer into the body around an item, by its number.
    Outer(usize),
    /// Always absent, because the name is not a valid header name, or because the request has no items.
    Never,
}

impl Place {
    /// Prepares an expression; `None` if `header` refuses a name. `pointer` numbers a pointer.
    pub(crate) fn new(
        expression: Expression<'_>,
        header: impl Fn(&str) -> Option<HeaderName>,
        pointer: impl FnOnce(&str) -> usize,
    ) -> Option<Self> {
        Some(match expression {
            Expression::Method => Self::Method,
            Expression::Url => Self::Url,
            Expression::Path => Self::Path,
            Expression::Header(name) => Self::Header(header(name)?),
            Expression::Query(name) => Self::Query(name.into()),
            Expression::Body => Self::Body,
            Expression::Pointer(text) => Self::Pointer(pointer(text)),
            // Several places, which the caller reads one by one.
            Expression::Item(_) | Expression::FirstOf(_) => Self::Never,
        })
    }

    /// Reads the value. `found` returns the source text of a pointer's value.
    ///
    /// Without a request, only pointers have values.
    #[expect(
        clippy::inline_always,
        reason = "on the path of every delivery: saves a call"
    )]
    #[inline(always)]
    pub(crate) fn read<'b>(
        &self,
        request: Option<impl Into<Input<'b>>>,
        found: impl FnOnce(usize) -> Result<Option<&'b str>, scan::Fault>,
    ) -> Result<Value<'b>, Fault> {
        match (self, request) {
            (Self::Pointer(pointer), _) => Value::of_json(found(*pointer)?),
            // Needs no more of the request, which saves a usual delivery the rest.
            (Self::Header(name), Some(request)) => header(request.into().headers, name),
            (_, Some(request)) => self.read_outside(&request.into()),
            (_, None) => Ok(Value::Absent),
        }
    }

    pub(crate) fn is_in_json(&self) -> bool {
        matches!(self, Self::Pointer(_))
    }

    /// Reads a value that no pointer finds.
    pub(crate) fn read_outside<'b>(&self, request: &Input<'b>) -> Result<Value<'b>, Fault> {
        let text = match self {
            Self::Method => upper_case(request.method.as_str()),
            Self::Url => {
                let whole = || Cow::Owned(request.uri.to_string());
                let url = request.url.map_or_else(whole, Cow::Borrowed);
                work::read(url.len());
                url
            }
            Self::Path => request.uri.path().into(),
            Self::Header(name) => return header(request.headers, name),
            Self::Query(name) => {
                return pair(request.uri.query().unwrap_or_default().as_bytes(), name);
            }
            Self::Form(name) => return form_pair(request, name),
            Self::Body => return Value::of_bytes(request.body),
            Self::Pointer(_) | Self::Outer(_) | Self::Never => return Ok(Value::Absent),
        };
        Ok(Value::Text(text))
    }

    /// The bytes that are signed: those of a header as they are, and the text of other values.
    pub(crate) fn signed<'b>(
        &self,
        request: &Input<'b>,
        found: impl FnOnce(usize) -> Result<Option<&'b str>, scan::Fault>,
    ) -> Result<Option<Cow<'b, [u8]>>, Fault> {
        if let Self::Header(name) = self {
            let value = one_header(request.headers, name)?;
            return Ok(value.map(|value| Cow::Borrowed(value.as_bytes())));
        }
        let text = self.read(Some(*request), found)?.into_text()?;
        Ok(text.map(|text| match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }))
    }
}

/// Reads an expression that was not prepared.
pub(crate) fn read<'b>(
    expression: Expression<'_>,
    delivery: &'b Delivery,
) -> Result<Value<'b>, Fault> {
    if let Expression::FirstOf(all) = expression {
        let values = all.iter().map(|expression| read(*expression, delivery));
        let mut there = values.filter(|value| *value != Ok(Value::Absent));
        return there.next().unwrap_or(Ok(Value::Absent));
    }
    let mut pointers = Pointers::default();
    let header = |name: &str| name.parse().ok();
    let place = Place::new(expression, header, |pointer| pointers.add(pointer));
    let place = place.unwrap_or(Place::Never);
    let json = pointers.of(delivery.body());
    place.read(Some(delivery), |pointer| json.source(pointer))
}

pub(crate) fn one_header<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a HeaderValue>, Fault> {
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    if values.next().is_some() {
        Err(Fault::Doubled)
    } else {
        Ok(value)
    }
}

fn header<'b>(headers: &'b HeaderMap, name: &HeaderName) -> Result<Value<'b>, Fault> {
    let Some(value) = one_header(headers, name)? else {
        return Ok(Value::Absent);
    };
    work::read(value.len());
    Value::of_bytes(value.as_bytes())
}

/// The pairs of a request's body: those of a form, or the parts of a body of several.
pub(crate) fn form_of<'b>(
    headers: &HeaderMap,
    body: &'b [u8],
) -> Result<Cow<'b, [u8]>, &'static str> {
    match multipart::as_form(headers, body) {
        None => Ok(Cow::Borrowed(body)),
        Some(form) => form.map(Cow::Owned),
    }
}

/// The value of the only pair with a name, decoded.
pub(crate) fn field_of<'b>(
    headers: &HeaderMap,
    body: &'b [u8],
    name: &str,
) -> Result<Option<Cow<'b, [u8]>>, &'static str> {
    let twice = |Twice| TWICE;
    Ok(match form_of(headers, body)? {
        Cow::Borrowed(form) => form::one_pair(form, name)
            .map_err(twice)?
            .map(form::decoded),
        Cow::Owned(form) => {
            let value = form::one_pair(&form, name).map_err(twice)?;
            value.map(|value| Cow::Owned(form::decoded(value).into_owned()))
        }
    })
}

/// The JSON document of a request: the value of this field in a form, or else the body.
pub(crate) fn document_of<'b>(
    headers: &HeaderMap,
    body: &'b [u8],
    name: &str,
) -> Result<Option<Cow<'b, [u8]>>, &'static str> {
    if media_type(headers).eq_ignore_ascii_case(FORM) {
        return field_of(headers, body, name);
    }
    let Some(form) = multipart::as_form(headers, body) else {
        return Ok(Some(Cow::Borrowed(body)));
    };
    let form = form?;
    let value = form::one_pair(&form, name).map_err(|Twice| TWICE)?;
    Ok(value.map(|value| Cow::Owned(form::decoded(value).into_owned())))
}

const TWICE: &str = "the form has the field of the payload twice";

/// The media type of forms.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

fn form_pair<'b>(request: &Input<'b>, name: &str) -> Result<Value<'b>, Fault> {
    if let Some(form) = request.form {
        return pair(form, name);
    }
    match form_of(request.headers, request.body).map_err(Fault::Parts)? {
        Cow::Borrowed(form) => pair(form, name),
        Cow::Owned(form) => pair(&form, name).map(Value::into_owned),
    }
}

/// The value of a form or a query with a decoded name, decoded.
fn pair<'b>(form: &'b [u8], name: &str) -> Result<Value<'b>, Fault> {
    let Some(value) = form::one_pair(form, name).map_err(|Twice| Fault::Doubled)? else {
        return Ok(Value::Absent);
    };
    form::text(value).map(Value::Text).ok_or(Fault::NotText)
}

fn upper_case(method: &str) -> Cow<'_, str> {
    if method.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
