//! What is refused before anything is verified.

use bytes::Bytes;
use http::{HeaderMap, Method, header, request};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::descriptor::Descriptor;
use crate::outcome::{Outcome, OutcomeKind};

/// Checks what the head of a request says.
pub(crate) fn check_head(parts: &request::Parts, descriptor: &Descriptor) -> Result<(), Outcome> {
    if parts.method != Method::POST {
        return Err(Outcome::new(OutcomeKind::MethodNotAllowed));
    }
    // A decoded body is not the one that was signed, and a small one may decode to gigabytes.
    if parts.headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Outcome::with_text(
            OutcomeKind::UnsupportedMediaType,
            "the body is encoded",
        ));
    }
    if !descriptor.any_media_type && !is_json(&parts.headers) {
        return Err(Outcome::new(OutcomeKind::UnsupportedMediaType));
    }
    Ok(())
}

/// No type at all, `application/json`, or a type that ends in `+json` (RFC 6839), with any parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = values.next() else {
        return true;
    };
    let Ok(value) = value.to_str() else {
        return false;
    };
    let essence = value
        .split_once(';')
        .map_or(value, |(essence, _)| essence)
        .trim();
    let Some((kind, subtype)) = essence.split_once('/') else {
        return false;
    };
    let suffix = subtype.rsplit_once('+').map(|(_, suffix)| suffix);
    let json = kind.eq_ignore_ascii_case("application") && subtype.eq_ignore_ascii_case("json");
    values.next().is_none()
        && (json || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json")))
}

/// Reads a body to its end, but never more than `limit` bytes of it.
pub(crate) async fn read_body<B: Body>(body: B, limit: usize) -> Result<Bytes, Outcome>
where
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // A length that is too large is refused before the first byte is read.
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(Outcome::new(OutcomeKind::TooLarge));
    }
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Outcome::new(OutcomeKind::TooLarge)),
        Err(_) => Err(Outcome::with_text(
            OutcomeKind::Incomplete,
            "the body could not be read to its end",
        )),
    }
}
