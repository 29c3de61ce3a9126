//! What is signed: the parts of a request, fed to a digest one after another.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use sha2::{Digest as _, Sha256};

use super::choice::Missing;
use super::computed::Computed;
use super::expression::Expression;
use super::failure::Fault;
use super::field::Source;
use super::input::{Input, Twice, one_header, one_parameter};
use super::inputs::Values;
use super::keyring::KeyId;
use super::model::Scheme;
use super::scalar::scalar_at;
use super::template::Segment;

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
    Pointer(Box<str>),
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
    ) -> Option<Self> {
        let position = |name: &str| scheme.fields().position(|field| field.name() == name);
        let part = |segment: Segment<'_>| {
            Some(match segment {
                Segment::Literal(text) => Part::Literal(text.into()),
                Segment::Expression(Expression::Method) => Part::Method,
                Segment::Expression(Expression::Url) => Part::Url,
                Segment::Expression(Expression::Path) => Part::Path,
                Segment::Expression(Expression::Header(name)) => Part::Header(header(name)?),
                Segment::Expression(Expression::Query(name)) => Part::Query(name.into()),
                Segment::Expression(Expression::Body) => Part::Body,
                Segment::Expression(Expression::Pointer(pointer)) => Part::Pointer(pointer.into()),
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
            .map(part)
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
                    check_url(input.uri)?;
                    write!(Sink(&mut sink), "{}", input.uri).map_err(|_| NO_URL)?;
                }
                Part::UrlAnyPort => feed_url(input.uri, subject.spelling, &mut sink)?,
                Part::UrlDecoded => sink(decoded(input.uri)?.as_bytes()),
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
const NO_URL: Fault = Fault::missing("the public URL is not configured");

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

/// Refuses a URL that is not absolute. Nothing takes the place of what is not known, since it would be the sender's
/// choice.
fn check_url(uri: &Uri) -> Result<(), Fault> {
    if uri.scheme().is_none() || uri.authority().is_none() {
        return Err(NO_URL);
    }
    Ok(())
}

/// Feeds the URL without its scheme's own port, or with it; any other port stays.
fn feed_url(uri: &Uri, spelling: u8, sink: &mut impl FnMut(&[u8])) -> Result<(), Fault> {
    check_url(uri)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(NO_URL);
    };
    let port = match scheme {
        "https" => "443",
        _ => "80",
    };
    let host = authority.as_str();
    let bare = host
        .strip_suffix(port)
        .and_then(|host| host.strip_suffix(':'))
        .unwrap_or(host);
    let has_other_port = authority.port().is_some_and(|given| given.as_str() != port);
    let rest = uri.path_and_query().map_or("", |rest| rest.as_str());
    let (colon, port) = if spelling == 0 || has_other_port {
        ("", "")
    } else {
        (":", port)
    };
    write!(Sink(sink), "{scheme}://{bare}{colon}{port}{rest}").map_err(|_| NO_URL)
}

/// Decodes the escapes of <https://developers.hubspot.com>, "Validating requests", and no others.
fn decoded(uri: &Uri) -> Result<String, Fault> {
    const ESCAPES: [(&str, char); 12] = [
        ("3A", ':'),
        ("2F", '/'),
        ("3F", '?'),
        ("40", '@'),
        ("21", '!'),
        ("24", '$'),
        ("27", '\''),
        ("28", '('),
        ("29", ')'),
        ("2A", '*'),
        ("2C", ','),
        ("3B", ';'),
    ];
    check_url(uri)?;
    let text = uri.to_string();
    let mut decoded = String::with_capacity(text.len());
    let mut parts = text.split('%');
    decoded.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let escape = ESCAPES.iter().find_map(|(digits, character)| {
            let head = part.get(..2)?;
            head.eq_ignore_ascii_case(digits)
                .then_some((*character, part.get(2..)?))
        });
        if let Some((character, rest)) = escape {
            decoded.push(character);
            decoded.push_str(rest);
        } else {
            decoded.push('%');
            decoded.push_str(part);
        }
    }
    Ok(decoded)
}

/// Feeds the parameters of a form, sorted by name, each name with its sorted and distinct values.
///
/// A body that is no form must be the one whose SHA-256 the signed URL carries as `bodySHA256`; it feeds nothing.
fn feed_form(input: &Input<'_>, sink: &mut impl FnMut(&[u8])) -> Result<(), Fault> {
    let hash = one_parameter(input.uri, "bodySHA256").map_err(Fault::malformed)?;
    if let Some(hash) = hash {
        let computed = sha256_hex(input.body);
        return if hash.as_bytes().eq_ignore_ascii_case(&computed) {
            Ok(())
        } else {
            Err(Fault::bad_signature(
                "the body is not the one whose hash is signed",
            ))
        };
    }
    let media_type = input.headers.get(header::CONTENT_TYPE);
    let is_form = media_type
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
    if !is_form {
        return Err(Fault::bad_signature(
            "nothing that is signed covers a body that is no form",
        ));
    }
    let mut sorted = BTreeMap::<Cow<'_, str>, Vec<Cow<'_, str>>>::new();
    for (name, value) in form_urlencoded::parse(input.body) {
        sorted.entry(name).or_default().push(value);
    }
    for (name, mut values) in sorted {
        values.sort_unstable();
        values.dedup();
        for value in values {
            sink(name.as_bytes());
            sink(value.as_bytes());
        }
    }
    Ok(())
}

/// Feeds the headers that a signed list names; one that is absent or doubled is refused.
fn feed_headers(
    headers: &HeaderMap,
    names: &[u8],
    pairs: bool,
    sink: &mut impl FnMut(&[u8]),
) -> Result<(), Fault> {
    let names = names
        .split(|byte| matches!(byte, b' ' | b','))
        .filter(|name| !name.is_empty());
    for (number, name) in names.enumerate() {
        let name = HeaderName::from_bytes(name)
            .map_err(|_| Fault::malformed("the list of signed headers has another word"))?;
        let value = one_header(headers, &name)
            .map_err(|Twice| SIGNED_HEADER_TWICE)?
            .ok_or(Fault::missing("signed header absent"))?;
        if number > 0 {
            sink(if pairs { b";" } else { b"." });
        }
        if pairs {
            sink(name.as_str().as_bytes());
            sink(b":");
        }
        sink(value.as_bytes());
    }
    Ok(())
}

fn sha256_hex(body: &[u8]) -> [u8; 64] {
    let mut text = [0; 64];
    // The buffer is exactly as long as the text.
    let _ = base16ct::lower::encode(&Sha256::digest(body), &mut text);
    text
}

/// CRC-32 as of ISO-HDLC, bit by bit: no sender's deliveries are long enough for a table to matter.
fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            let mask = 0_u32.wrapping_sub(crc & 1);
            (crc >> 1) ^ (0xEDB8_8320 & mask)
        })
    });
    !crc
}

struct Sink<'a, F>(&'a mut F);

impl<F: FnMut(&[u8])> fmt::Write for Sink<'_, F> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        (self.0)(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_spelled_with_and_without_their_port() {
        let spelled = |url: &str, spelling| {
            let mut text = Vec::new();
            let uri = url.parse().unwrap();
            feed_url(&uri, spelling, &mut |bytes| text.extend_from_slice(bytes)).ok()?;
            String::from_utf8(text).ok()
        };
        let cases = [
            (
                "https://a.test/b?c",
                "https://a.test/b?c",
                "https://a.test:443/b?c",
            ),
            (
                "https://a.test:443/b",
                "https://a.test/b",
                "https://a.test:443/b",
            ),
            ("http://a.test/", "http://a.test/", "http://a.test:80/"),
            (
                "https://a.test:8443/",
                "https://a.test:8443/",
                "https://a.test:8443/",
            ),
        ];
        for (url, without, with) in cases {
            assert_eq!(spelled(url, 0).as_deref(), Some(without));
            assert_eq!(spelled(url, 1).as_deref(), Some(with));
        }
        assert_eq!(spelled("/b", 0), None);
    }

    #[test]
    fn exactly_twelve_escapes_are_decoded() {
        let uri = "https://a.test/x?e=a%40b%20%3a%2F%25&z=%2".parse().unwrap();
        assert_eq!(
            decoded(&uri).unwrap(),
            "https://a.test/x?e=a@b%20:/%25&z=%2"
        );
    }

    #[test]
    fn crc32_is_the_common_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }
}
