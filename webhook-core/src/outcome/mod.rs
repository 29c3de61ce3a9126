//! What became of a delivery, and what a handler's return value says about it.

pub(crate) mod failure;
pub(crate) mod kind;
pub(crate) mod replies;
pub(crate) mod reply;

pub use failure::{Failure, HandlerError};
pub use kind::OutcomeKind;
pub use replies::Replies;

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::guard::Panicked;
use failure::FailureKind;

/// What became of a delivery; only the dispatcher's last step turns it into a response.
///
/// # Examples
///
/// A handler that answers with a body of its own:
///
/// ```
/// use webhook_core::Outcome;
///
/// fn answer() -> Outcome {
///     Outcome::reply(http::Response::new("<Response/>"))
/// }
/// ```
///
/// Its `Debug` shows of a response the status and the size.
#[derive(Debug)]
pub struct Outcome {
    kind: OutcomeKind,
    /// Boxed, because the common outcome has none of it.
    detail: Option<Box<Detail>>,
}

#[derive(Default)]
struct Detail {
    /// For the log, never for the sender.
    text: String,
    retry_after: Option<Duration>,
    status: Option<StatusCode>,
    response: Option<Response<Bytes>>,
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let response = self.response.as_ref();
        let response = response.map(|response| (response.status(), response.body().len()));
        f.debug_struct("Detail")
            .field("text", &self.text)
            .field("retry_after", &self.retry_after)
            .field("status", &self.status)
            .field("response", &response)
            .finish()
    }
}

impl Outcome {
    /// Says that the delivery was handled.
    #[must_use]
    pub const fn handled() -> Self {
        Self::new(OutcomeKind::Handled)
    }

    /// Answers with `response` as it is, and says what became of the delivery by its status.
    ///
    /// With 2xx it was handled, and with 3xx as well, although senders count that as failed. 503 asks for a
    /// [retry](OutcomeKind::Retry), 4xx is a [permanent](OutcomeKind::Permanent) failure, and anything else has
    /// [failed](OutcomeKind::Failed).
    ///
    /// # Examples
    ///
    /// ```
    /// use http::{HeaderMap, Response, StatusCode, header};
    /// use webhook_core::outcome::OutcomeKind;
    /// use webhook_core::Outcome;
    ///
    /// let mut busy = Response::new("come back later");
    /// *busy.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    /// assert_eq!(Outcome::reply(busy).kind(), OutcomeKind::Retry);
    /// assert_eq!(Outcome::reply(Response::new("done")).kind(), OutcomeKind::Handled);
    /// ```
    #[must_use]
    pub fn reply<B: Into<Bytes>>(response: Response<B>) -> Self {
        let kind = kind_of(response.status());
        let detail = Detail {
            retry_after: seconds_of(response.headers()),
            response: Some(response.map(Into::into)),
            ..Detail::default()
        };
        Self {
            kind,
            detail: Some(Box::new(detail)),
        }
    }

    /// Answers 200 with `value` as `application/json`.
    ///
    /// If the value cannot be written as JSON, the delivery has [failed](OutcomeKind::Failed): the log gets the reason, and
    /// the sender 500 without it.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use webhook_core::outcome::OutcomeKind;
    /// use webhook_core::Outcome;
    ///
    /// let answer = Outcome::json(&BTreeMap::from([("type", 4)]));
    /// assert_eq!(answer.kind(), OutcomeKind::Handled);
    ///
    /// // The keys of a JSON object are strings.
    /// let answer = Outcome::json(&BTreeMap::from([([1, 2], "pair")]));
    /// assert_eq!(answer.kind(), OutcomeKind::Failed);
    /// assert_eq!(answer.text(), "the reply cannot be written as JSON: key must be a string");
    /// ```
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => {
                let mut response = Response::new(body);
                let media_type = HeaderValue::from_static("application/json");
                (response.headers_mut()).insert(header::CONTENT_TYPE, media_type);
                Self::reply(response)
            }
            Err(error) => {
                let text = format!("the reply cannot be written as JSON: {error}");
                Self::with_text(OutcomeKind::Failed, text)
            }
        }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> OutcomeKind {
        self.kind
    }

    /// Whether a handler chose the reply, by [`reply`](Self::reply) or [`json`](Self::json). A run from an inbox drops the reply, because the request was answered before.
    #[must_use]
    pub fn is_reply(&self) -> bool {
        self.detail
            .as_ref()
            .is_some_and(|detail| detail.response.is_some())
    }

    /// The text that the log gets; empty where there is nothing to say.
    #[must_use]
    pub fn text(&self) -> &str {
        self.detail.as_ref().map_or("", |detail| &detail.text)
    }

    /// How long the sender is asked to wait before it tries again; a day at most.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let said = self.detail.as_ref().and_then(|detail| detail.retry_after);
        let said = said.map(|after| after.min(LONGEST_PAUSE));
        said.or_else(|| self.kind.row().retry_after.map(Duration::from_secs))
    }

    pub(crate) const fn new(kind: OutcomeKind) -> Self {
        Self { kind, detail: None }
    }

    pub(crate) fn with_text(kind: OutcomeKind, text: impl Into<String>) -> Self {
        let detail = Detail {
            text: text.into(),
            ..Detail::default()
        };
        Self {
            kind,
            detail: Some(Box::new(detail)),
        }
    }

    /// Says that a sender's question was answered, and with what.
    pub(crate) fn handshake(response: Response<Bytes>) -> Self {
        Self {
            kind: OutcomeKind::Handshake,
            ..Self::reply(response)
        }
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.detail.get_or_insert_default().status = Some(status);
        self
    }

    pub(crate) fn with_retry_after(mut self, after: Duration) -> Self {
        self.detail.get_or_insert_default().retry_after = Some(after);
        self
    }

    /// A status that the handler chose itself.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.detail.as_ref().and_then(|detail| detail.status)
    }

    pub(crate) fn take_response(&mut self) -> Option<Response<Bytes>> {
        self.detail
            .as_mut()
            .and_then(|detail| detail.response.take())
    }

    /// Stands where the dispatcher handed a handler an input of another kind, which its table rules out.
    pub(crate) fn taken() -> Self {
        Self::with_text(
            OutcomeKind::Failed,
            "the handler was called with an input that is not its own",
        )
    }
}

/// Many senders give a delivery up after a day or three, and some read the number into few bits.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// What the status of a handler's own response says of the delivery.
const fn kind_of(status: StatusCode) -> OutcomeKind {
    match status.as_u16() {
        200..=399 => OutcomeKind::Handled,
        400..=499 => OutcomeKind::Permanent,
        503 => OutcomeKind::Retry,
        _ => OutcomeKind::Failed,
    }
}

/// A `Retry-After` in seconds; the reply has it anyway, and one that is a date says no duration.
fn seconds_of(headers: &HeaderMap) -> Option<Duration> {
    let after = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    after.trim().parse().ok().map(Duration::from_secs)
}

impl From<Panicked> for Outcome {
    fn from(panicked: Panicked) -> Self {
        Self::with_text(OutcomeKind::Panicked, panicked.to_string())
    }
}

/// What a handler, or an extractor's rejection, may turn into: `()`, a `Result`, or an [`Outcome`] itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` says nothing about what became of a delivery",
    label = "no outcome",
    note = "return `()`, `Result<(), E>` where `E` is `Display` or `HandlerError`, or an `Outcome` such as `Outcome::json(&value)`"
)]
pub trait IntoOutcome {
    /// Says what became of the delivery.
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Outcome {
        Outcome::handled()
    }
}

impl IntoOutcome for Outcome {
    fn into_outcome(self) -> Outcome {
        self
    }
}

impl IntoOutcome for Infallible {
    fn into_outcome(self) -> Outcome {
        match self {}
    }
}

impl IntoOutcome for Failure {
    fn into_outcome(self) -> Outcome {
        match self.kind {
            FailureKind::Status(status) => {
                Outcome::with_text(OutcomeKind::Failed, self.text).with_status(status)
            }
            FailureKind::Failed => Outcome::with_text(OutcomeKind::Failed, self.text),
            FailureKind::Permanent => Outcome::with_text(OutcomeKind::Permanent, self.text),
            FailureKind::Retry(after) => {
                Outcome::with_text(OutcomeKind::Retry, self.text).with_retry_after(after)
            }
        }
    }
}

impl<T: IntoOutcome, E: HandlerError> IntoOutcome for Result<T, E> {
    fn into_outcome(self) -> Outcome {
        match self {
            Ok(value) => value.into_outcome(),
            Err(error) => error.into_failure().into_outcome(),
        }
    }
}
