//! Computed parts of a message: URLs, lists of headers, and hashes.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};
use sha2::{Digest as _, Sha256, Sha512};

use crate::expression::read::{Input, one_header};
use crate::form;
use crate::scheme::failure::Fault;
use crate::work;

const NO_URL: Fault = Fault::missing("the public URL is not configured");

/// The parts of an absolute URL, as written.
pub(crate) struct Url<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) authority: &'a str,
    pub(crate) path: &'a str,
    /// `?` if there is a query, otherwise empty.
    mark: &'static str,
    pub(crate) query: &'a str,
}

impl<'a> Url<'a> {
    /// Refuses a URL that is not absolute. The `Host` header must not fill the gap: the sender of the request chooses it.
    pub(crate) fn new(input: &Input<'a>) -> Result<Self, Fault> {
        if let Some(url) = input.url {
            return Self::parse(url).ok_or(NO_URL);
        }
        let uri = input.uri;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(NO_URL);
        };
        Ok(Self {
            scheme,
            authority: authority.as_str(),
            path: uri.path(),
            mark: if uri.query().is_some() { "?" } else { "" },
            query: uri.query().unwrap_or_default(),
        })
    }

    /// The parts of a text that a URI would say in other characters.
    fn parse(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (rest, mark, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, "?", query),
            None => (rest, "", ""),
        };
        let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
        Some(Self {
            scheme,
            authority,
            path,
            mark,
            query,
        })
    }

    /// The number after the host.
    fn port(&self) -> Option<&str> {
        let (_, port) = self.authority.rsplit_once(':')?;
        port.parse::<u16>().is_ok().then_some(port)
    }

    pub(crate) fn parts(&self) -> [&str; 6] {
        [
            self.scheme,
            "://",
            self.authority,
            self.path,
            self.mark,
            self.query,
        ]
    }
}

/// Feeds the URL: an even spelling without a port, an odd one with the one that it has, or else the default port of its scheme.
/// From 2 on, the query is escaped as by WHATWG's URLs, from 4 on, each pair is decoded and escaped anew, as by Node.
///
/// Both are the same pairs, for any reader of them.
pub(crate) fn feed_url(
    input: &Input<'_>,
    spelling: u8,
    sink: &mut impl FnMut(&[u8]),
) -> Result<(), Fault> {
    let url = Url::new(input)?;
    let default = if url.scheme.eq_ignore_ascii_case("https") {
        "443"
    } else {
        "80"
    };
    let given = url.port();
    let bare = match given {
        Some(_) => url.authority.rsplit_once(':').map_or("", |(host, _)| host),
        None => url.authority,
    };
    let (colon, port) = match spelling % 2 {
        0 => ("", ""),
        _ => (":", given.unwrap_or(default)),
    };
    let query = match spelling / 2 {
        0 => Cow::Borrowed(url.query),
        1 => Cow::Owned(escaped(url.query)),
        _ => Cow::Owned(escaped_anew(url.query)),
    };
    for part in [
        url.scheme, "://", bare, colon, port, url.path, url.mark, &query,
    ] {
        sink(part.as_bytes());
    }
    Ok(())
}

/// Whether the query of a URL is written in another way than it could be.
pub(crate) fn has_other_queries(input: &Input<'_>) -> bool {
    let Ok(url) = Url::new(input) else {
        return false;
    };
    work::read(url.query.len());
    escaped(url.query) != url.query || escaped_anew(url.query) != url.query
}

/// The query as `new URL()` writes it (<https://url.spec.whatwg.org>, "special-query percent-encode set").
fn escaped(query: &str) -> String {
    let mut written = String::with_capacity(query.len());
    for byte in query.bytes() {
        match byte {
            b'\'' | b'"' | b'<' | b'>' | b' ' | 0x7f.. => form::escape(byte, &mut written),
            byte => written.push(char::from(byte)),
        }
    }
    written
}

/// The query as Node's `querystring` writes it after reading it.
fn escaped_anew(query: &str) -> String {
    let mut written = String::with_capacity(query.len());
    for (name, value) in form::pairs(query.as_bytes()) {
        if !written.is_empty() {
            written.push('&');
        }
        for (text, behind) in [(name, "="), (value, "")] {
            for byte in form::decoded(text).iter().copied() {
                if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
                    written.push(char::from(byte));
                } else {
                    form::escape(byte, &mut written);
                }
            }
            written.push_str(behind);
        }
    }
    written
}

/// The URL with only the escapes decoded that <https://developers.hubspot.com>, "Validating requests", lists.
pub(crate) fn decoded_url(input: &Input<'_>) -> Result<Vec<u8>, Fault> {
    let mut decoded = Vec::new();
    for part in Url::new(input)?.parts() {
        decode(part, &mut decoded);
    }
    Ok(decoded)
}

fn decode(text: &str, decoded: &mut Vec<u8>) {
    const ESCAPES: [(&str, &str); 12] = [
        ("3A", ":"),
        ("2F", "/"),
        ("3F", "?"),
        ("40", "@"),
        ("21", "!"),
        ("24", "$"),
        ("27", "'"),
        ("28", "("),
        ("29", ")"),
        ("2A", "*"),
        ("2C", ","),
        ("3B", ";"),
    ];
    work::read(text.len());
    let mut parts = text.split('%');
    decoded.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let escape = ESCAPES.iter().find_map(|(digits, character)| {
            let head = part.get(..2)?;
            head.eq_ignore_ascii_case(digits)
                .then_some((*character, part.get(2..)?))
        });
        let (before, rest) = escape.unwrap_or(("%", part));
        decoded.extend_from_slice(before.as_bytes());
        decoded.extend_from_slice(rest.as_bytes());
    }
}

/// A bound on the work: each listed header is looked up and compared with those before it.
const MAX_LISTED: usize = 64;

/// The names in a list of signed headers.
pub(crate) fn names_of(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|byte| matches!(byte, b' ' | b','))
        .filter(|name| !name.is_empty())
}

/// Joins the headers that a signed list names. A header that is absent, given twice or listed twice is refused.
pub(crate) fn listed_headers(
    headers: &HeaderMap,
    names: &[u8],
    pairs: bool,
) -> Result<Vec<u8>, Fault> {
    work::read(names.len());
    let mut listed: Vec<HeaderName> = Vec::new();
    let mut text = Vec::new();
    for name in names_of(names) {
        let name = HeaderName::from_bytes(name)
            .map_err(|_| Fault::malformed("the list of signed headers has an invalid name"))?;
        if listed.len() == MAX_LISTED {
            return Err(Fault::malformed(
                "more than 64 headers are listed as signed",
            ));
        }
        if listed.contains(&name) {
            return Err(Fault::malformed("a header is listed as signed twice"));
        }
        let value = one_header(headers, &name)
            .map_err(|_| Fault::malformed("signed header given twice"))?
            .ok_or(Fault::missing("signed header absent"))?;
        if !listed.is_empty() {
            text.push(if pairs { b';' } else { b'.' });
        }
        if pairs {
            text.extend_from_slice(name.as_str().as_bytes());
            text.push(b':');
        }
        text.extend_from_slice(value.as_bytes());
        listed.push(name);
    }
    Ok(text)
}

pub(crate) fn sha256(body: &[u8]) -> [u8; 32] {
    work::fed(body.len());
    Sha256::digest(body).into()
}

pub(crate) fn sha256_hex(body: &[u8]) -> [u8; 64] {
    let mut text = [0; 64];
    // Cannot fail: the buffer has the length of the text.
    let _ = base16ct::lower::encode(&sha256(body), &mut text);
    text
}

pub(crate) fn sha512(body: &[u8]) -> [u8; 64] {
    work::fed(body.len());
    Sha512::digest(body).into()
}

/// The body as a string of JSON without its quotes, with the escapes that `JSON.stringify` and `serde_json` write.
pub(crate) fn json_string(body: &[u8]) -> Result<Vec<u8>, Fault> {
    work::read(body.len());
    let text = str::from_utf8(body).map_err(|_| Fault::malformed("the body is not UTF-8"))?;
    let quoted = serde_json::to_string(text).unwrap_or_default();
    let inside = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    Ok(inside.unwrap_or_default().into())
}

/// CRC-32 (ISO-HDLC), bit by bit: deliveries are too short for a table to matter.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    work::fed(bytes.len());
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            let mask = 0_u32.wrapping_sub(crc & 1);
            (crc >> 1) ^ (0xEDB8_8320 & mask)
        })
    });
    !crc
}

#[cfg(test)]
#[path = "computed_tests.rs"]
mod tests;
