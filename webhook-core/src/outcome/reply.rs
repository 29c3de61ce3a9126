//! Which status answers which outcome.

use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

use crate::outcome::kind::ReplyKey;
use crate::outcome::{Outcome, OutcomeKind};

/// The statuses of a group or of one event: the keys of `reply(..)`.
///
/// What is not set falls to the group, then to the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replies {
    pub(crate) ok: Option<u16>,
    pub(crate) unknown: Option<u16>,
    pub(crate) failed: Option<u16>,
    pub(crate) permanent: Option<u16>,
    pub(crate) rejected: Option<u16>,
    pub(crate) malformed: Option<u16>,
    /// Media type and text of a success.
    pub(crate) ok_body: Option<(&'static str, &'static str)>,
}

impl Replies {
    /// Sets nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            ok: None,
            unknown: None,
            failed: None,
            permanent: None,
            rejected: None,
            malformed: None,
            ok_body: None,
        }
    }

    /// Answers a handled delivery; 200 by default.
    #[must_use]
    pub const fn with_ok(mut self, status: u16) -> Self {
        self.ok = Some(status);
        self
    }

    /// Answers an ignored or unknown event; 200 by default, because a sender disables an endpoint that answers 4xx.
    #[must_use]
    pub const fn with_unknown(mut self, status: u16) -> Self {
        self.unknown = Some(status);
        self
    }

    /// Answers a handler's failure; 500 by default.
    #[must_use]
    pub const fn with_failed(mut self, status: u16) -> Self {
        self.failed = Some(status);
        self
    }

    /// Answers a failure that no retry can mend; 422 by default.
    #[must_use]
    pub const fn with_permanent(mut self, status: u16) -> Self {
        self.permanent = Some(status);
        self
    }

    /// Answers a delivery that did not verify; 401 by default.
    #[must_use]
    pub const fn with_rejected(mut self, status: u16) -> Self {
        self.rejected = Some(status);
        self
    }

    /// Answers a body that is no JSON or does not say its event; 400 by default.
    #[must_use]
    pub const fn with_malformed(mut self, status: u16) -> Self {
        self.malformed = Some(status);
        self
    }

    /// Answers a success with a text of a media type, instead of `{"received":true}`; an empty text has no type.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::outcome::Replies;
    ///
    /// const TWILIO: Replies = Replies::new().with_rejected(403).with_ok_body("text/xml", "<Response/>");
    /// assert_ne!(TWILIO, Replies::new());
    /// ```
    #[must_use]
    pub const fn with_ok_body(mut self, media_type: &'static str, text: &'static str) -> Self {
        self.ok_body = Some((media_type, text));
        self
    }

    const fn get(&self, key: ReplyKey) -> Option<u16> {
        match key {
            ReplyKey::Ok => self.ok,
            ReplyKey::Unknown => self.unknown,
            ReplyKey::Failed => self.failed,
            ReplyKey::Permanent => self.permanent,
            ReplyKey::Rejected => self.rejected,
            ReplyKey::Malformed => self.malformed,
        }
    }

    /// Takes from `base` what is not set here.
    #[must_use]
    pub(crate) const fn or(self, base: Self) -> Self {
        const fn first(one: Option<u16>, other: Option<u16>) -> Option<u16> {
            if one.is_some() { one } else { other }
        }
        Self {
            ok: first(self.ok, base.ok),
            unknown: first(self.unknown, base.unknown),
            failed: first(self.failed, base.failed),
            permanent: first(self.permanent, base.permanent),
            rejected: first(self.rejected, base.rejected),
            malformed: first(self.malformed, base.malformed),
            ok_body: if self.ok_body.is_some() {
                self.ok_body
            } else {
                base.ok_body
            },
        }
    }
}

/// Turns an outcome into the response that the sender gets.
///
/// Failures carry `application/problem+json` (RFC 9457) with fixed texts: the sender learns the status and no reason.
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
#[must_use]
pub fn problem(status: StatusCode) -> Response<Full<Bytes>> {
    let title = status.canonical_reason().unwrap_or("Unknown");
    let body = format!(
        r#"{{"type":"about:blank","title":"{title}","status":{}}}"#,
        status.as_u16()
    );
    with_body(status, &PROBLEM, Bytes::from(body))
}

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
