//! Bodies that arrive compressed (`Content-Encoding: gzip`, RFC 9110, section 8.4.1.3).
//!
//! A small body may decode to gigabytes. So the output is bounded by the limit of the group, and by a hundred times the input.

use bytes::Bytes;
use http::{HeaderMap, header};

/// JSON is compressed to a tenth, and repeated text to a fiftieth.
#[cfg(feature = "gzip")]
const MAX_RATIO: usize = 100;

/// Why a body was not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undecoded {
    /// Not one whole stream of gzip.
    NotGzip,
    /// Larger than the limit, or than a hundred times the input.
    #[cfg_attr(
        not(feature = "gzip"),
        expect(dead_code, reason = "only what decodes finds it out")
    )]
    TooLarge,
}

impl Undecoded {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::NotGzip => "the body is not gzip, although its `Content-Encoding` says so",
            Self::TooLarge => {
                "the decoded body is larger than `max_body` allows, or than a hundred times the encoded one"
            }
        }
    }
}

/// Whether the one coding of a body is gzip.
pub(crate) fn is_gzip(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::CONTENT_ENCODING).iter();
    let (line, other) = (lines.next(), lines.next());
    other.is_none()
        && line.is_some_and(|line| {
            let name = line.as_bytes().trim_ascii();
            [&b"gzip"[..], b"x-gzip"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        })
}

/// Decodes a body to at most `limit` bytes.
#[cfg(feature = "gzip")]
pub(crate) fn decode(body: &[u8], limit: usize) -> Result<Bytes, Undecoded> {
    use std::io::Read as _;

    let limit = limit.min(body.len().saturating_mul(MAX_RATIO));
    let mut decoded = Vec::new();
    let mut stream = flate2::bufread::GzDecoder::new(body);
    let room = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = stream.by_ref().take(room).read_to_end(&mut decoded);
    if decoded.len() > limit {
        return Err(Undecoded::TooLarge);
    }
    // What follows the stream would be signed, or not, without being read.
    match (read, stream.into_inner()) {
        (Ok(_), []) => Ok(decoded.into()),
        _ => Err(Undecoded::NotGzip),
    }
}

/// The feature is checked at compile time, so this is not reached.
#[cfg(not(feature = "gzip"))]
pub(crate) fn decode(_: &[u8], _: usize) -> Result<Bytes, Undecoded> {
    Err(Undecoded::NotGzip)
}

#[cfg(all(test, feature = "gzip"))]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::HeaderValue;

    use super::*;

    fn encoded(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_body_is_decoded_within_its_limits() {
        let text = br#"{"id":1,"name":"one"}"#;
        let body = encoded(text);
        assert_eq!(decode(&body, 1024).unwrap(), &text[..]);
        assert_eq!(decode(&body, text.len()).unwrap(), &text[..]);
        assert_eq!(decode(&body, text.len() - 1), Err(Undecoded::TooLarge));
        let bomb = encoded(&vec![b' '; 1 << 20]);
        assert!(bomb.len() * 100 < 1 << 20, "{}", bomb.len());
        assert_eq!(decode(&bomb, usize::MAX), Err(Undecoded::TooLarge));
    }

    #[test]
    fn what_is_not_one_whole_stream_is_refused() {
        let body = encoded(b"{}");
        let mut changed = body.clone();
        let sum = changed.len() - 8;
        changed[sum] ^= 1;
        let twice = [body.clone(), body.clone()].concat();
        let longer = [body.clone(), b"{}".to_vec()].concat();
        let cut = body[..body.len() - 1].to_vec();
        for wrong in [changed, twice, longer, cut, b"{}".to_vec(), Vec::new()] {
            assert_eq!(decode(&wrong, 1024), Err(Undecoded::NotGzip), "{wrong:?}");
        }
    }

    #[test]
    fn one_coding_is_gzip() {
        let lines = |lines: &[&'static str]| {
            let lines = lines.iter().map(|line| HeaderValue::from_static(line));
            lines
                .map(|line| (header::CONTENT_ENCODING, line))
                .collect::<HeaderMap>()
        };
        for yes in ["gzip", "GZip", " x-gzip"] {
            assert!(is_gzip(&lines(&[yes])), "{yes}");
        }
        for no in [
            &[][..],
            &["br"],
            &["gzip", "gzip"],
            &["gzip, gzip"],
            &["identity"],
        ] {
            assert!(!is_gzip(&lines(no)), "{no:?}");
        }
    }
}
