//! The inputs of fallback handlers.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};

/// A verified delivery that matches no event of its group, or several.
///
/// A handler with `ty = UnknownEvent` takes it. `Debug` does not print the body.
#[derive(Clone)]
pub struct UnknownEvent {
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

    /// What the log says about it; empty if nothing matched.
    pub(crate) fn text(&self) -> String {
        match self.matches.as_slice() {
            [] => String::new(),
            matches => format!("several events match: {}", matches.join(", ")),
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
        f.debug_struct("UnknownEvent")
            .field("matches", &self.matches)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A delivery that did not verify.
///
/// A handler with `ty = SignatureVerificationFailure` takes it, to count or to alert. Its result does not change the
/// reply. It has no body, because the author of the body is unknown.
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
