//! The inputs of fallback handlers.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};

/// A verified delivery that matches no event of its group, or several.
///
/// A handler with `ty = UnknownEvent` takes it. `Debug` prints the values of the discriminators, escaped and at most 64 characters
/// of each; in a group without signatures, only how many they are. It does not print the body.
///
/// # Examples
///
/// ```
/// # use webhook_core::EventGroup;
/// use webhook_core::{UnknownEvent, on_event};
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(path = "/github", preset = github)]
/// # pub enum Github { #[event("ping", ignore)] Ping }
///
/// #[on_event(group = Github, ty = UnknownEvent)]
/// fn unknown(event: UnknownEvent) {
///     eprintln!("GitHub sends {:?}, which nothing handles", event.values());
/// }
/// ```
#[derive(Clone)]
pub struct UnknownEvent {
    /// Whether its group is signed.
    pub(crate) verified: bool,
    pub(crate) values: Vec<String>,
    pub(crate) matches: Vec<&'static str>,
    pub(crate) id: Option<String>,
    pub(crate) body: Bytes,
}

impl UnknownEvent {
    /// The values of the group's discriminators, as far as the delivery has them.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// What the log says about it.
    pub(crate) fn text(&self) -> Cow<'static, str> {
        match self.matches.as_slice() {
            [] => "no event of the group matches".into(),
            matches => format!("several events match: {}", matches.join(", ")).into(),
        }
    }

    /// The names of the events that matched, if several did.
    #[must_use]
    pub fn matches(&self) -> &[&'static str] {
        &self.matches
    }

    /// The delivery's id, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The body, byte for byte.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("UnknownEvent");
        let text = if self.verified {
            let values: Vec<_> = self.values.iter().map(|value| cut(value)).collect();
            text.field("values", &values)
        } else {
            text.field("values", &self.values.len())
        };
        text.field("matches", &self.matches)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The beginning of a value.
fn cut(value: &str) -> Cow<'_, str> {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()).into(),
        None => value.into(),
    }
}

/// The characters of a value that `Debug` prints.
const LONGEST_VALUE: usize = 64;

/// A delivery that did not verify.
///
/// A handler with `ty = SignatureVerificationFailure` takes it, to count or to alert. Its result does not change the
/// reply. It has no body, because the author of the body is unknown.
///
/// # Examples
///
/// ```
/// # use webhook_core::EventGroup;
/// use webhook_core::{SignatureVerificationFailure, on_event};
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(path = "/github", preset = github)]
/// # pub enum Github { #[event("ping", ignore)] Ping }
///
/// #[on_event(group = Github, ty = SignatureVerificationFailure)]
/// fn forged(failure: SignatureVerificationFailure) {
///     eprintln!("not from GitHub: {}", failure.cause());
/// }
/// ```
#[derive(Clone)]
pub struct SignatureVerificationFailure {
    pub(crate) failure: SignatureFailure,
    pub(crate) headers: HeaderMap,
}

impl SignatureVerificationFailure {
    /// Why the delivery did not verify.
    #[must_use]
    pub fn kind(&self) -> SignatureFailureKind {
        self.failure.kind()
    }

    /// The likely cause, one of a fixed set of texts.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        self.failure.cause()
    }

    /// The headers. Do not trust any of them.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl fmt::Debug for SignatureVerificationFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureVerificationFailure")
            .field("kind", &self.kind())
            .field("cause", &self.cause())
            .field("headers", &self.headers.len())
            .finish_non_exhaustive()
    }
}
