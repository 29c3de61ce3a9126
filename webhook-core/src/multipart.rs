//! Bodies of several parts (`multipart/form-data`, RFC 7578), read as forms.
//!
//! The sender of a request chooses its media type, and the parts are read before the signature is checked. So their number
//! and the length of their names are bounded, and the content of a part is never more than the body.

#[cfg(not(feature = "multipart"))]
use http::HeaderMap;

#[cfg(feature = "multipart")]
pub(crate) use parts::{as_form, replaced};

/// The media type.
pub(crate) const MULTIPART: &str = "multipart/form-data";

/// Without the feature, a body of several parts is one that the library cannot read.
#[cfg(not(feature = "multipart"))]
pub(crate) fn as_form(_: &HeaderMap, _: &[u8]) -> Option<Result<Vec<u8>, &'static str>> {
    None
}

/// The body with another content of a part.
#[cfg(not(feature = "multipart"))]
pub(crate) fn replaced(_: &HeaderMap, _: &[u8], _: &str, _: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(feature = "multipart")]
mod parts {
    use std::convert::Infallible;

    use bytes::Bytes;
    use futures_util::{FutureExt as _, stream};
    use http::{HeaderMap, header};
    use multer::{Field, Multipart};

    use super::MULTIPART;
    use crate::work;

    /// More parts than the forms of senders have: about twenty fields, and some files.
    const MAX_PARTS: usize = 100;
    /// The longest name of a part, in bytes.
    const MAX_NAME: usize = 256;
    /// The longest boundary (RFC 2046, section 5.1.1).
    const MAX_BOUNDARY: usize = 70;

    /// The parts as a form: each name, and the content as its value. `None` if the request has another media type, or none
    /// that says where a part begins.
    ///
    /// Only what would end a name or a value is escaped, so that a file stays about as large as it is.
    pub(crate) fn as_form(
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<Result<Vec<u8>, &'static str>> {
        boundary(headers).map(|boundary| read(boundary?, body))
    }

    fn read(boundary: String, body: &[u8]) -> Result<Vec<u8>, &'static str> {
        let mut form = Vec::with_capacity(body.len());
        each(boundary, body, |name, content| {
            if !form.is_empty() {
                form.push(b'&');
            }
            escape(name.as_bytes(), &mut form);
            form.push(b'=');
            escape(content, &mut form);
        })?;
        Ok(form)
    }

    /// The body with another content of the part with this name. `None` if the body lacks such a part, or its content is elsewhere
    /// in the body too.
    pub(crate) fn replaced(
        headers: &HeaderMap,
        body: &[u8],
        name: &str,
        new: &[u8],
    ) -> Option<Vec<u8>> {
        let mut old = None;
        let named = |part: &str, content: &Bytes| {
            if part == name {
                old = Some(content.clone());
            }
        };
        each(boundary(headers)?.ok()?, body, named).ok()?;
        let old = old.filter(|old| !old.is_empty())?;
        let mut places = memchr::memmem::find_iter(body, &old);
        let at = places.next()?;
        if places.next().is_some() {
            return None;
        }
        let (before, rest) = body.split_at_checked(at)?;
        Some([before, new, rest.get(old.len()..)?].concat())
    }

    fn boundary(headers: &HeaderMap) -> Option<Result<String, &'static str>> {
        let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case(MULTIPART) {
            return None;
        }
        // Without a boundary, the body has no parts, whatever its media type says.
        let boundary = match multer::parse_boundary(media_type) {
            Err(multer::Error::NoBoundary) => return None,
            boundary => boundary.ok(),
        };
        let boundary = boundary.filter(|text| (1..=MAX_BOUNDARY).contains(&text.len()));
        Some(boundary.ok_or("the boundary of the body cannot be read"))
    }

    /// Calls `take` with the name and the content of each part.
    fn each(
        boundary: String,
        body: &[u8],
        mut take: impl FnMut(&str, &Bytes),
    ) -> Result<(), &'static str> {
        work::read(body.len());
        let body = Ok::<_, Infallible>(Bytes::copy_from_slice(body));
        let mut parts = Multipart::new(stream::iter([body]), boundary);
        for _ in 0..=MAX_PARTS {
            let Some(part) = now(parts.next_field())? else {
                return Ok(());
            };
            let name = part.name().filter(|name| name.len() <= MAX_NAME);
            let name =
                name.ok_or("a part of the body has no name, or a longer one than 256 bytes")?;
            let name = name.to_owned();
            take(&name, &content(part)?);
        }
        Err("the body has more than 100 parts")
    }

    fn content(part: Field<'_>) -> Result<Bytes, &'static str> {
        now(part.bytes())
    }

    /// The result of a future that has the whole body, and so nothing to wait for.
    fn now<T>(future: impl Future<Output = multer::Result<T>>) -> Result<T, &'static str> {
        let ready = future.now_or_never().and_then(Result::ok);
        ready.ok_or("the parts of the body cannot be read")
    }

    fn escape(text: &[u8], form: &mut Vec<u8>) {
        for byte in text {
            match byte {
                b'%' => form.extend_from_slice(b"%25"),
                b'&' => form.extend_from_slice(b"%26"),
                b'+' => form.extend_from_slice(b"%2B"),
                b'=' => form.extend_from_slice(b"%3D"),
                other => form.push(*other),
            }
        }
    }
}

#[cfg(all(test, feature = "multipart"))]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#[path = "multipart_tests.rs"]
mod tests;
