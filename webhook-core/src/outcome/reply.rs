//! Which status answers which outcome.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

use crate::outcome::replies::Replies;
use crate::outcome::{Outcome, OutcomeKind};

/// Turns an outcome into the response that the sender gets. Its headers are written into `room`, an empty map that may have
/// memory already: to allocate it would be half of what a reply takes.
///
/// Failures carry `application/problem+json` (RFC 9457) with fixed texts: the sender learns the status and no reason.
#[inline]
pub(crate) fn respond(
    mut outcome: Outcome,
    group: &Replies,
    event: Option<&Replies>,
    room: &mut HeaderMap,
) -> Response<Full<Bytes>> {
    if let Some(response) = outcome.take_response() {
        return response.map(Full::new);
    }
    let status = outcome
        .status()
        .unwrap_or_else(|| status(outcome.kind(), group, event));
    let mut response = if status.is_success() {
        success(status, group, room)
    } else {
        problem_in(room, status)
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
    response
}

/// Builds the response to a refused request: `status`, and a problem document (RFC 9457) that states only the status.
#[cold]
#[must_use]
pub fn problem(status: StatusCode) -> Response<Full<Bytes>> {
    problem_in(&mut HeaderMap::new(), status)
}

#[cold]
fn problem_in(room: &mut HeaderMap, status: StatusCode) -> Response<Full<Bytes>> {
    let title = status.canonical_reason().unwrap_or("Unknown");
    let body = format!(
        r#"{{"type":"about:blank","title":"{title}","status":{}}}"#,
        status.as_u16()
    );
    with_body(status, "application/problem+json", Bytes::from(body), room)
}

#[inline]
fn success(status: StatusCode, group: &Replies, room: &mut HeaderMap) -> Response<Full<Bytes>> {
    let (media_type, text) = group
        .ok_body
        .unwrap_or(("application/json", r#"{"received":true}"#));
    let bodiless = matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT);
    if bodiless || text.is_empty() {
        let mut response = Response::new(Full::default());
        *response.status_mut() = status;
        return response;
    }
    with_body(
        status,
        media_type,
        Bytes::from_static(text.as_bytes()),
        room,
    )
}

#[inline]
fn with_body(
    status: StatusCode,
    media_type: &'static str,
    body: Bytes,
    room: &mut HeaderMap,
) -> Response<Full<Bytes>> {
    // Checked by the compiler, because it is in nearly every reply.
    let media_type = match media_type {
        "application/json" => const { HeaderValue::from_static("application/json") },
        other => HeaderValue::from_static(other),
    };
    room.insert(header::CONTENT_TYPE, media_type);
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    std::mem::swap(response.headers_mut(), room);
    response
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
