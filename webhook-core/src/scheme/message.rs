//! What is signed: the parts of a request, fed to a digest one after another.

#[path = "message_feed.rs"]
mod feed;

use std::borrow::Cow;

use http::{HeaderName, HeaderValue};

use self::feed::{Url, crc32, feed_decoded, feed_form, feed_headers, feed_url, sha256_hex};
use super::choice::Missing;
use super::computed::Computed;
use super::expression::Expression;
use super::failure::Fault;
use super::field::Source;
use super::input::{Input, Twice, one_header, one_parameter};
use super::inputs::Values;
use super::key_id::KeyId;
use super::model::Scheme;
use super::template::Segment;
use crate::recognise::{Pointed, Pointers};

/// A scheme's message, prepared.
#[derive(Clone, Debug)]
pub(super) struct SignedParts {
    parts: Box<[Part]>,
    missing: Missing,
    /// How many spellings of the message there are, of which one must match.
    pub(super) spellings: u8,
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
    Pointer(usize),
    Field(usize),
    KeyId,
    UrlAnyPort,
    UrlDecoded,
    SortedForm,
    Sha256,
    Crc32,
    HeaderValues(usize),
    HeaderPairs(usize),
}

/// What a message is put together for.
pub(super) struct Subject<'a, 'i> {
    pub(super) input: &'a Input<'i>,
    pub(super) json: &'a Pointed<'a, 'i>,
    pub(super) values: &'a Values<'i>,
    pub(super) key: &'a KeyId,
    /// Which spelling, from 0.
    pub(super) spelling: u8,
}

impl SignedParts {
    /// `None` for a header name that `http` does not take, or a field that does not exist.
    pub(super) fn new(
        scheme: &Scheme<'_>,
        header: &impl Fn(&str) -> Option<HeaderName>,
        pointers: &mut Pointers,
    ) -> Option<Self> {
        let position = |name: &str| scheme.fields().position(|field| field.name() == name);
        let mut part = |segment: Segment<'_>| {
            Some(match segment {
                Segment::Literal(text) => Part::Literal(text.into()),
                Segment::Expression(Expression::Method) => Part::Method,
                Segment::Expression(Expression::Url) => Part::Url,
                Segment::Expression(Expression::Path) => Part::Path,
                Segment::Expression(Expression::Header(name)) => Part::Header(header(name)?),
                Segment::Expression(Expression::Query(name)) => Part::Query(name.into()),
                Segment::Expression(Expression::Body) => Part::Body,
                Segment::Expression(Expression::Pointer(pointer)) => {
                    Part::Pointer(pointers.add(pointer))
                }
                Segment::Field(name) => match scheme.field(name)?.source() {
                    Source::KeyId => Part::KeyId,
                    _ => Part::Field(position(name)?),
                },
                Segment::Computed(Computed::UrlAnyPort) => Part::UrlAnyPort,
                Segment::Computed(Computed::UrlDecoded) => Part::UrlDecoded,
                Segment::Computed(Computed::SortedForm) => Part::SortedForm,
                Segment::Computed(Computed::Sha256) => Part::Sha256,
                Segment::Computed(Computed::Crc32) => Part::Crc32,
                Segment::Computed(Computed::HeaderValues(name)) => {
                    Part::HeaderValues(position(name)?)
                }
                Segment::Computed(Computed::HeaderPairs(name)) => {
                    Part::HeaderPairs(position(name)?)
                }
            })
        };
        let parts = scheme
            .message()
            .segments()
            .map(&mut part)
            .collect::<Option<Box<[Part]>>>()?;
        let any_port = parts.iter().any(|part| matches!(part, Part::UrlAnyPort));
        Some(Self {
            parts,
            missing: scheme.missing(),
            spellings: if any_port { 2 } else { 1 },
        })
    }

    /// Feeds the message to `sink`, part by part.
    pub(super) fn feed(
        &self,
        subject: &Subject<'_, '_>,
        mut sink: impl FnMut(&[u8]),
    ) -> Result<(), Fault> {
        let input = subject.input;
        for part in &self.parts {
            match part {
                Part::Literal(text) => sink(text.as_bytes()),
                Part::Method => sink(upper_case(input.method.as_str()).as_bytes()),
                Part::Url => {
                    for part in Url::of(input.uri)?.parts() {
                        sink(part.as_bytes());
                    }
                }
                Part::UrlAnyPort => feed_url(input.uri, subject.spelling, &mut sink)?,
                Part::UrlDecoded => {
                    for part in Url::of(input.uri)?.parts() {
                        feed_decoded(part, &mut sink);
                    }
                }
                Part::Path => sink(input.uri.path().as_bytes()),
                Part::Body => sink(input.body),
                Part::Sha256 => sink(&sha256_hex(input.body)),
                Part::Crc32 => sink(crc32(input.body).to_string().as_bytes()),
                Part::SortedForm => feed_form(input, &mut sink)?,
                Part::KeyId => sink(subject.key.as_str().as_bytes()),
                Part::Field(position) => sink(value(subject.values, *position)),
                Part::HeaderValues(position) => {
                    feed_headers(
                        input.headers,
                        value(subject.values, *position),
                        false,
                        &mut sink,
                    )?;
                }
                Part::HeaderPairs(position) => {
                    feed_headers(
                        input.headers,
                        value(subject.values, *position),
                        true,
                        &mut sink,
                    )?;
                }
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
                    let value = subject.json.text(*pointer).map_err(Fault::malformed)?;
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

fn value<'a>(values: &'a Values<'_>, position: usize) -> &'a [u8] {
    values
        .get(position)
        .and_then(Option::as_deref)
        .unwrap_or_default()
}

fn upper_case(method: &str) -> Cow<'_, str> {
    if method.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}
