//! What is signed: the parts of a request, fed to a digest one after another.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};

use super::choice::Missing;
use super::expression::Expression;
use super::failure::Fault;
use super::model::Scheme;
use super::scalar::scalar_at;
use super::template::Segment;
use crate::delivery::Delivery;

/// What a signature can cover, of a delivery or of a request that is yet to be sent.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    body: &'a [u8],
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

/// A scheme's message, prepared.
#[derive(Clone, Debug)]
pub(super) struct SignedParts {
    parts: Box<[Part]>,
    missing: Missing,
}

#[derive(Clone, Debug)]
enum Part {
    Literal(Box<str>),
    Method,
    Url,
    Path,
    Header(HeaderName),
    Query(Box<str>),
    Body,
    Pointer(Box<str>),
}

impl SignedParts {
    /// `None` for a header name that `http` does not take: one of 64 KiB.
    pub(super) fn new(scheme: &Scheme<'_>) -> Option<Self> {
        let part = |segment: Segment<'_>| {
            Some(match segment {
                Segment::Literal(text) => Part::Literal(text.into()),
                Segment::Expression(Expression::Method) => Part::Method,
                Segment::Expression(Expression::Url) => Part::Url,
                Segment::Expression(Expression::Path) => Part::Path,
                Segment::Expression(Expression::Header(name)) => Part::Header(name.parse().ok()?),
                Segment::Expression(Expression::Query(name)) => Part::Query(name.into()),
                Segment::Expression(Expression::Body) => Part::Body,
                Segment::Expression(Expression::Pointer(pointer)) => Part::Pointer(pointer.into()),
            })
        };
        let parts = scheme
            .message()
            .segments()
            .map(part)
            .collect::<Option<_>>()?;
        Some(Self {
            parts,
            missing: scheme.missing(),
        })
    }

    /// Feeds the message to `sink`, part by part.
    pub(super) fn feed(&self, input: &Input<'_>, mut sink: impl FnMut(&[u8])) -> Result<(), Fault> {
        for part in &self.parts {
            match part {
                Part::Literal(text) => sink(text.as_bytes()),
                Part::Method => sink(upper_case(input.method.as_str()).as_bytes()),
                Part::Url => feed_url(input.uri, &mut sink)?,
                Part::Path => sink(input.uri.path().as_bytes()),
                Part::Body => sink(input.body),
                Part::Header(name) => {
                    let value =
                        one_header(input.headers, name).map_err(|Twice| SIGNED_HEADER_TWICE)?;
                    let value = value.map(HeaderValue::as_bytes);
                    sink(
                        self.or_missing(value, "signed header absent")?
                            .unwrap_or_default(),
                    );
                }
                Part::Query(name) => {
                    let value = one_parameter(input.uri, name).map_err(Fault::malformed)?;
                    let value = self.or_missing(value, "signed query parameter absent")?;
                    sink(value.unwrap_or_default().as_bytes());
                }
                Part::Pointer(pointer) => {
                    let value = scalar_at(input.body, pointer).map_err(Fault::malformed)?;
                    let value =
                        self.or_missing(value, "signed value of the body absent or null")?;
                    sink(value.unwrap_or_default().as_bytes());
                }
            }
        }
        Ok(())
    }

    fn or_missing<T>(&self, value: Option<T>, cause: &'static str) -> Result<Option<T>, Fault> {
        match (&value, self.missing) {
            (None, Missing::Refuse) => Err(Fault::missing(cause)),
            _ => Ok(value),
        }
    }
}

const SIGNED_HEADER_TWICE: Fault = Fault::malformed("signed header given twice");

fn upper_case(method: &str) -> Cow<'_, str> {
    if method.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}

/// Feeds the absolute URL. Nothing takes the place of one that is not known, since it would be the sender's choice.
fn feed_url(uri: &Uri, sink: &mut impl FnMut(&[u8])) -> Result<(), Fault> {
    let unknown = Fault::missing("the public URL is not configured");
    if uri.scheme().is_none() || uri.authority().is_none() {
        return Err(unknown);
    }
    write!(Sink(sink), "{uri}").map_err(|_| unknown)
}

struct Sink<'a, F>(&'a mut F);

impl<F: FnMut(&[u8])> fmt::Write for Sink<'_, F> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        (self.0)(text.as_bytes());
        Ok(())
    }
}

/// A header that stands in a request more than once.
pub(super) struct Twice;

pub(super) fn one_header<'a>(
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

/// Reads the query parameter of a decoded name, decoded; the error is a text for the log.
pub(super) fn one_parameter<'a>(
    uri: &'a Uri,
    name: &str,
) -> Result<Option<Cow<'a, str>>, &'static str> {
    let query = uri.query().unwrap_or_default();
    let mut values = form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value);
    let value = values.next();
    if values.next().is_some() {
        return Err("query parameter given twice");
    }
    // The decoder puts this character for whatever is not UTF-8, so that two different texts would be one.
    if value
        .as_ref()
        .is_some_and(|value| value.contains(char::REPLACEMENT_CHARACTER))
    {
        return Err("query parameter is not UTF-8");
    }
    Ok(value)
}
