//! Reads what the head of a request says about its body, and refuses some heads.

use http::{HeaderMap, HeaderValue, header, request};
use http_body::Body;

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::delivery::essence;
use crate::expression::read::FORM;
use crate::gzip::is_gzip;
use crate::multipart::MULTIPART;
use crate::outcome::{Outcome, OutcomeKind};

/// The header lines that describe a body.
///
/// One pass finds all of them, which costs less than looking up each, because requests have few lines.
#[derive(Default)]
pub(crate) struct BodyLines<'h> {
    media_type: Line<'h>,
    /// Equal lines count as one.
    length: Line<'h>,
    coding: bool,
    chunked: bool,
}

/// A header that should occur once.
#[derive(Default)]
enum Line<'h> {
    #[default]
    None,
    One(&'h HeaderValue),
    Several,
}

impl<'h> BodyLines<'h> {
    #[inline]
    pub(crate) fn of(headers: &'h HeaderMap) -> Self {
        let mut lines = Self::default();
        for (name, value) in headers {
            if *name == header::CONTENT_TYPE {
                lines.media_type = match lines.media_type {
                    Line::None => Line::One(value),
                    _ => Line::Several,
                };
            } else if *name == header::CONTENT_LENGTH {
                lines.length = match lines.length {
                    Line::None => Line::One(value),
                    Line::One(length) if length == value => Line::One(value),
                    _ => Line::Several,
                };
            } else if *name == header::CONTENT_ENCODING {
                lines.coding = true;
            } else if *name == header::TRANSFER_ENCODING {
                lines.chunked = true;
            }
        }
        lines
    }

    /// Whether the one media type is this one.
    fn is(&self, media_type: &str) -> bool {
        let Line::One(value) = self.media_type else {
            return false;
        };
        let is = |value| essence(value).eq_ignore_ascii_case(media_type);
        value.to_str().is_ok_and(is)
    }

    /// The length that a head announces. It is an error if the lines differ, or if a line is not a number that fits.
    fn length(&self) -> Result<Option<u64>, Outcome> {
        let length = match self.length {
            Line::None => return Ok(None),
            Line::One(line) => length_of(line.as_bytes()),
            Line::Several => None,
        };
        length.map(Some).ok_or_else(|| {
            Outcome::with_text(
                OutcomeKind::Incomplete,
                "`Content-Length` is invalid or ambiguous",
            )
        })
    }
}

/// Checks the head of a request. Calls `charset` if `Content-Encoding` names a character set.
#[inline]
pub(crate) fn check_head(
    parts: &request::Parts,
    lines: &BodyLines<'_>,
    descriptor: &Descriptor,
    charset: impl FnOnce(),
) -> Result<(), Outcome> {
    if parts.method != descriptor.body.method() {
        let text = match descriptor.body {
            BodyKind::Query => "the method of the request is not `GET`",
            _ => "the method of the request is not `POST`",
        };
        return Err(Outcome::with_text(OutcomeKind::MethodNotAllowed, text));
    }
    // Encoded bodies are not decoded, unless the group says which bytes are signed: a small body may decode to gigabytes.
    if lines.coding {
        match coding(&parts.headers) {
            Coding::None => {}
            Coding::Charset => charset(),
            Coding::Encoded if descriptor.gzip.is_some() && is_gzip(&parts.headers) => {}
            Coding::Encoded => {
                return Err(Outcome::with_text(
                    OutcomeKind::UnsupportedMediaType,
                    "the body has a `Content-Encoding`",
                ));
            }
        }
    }
    let accepted = match descriptor.body {
        BodyKind::Query => return Ok(()),
        kind if kind.is_multipart() => lines.is(FORM) || lines.is(MULTIPART),
        kind if kind.is_form() => lines.is(FORM),
        _ => is_json(lines),
    };
    if !descriptor.sender.any_media_type && !accepted {
        let text = other_media_type(lines, descriptor);
        return Err(Outcome::with_text(OutcomeKind::UnsupportedMediaType, text));
    }
    Ok(())
}

/// What the log says about a media type that the group does not accept. It does not contain the media type.
fn other_media_type(lines: &BodyLines<'_>, descriptor: &Descriptor) -> &'static str {
    if matches!(lines.media_type, Line::Several) {
        "the request has several media types"
    } else if descriptor.body.is_form() {
        "the media type is not that of a form"
    } else if lines.is(FORM) {
        "the body is a form: let the sender send JSON, or write `body = form` on the group"
    } else {
        "the media type is not JSON: let the sender send JSON, or write `media_type = any` on the group"
    }
}

/// The meaning of a `Content-Encoding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Coding {
    None,
    /// A character set, which belongs in `Content-Type`. The bytes are not encoded.
    Charset,
    Encoded,
}

/// Character sets that senders write there, and in which JSON or a form may be written.
const CHARSETS: [&str; 7] = [
    "utf-8",
    "utf8",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "latin1",
    "windows-1252",
];

pub(crate) fn is_encoded(headers: &HeaderMap) -> bool {
    coding(headers) == Coding::Encoded
}

fn coding(headers: &HeaderMap) -> Coding {
    let lines = headers.get_all(header::CONTENT_ENCODING).iter();
    let of_line = |line: &HeaderValue| {
        let Ok(line) = line.to_str() else {
            return Coding::Encoded;
        };
        let named = line.split(',').map(|name| match name.trim() {
            "" => Coding::None,
            name if name.eq_ignore_ascii_case("identity") => Coding::None,
            name if CHARSETS.iter().any(|set| name.eq_ignore_ascii_case(set)) => Coding::Charset,
            _ => Coding::Encoded,
        });
        named.max().unwrap_or(Coding::None)
    };
    lines.map(of_line).max().unwrap_or(Coding::None)
}

/// The length that a head announces.
#[cfg(any(feature = "actix-web", feature = "tiny_http"))]
pub(crate) fn content_length(headers: &HeaderMap) -> Result<Option<u64>, Outcome> {
    BodyLines::of(headers).length()
}

/// Parses a number of digits only; `parse` alone would accept a sign.
fn length_of(digits: &[u8]) -> Option<u64> {
    let mut length = (!digits.is_empty()).then_some(0_u64);
    for digit in digits {
        let value = digit.checked_sub(b'0').filter(|value| *value < 10)?;
        length = length?.checked_mul(10)?.checked_add(value.into());
    }
    length
}

/// Returns the minimum length of a body: its own size hint or the head's length, whichever is greater. Several frameworks
/// do not pass on a length, and some treat a part of a body as the whole.
#[inline]
pub(crate) fn announced<B: Body>(lines: &BodyLines<'_>, body: &B) -> Result<u64, Outcome> {
    let least = body.size_hint().lower();
    match lines.length()? {
        // `Transfer-Encoding` overrides `Content-Length` (RFC 9112, 6.3).
        Some(length) if length > least && !lines.chunked => Ok(length),
        _ => Ok(least),
    }
}

/// Accepts `application/json`, media types that end in `+json` (RFC 6839), and a request without a media type. Parameters
/// are ignored.
#[inline]
fn is_json(lines: &BodyLines<'_>) -> bool {
    let value = match lines.media_type {
        Line::One(value) => value,
        Line::None => return true,
        Line::Several => return false,
    };
    // The value that nearly every sender uses.
    if value.as_bytes() == b"application/json" {
        return true;
    }
    let Ok(value) = value.to_str() else {
        return false;
    };
    let Some((kind, subtype)) = essence(value).split_once('/') else {
        return false;
    };
    let suffix = subtype.rsplit_once('+').map(|(_, suffix)| suffix);
    let json = kind.eq_ignore_ascii_case("application") && subtype.eq_ignore_ascii_case("json");
    json || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json"))
}
