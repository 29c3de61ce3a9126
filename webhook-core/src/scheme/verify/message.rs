//! Feeds the signed parts of a request to a digest.

use std::borrow::Cow;

use http::HeaderName;

use crate::expression::Expression;
use crate::expression::read::{Input, Place};
use crate::json::pointers::{Pointed, Pointers};
use crate::scheme::failure::Fault;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::Segment;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Encoding, Missing};
use crate::scheme::model::field::Source;
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::verify::computed::{
    Url, crc32, decoded_url, feed_url, has_other_queries, json_string, listed_headers, sha256,
    sha256_hex, sha512,
};
use crate::scheme::verify::fields::{Values, signed};
use crate::scheme::verify::once::Once;
use crate::scheme::verify::sorted::{hashed_or_sorted, sorted_query, url_with_form};

/// A scheme's message, prepared.
#[derive(Clone, Debug)]
pub(crate) struct SignedParts {
    parts: Box<[Part]>,
    missing: Missing,
    /// Whether the message has several spellings. One of them must match.
    any_port: bool,
    /// The number of parts computed once per request, and once per body or element.
    once: (usize, usize),
}

#[derive(Clone, Debug)]
enum Part {
    Literal(Box<str>),
    Method,
    Url,
    Body,
    /// A value that is signed as written.
    Plain(Place),
    /// A value that is decoded, and its number among the parts computed per request, or per body if it is in the body.
    Decoded(Place, usize),
    Field(usize),
    KeyId,
    UrlAnyPort,
    UrlDecoded(usize),
    /// Text around a field, which is `None`. Nothing if the field has no value.
    Chunk(usize, Box<[Option<Box<str>>]>),
    /// A text that is made of the request alone, and its number.
    OfRequest(fn(&Input<'_>, &str) -> Made, Box<str>, usize),
    /// A text that is made of the body, and its number.
    OfBody(fn(&Input<'_>) -> Made, usize),
    /// The number of the hash in the query, and that of the form.
    SortedForm(usize, usize),
    /// The field that lists the headers, whether their names are signed too, and the number.
    Headers(usize, bool, usize),
}

type Made = Result<Vec<u8>, Fault>;

/// The request, key and spelling to compute a message for.
pub(crate) struct Subject<'a, 'i> {
    pub(crate) input: &'a Input<'i>,
    pub(crate) json: &'a Pointed<'a, 'i>,
    pub(crate) values: &'a Values<'i>,
    /// The parts computed per request, and per body or element.
    pub(crate) once: (&'a Once, &'a Once),
    pub(crate) key: &'a KeyId,
    /// The spelling, counted from 0.
    pub(crate) spelling: u8,
}

impl SignedParts {
    /// `None` if `http` refuses a header name, or a field does not exist.
    pub(crate) fn new(
        scheme: &Scheme<'_>,
        header: &impl Fn(&str) -> Option<HeaderName>,
        pointers: &mut Pointers,
    ) -> Option<Self> {
        let position = |name: &str| scheme.fields().position(|field| field.name() == name);
        let mut once = (0_usize, 0_usize);
        let next = |count: &mut usize| {
            let number = *count;
            *count = count.saturating_add(1);
            number
        };
        let mut part = |segment: Segment<'_>| {
            Some(match segment {
                Segment::Literal(text) => Part::Literal(text.into()),
                Segment::Expression(Expression::Url) => Part::Url,
                Segment::Expression(Expression::Body) => Part::Body,
                Segment::Expression(Expression::Method) => Part::Method,
                Segment::Expression(expression) => {
                    match Place::new(expression, header, |pointer| pointers.add(pointer))? {
                        place @ Place::Query(_) => Part::Decoded(place, next(&mut once.0)),
                        place @ Place::Pointer(_) => Part::Decoded(place, next(&mut once.1)),
                        place => Part::Plain(place),
                    }
                }
                Segment::Field(name) => match scheme.field(name)?.source() {
                    Source::KeyId => Part::KeyId,
                    _ => Part::Field(position(name)?),
                },
                Segment::Computed(Computed::UrlAnyPort) => Part::UrlAnyPort,
                Segment::Computed(Computed::UrlDecoded) => Part::UrlDecoded(next(&mut once.0)),
                Segment::Computed(Computed::SortedForm) => {
                    Part::SortedForm(next(&mut once.0), next(&mut once.1))
                }
                Segment::Computed(Computed::SortedQuery) => {
                    let signature = match scheme.location() {
                        SignatureLocation::Query(name)
                        | SignatureLocation::HeaderOrQuery([_, name]) => name,
                        _ => "",
                    };
                    Part::OfRequest(sorted_query, signature.into(), next(&mut once.0))
                }
                Segment::Computed(Computed::UrlWithForm) => {
                    Part::OfBody(url_with_form, next(&mut once.1))
                }
                Segment::Computed(Computed::Sha256) => Part::OfBody(
                    |input| Ok(sha256_hex(input.body).to_vec()),
                    next(&mut once.1),
                ),
                Segment::Computed(Computed::Sha256Base64) => Part::OfBody(
                    |input| Ok(Encoding::Base64.encode(&sha256(input.body)).into()),
                    next(&mut once.1),
                ),
                Segment::Computed(Computed::Sha512) => Part::OfBody(
                    |input| Ok(Encoding::Hex.encode(&sha512(input.body)).into()),
                    next(&mut once.1),
                ),
                Segment::Computed(Computed::Sha512Base64) => Part::OfBody(
                    |input| Ok(Encoding::Base64.encode(&sha512(input.body)).into()),
                    next(&mut once.1),
                ),
                Segment::Computed(Computed::Crc32) => Part::OfBody(
                    |input| Ok(crc32(input.body).to_string().into()),
                    next(&mut once.1),
                ),
                Segment::Computed(Computed::JsonString) => {
                    Part::OfBody(|input| json_string(input.body), next(&mut once.1))
                }
                Segment::Computed(Computed::HeaderValues(name)) => {
                    Part::Headers(position(name)?, false, next(&mut once.1))
                }
                Segment::Computed(Computed::HeaderPairs(name)) => {
                    Part::Headers(position(name)?, true, next(&mut once.1))
                }
                Segment::Chunk(_) | Segment::EndOfChunk => return None,
            })
        };
        let mut parts = Vec::new();
        let mut chunk: Option<(usize, Vec<Option<Box<str>>>)> = None;
        for segment in scheme.message().segments() {
            match (segment, &mut chunk) {
                (Segment::Chunk(name), _) => chunk = Some((position(name)?, Vec::new())),
                (Segment::EndOfChunk, _) => {
                    let (position, pieces) = chunk.take()?;
                    parts.push(Part::Chunk(position, pieces.into()));
                }
                (Segment::Literal(text), Some((_, pieces))) => pieces.push(Some(text.into())),
                (_, Some((_, pieces))) => pieces.push(None),
                (segment, None) => parts.push(part(segment)?),
            }
        }
        let any_port = parts.iter().any(|part| matches!(part, Part::UrlAnyPort));
        Some(Self {
            parts: parts.into(),
            missing: scheme.missing(),
            any_port,
            once,
        })
    }

    /// The number of spellings that the message of a request has.
    pub(crate) fn spellings(&self, input: &Input<'_>) -> u8 {
        if !self.any_port {
            1
        } else if has_other_queries(input) {
            6
        } else {
            2
        }
    }

    /// An empty store for the parts computed once per request.
    pub(crate) fn once_for_request(&self) -> Once {
        Once::new(self.once.0)
    }

    /// An empty store for the parts computed once per body or element.
    pub(crate) fn once_for_body(&self) -> Once {
        Once::new(self.once.1)
    }

    /// Feeds the message to `sink`, part by part.
    pub(crate) fn feed(
        &self,
        subject: &Subject<'_, '_>,
        mut sink: impl FnMut(&[u8]),
    ) -> Result<(), Fault> {
        let input = subject.input;
        let (request, body) = subject.once;
        for part in &self.parts {
            match part {
                Part::Literal(text) => sink(text.as_bytes()),
                Part::Method => {
                    let method = signed(&Place::Method, input, subject.json)?;
                    let method = method.filter(|method| is_method(method));
                    sink(&method.ok_or(Fault::malformed("the signed method is unknown"))?);
                }
                Part::Url => {
                    for part in Url::new(input)?.parts() {
                        sink(part.as_bytes());
                    }
                }
                Part::UrlAnyPort => feed_url(input, subject.spelling, &mut sink)?,
                Part::UrlDecoded(number) => {
                    let decoded = || decoded_url(input).map(Some);
                    sink(request.part(*number, decoded)?.unwrap_or_default());
                }
                Part::Body => sink(input.body),
                Part::OfRequest(compute, argument, number) => {
                    let made = || compute(input, argument).map(Some);
                    sink(request.part(*number, made)?.unwrap_or_default());
                }
                Part::OfBody(compute, number) => {
                    let made = || compute(input).map(Some);
                    sink(body.part(*number, made)?.unwrap_or_default());
                }
                Part::Chunk(position, pieces) => {
                    let value = value(subject.values, *position);
                    let pieces = if value.is_empty() { &[] } else { &**pieces };
                    for piece in pieces {
                        sink(piece.as_ref().map_or(value, |text| text.as_bytes()));
                    }
                }
                Part::SortedForm(hash, number) => {
                    let hash = request.part(*hash, || {
                        let hash = Place::Query("bodySHA256".into());
                        Ok(signed(&hash, input, subject.json)?.map(Cow::into_owned))
                    })?;
                    let form = || hashed_or_sorted(input, hash).map(Some);
                    sink(body.part(*number, form)?.unwrap_or_default());
                }
                Part::KeyId => sink(subject.key.as_str().as_bytes()),
                Part::Field(position) => sink(value(subject.values, *position)),
                Part::Headers(position, pairs, number) => {
                    let names = value(subject.values, *position);
                    let list = || listed_headers(input.headers, names, *pairs).map(Some);
                    sink(body.part(*number, list)?.unwrap_or_default());
                }
                Part::Plain(place) => {
                    let value = signed(place, input, subject.json)?;
                    sink(&self.or_missing(value, place)?.unwrap_or_default());
                }
                Part::Decoded(place, number) => {
                    let once = if place.is_in_json() { body } else { request };
                    let value = || Ok(signed(place, input, subject.json)?.map(Cow::into_owned));
                    let value = once.part(*number, value)?;
                    sink(self.or_missing(value, place)?.unwrap_or_default());
                }
            }
        }
        Ok(())
    }

    fn or_missing<T>(&self, value: Option<T>, place: &Place) -> Result<Option<T>, Fault> {
        match (&value, self.missing) {
            (None, Missing::Refuse) => Err(Fault::missing(match place {
                Place::Header(_) => "signed header absent",
                Place::Query(_) => "signed query parameter absent",
                _ => "signed value of the body absent or null",
            })),
            _ => Ok(value),
        }
    }
}

fn value<'a>(values: &'a Values<'_>, position: usize) -> &'a [u8] {
    values
        .get(position)
        .and_then(Option::as_deref)
        .unwrap_or_default()
}

/// Other methods than these could begin or end with one of them, and so borrow bytes from the next part.
fn is_method(method: &[u8]) -> bool {
    METHODS.iter().any(|known| known.as_bytes() == method)
}

/// The methods of HTTP (RFC 9110, section 9, and RFC 5789).
pub(crate) const METHODS: [&str; 9] = [
    "POST", "GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT",
];
