//! Which status answers which outcome.

use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

use crate::outcome::replies::Replies;
use crate::outcome::{Outcome, OutcomeKind};

/// Turns an outcome into the response that the sender gets.
///
/// Failures carry `application/problem+json` (RFC 9457) with fixed texts: the sender learns the status and no reason.
#[inline]
pub(crate) fn respond(
    mut outcome: Outcome,
    group: &Replies,
    event: Option<&Replies>,
) -> Response<Full<Bytes>> {
    if let Some(response) = outcome.take_response() {
        return response.map(Full::new);
    }
    let status = outcome
        .status()
        .unwrap_or_else(|| status(outcome.kind(), group, event));
    let mut response = if status.is_success() {
        success(status, group)
    } else {
        problem(status)
    };
    if let Some(after) = outcome.retry_after() {
        // Rounded up, so that the sender does not come back too early.
        let seconds = after
            .as_secs()
            .saturating_add(u64::from(after.subsec_nanos() > 0));
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if outcome.kind() == OutcomeKind::MethodNotAllowed {
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

/// Builds the response to a refused request: `status`, and a problem document (RFC 9457) that states only the status.
#[cold]
#[must_use]
pub fn problem(status: StatusCode) -> Response<Full<Bytes>> {
    let title = status.canonical_reason().unwrap_or("Unknown");
    let body = format!(
        r#"{{"type":"about:blank","title":"{title}","status":{}}}"#,
        status.as_u16()
    );
    with_body(status, &PROBLEM, Bytes::from(body))
}

#[inline]
fn success(status: StatusCode, group: &Replies) -> Response<Full<Bytes>> {
    let (media_type, text) = group
        .ok_body
        .unwrap_or(("application/json", r#"{"received":true}"#));
    let bodiless = matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT);
    if bodiless || text.is_empty() {
        let mut response = Response::new(Full::default());
        *response.status_mut() = status;
        return response;
    }
    let body = Bytes::from_static(text.as_bytes());
    if media_type == "application/json" {
        return with_body(status, &JSON, body);
    }
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().extend(content(media_type));
    response
}

#[inline]
fn with_body(
    status: StatusCode,
    headers: &LazyLock<HeaderMap>,
    body: Bytes,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().clone_from(headers);
    response
}

// A copy takes half as long as to make them, and it is half of what a reply takes.
static JSON: LazyLock<HeaderMap> = LazyLock::new(|| content("application/json"));
static PROBLEM: LazyLock<HeaderMap> = LazyLock::new(|| content("application/problem+json"));

fn content(media_type: &'static str) -> HeaderMap {
    let media_type = HeaderValue::from_static(media_type);
    HeaderMap::from_iter([(header::CONTENT_TYPE, media_type)])
}

fn status(kind: OutcomeKind, group: &Replies, event: Option<&Replies>) -> StatusCode {
    let row = kind.row();
    let chosen = row.key.and_then(|key| {
        let of_event = event.and_then(|replies| replies.get(key));
        of_event.or_else(|| group.get(key))
    });
    chosen
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(row.status)
}
