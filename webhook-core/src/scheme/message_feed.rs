//! The parts of a message that are computed: URLs, sorted forms, lists of headers, and hashes.

use http::{HeaderMap, HeaderName, Uri, header};
use sha2::{Digest as _, Sha256};

use super::SIGNED_HEADER_TWICE;
use crate::scheme::failure::Fault;
use crate::scheme::input::{Input, Twice, one_header, one_parameter};

const NO_URL: Fault = Fault::missing("the public URL is not configured");

/// The parts of an absolute URL, as they are written.
pub(super) struct Url<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
    /// `?`, where there is a query.
    mark: &'static str,
    query: &'a str,
}

impl<'a> Url<'a> {
    /// Refuses a URL that is not absolute. Nothing takes the place of what is not known, since it would be the sender's
    /// choice.
    pub(super) fn of(uri: &'a Uri) -> Result<Self, Fault> {
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

    pub(super) fn parts(&self) -> [&str; 6] {
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

/// Feeds the URL without its scheme's own port, or with it; any other port stays.
pub(super) fn feed_url(uri: &Uri, spelling: u8, sink: &mut impl FnMut(&[u8])) -> Result<(), Fault> {
    let url = Url::of(uri)?;
    let own = match url.scheme {
        "https" => ":443",
        _ => ":80",
    };
    let bare = url.authority.strip_suffix(own).unwrap_or(url.authority);
    let given = uri.port().map(|port| format!(":{port}"));
    let has_other_port = given.is_some_and(|given| given != own);
    let port = if spelling == 0 || has_other_port {
        ""
    } else {
        own
    };
    for part in [url.scheme, "://", bare, port, url.path, url.mark, url.query] {
        sink(part.as_bytes());
    }
    Ok(())
}

/// Feeds a text with the escapes of <https://developers.hubspot.com>, "Validating requests", decoded, and no others.
pub(super) fn feed_decoded(text: &str, sink: &mut impl FnMut(&[u8])) {
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
    let mut parts = text.split('%');
    sink(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let escape = ESCAPES.iter().find_map(|(digits, character)| {
            let head = part.get(..2)?;
            head.eq_ignore_ascii_case(digits)
                .then_some((*character, part.get(2..)?))
        });
        let (before, rest) = escape.unwrap_or(("%", part));
        sink(before.as_bytes());
        sink(rest.as_bytes());
    }
}

/// Feeds the parameters of a form, sorted by name, each name with its sorted and distinct values.
///
/// A body that is no form must be the one whose SHA-256 the signed URL carries as `bodySHA256`; it feeds nothing.
pub(super) fn feed_form(input: &Input<'_>, sink: &mut impl FnMut(&[u8])) -> Result<(), Fault> {
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
    let mut pairs: Vec<_> = form_urlencoded::parse(input.body).collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (name, value) in pairs {
        sink(name.as_bytes());
        sink(value.as_bytes());
    }
    Ok(())
}

/// Feeds the headers that a signed list names; one that is absent or doubled is refused.
pub(super) fn feed_headers(
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

pub(super) fn sha256_hex(body: &[u8]) -> [u8; 64] {
    let mut text = [0; 64];
    // The buffer is exactly as long as the text.
    let _ = base16ct::lower::encode(&Sha256::digest(body), &mut text);
    text
}

/// CRC-32 as of ISO-HDLC, bit by bit: no sender's deliveries are long enough for a table to matter.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            let mask = 0_u32.wrapping_sub(crc & 1);
            (crc >> 1) ^ (0xEDB8_8320 & mask)
        })
    });
    !crc
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
        let mut text = Vec::new();
        feed_decoded("/x?e=a%40b%20%3a%2F%25&z=%2", &mut |bytes| {
            text.extend_from_slice(bytes);
        });
        assert_eq!(text, b"/x?e=a@b%20:/%25&z=%2");
    }

    #[test]
    fn crc32_is_the_common_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }
}
