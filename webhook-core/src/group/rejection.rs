//! Why a delivery did not become an event.

use std::fmt;

use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::error::{PayloadError, PayloadErrorKind};
use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};
use crate::scheme::keys::keyring::KeyError;

/// Why a delivery did not become an event of its group.
///
/// The text is for the log. It names the step and the cause, and never contains a secret, a digest or a payload value.
#[derive(Clone, Debug)]
pub struct Rejection {
    kind: RejectionKind,
    text: String,
}

/// The kind of a [`Rejection`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// The keys cannot be used: there is none, or one is blank.
    Keys,
    /// The signature, or a part that it covers, is missing.
    MissingSignature,
    /// The signature, or a part that it covers, cannot be read.
    MalformedSignature,
    /// The signature was made with another key or over other bytes.
    BadSignature,
    /// The signature is valid, but too old or from the future.
    Expired,
    /// The body is not JSON, or states its event ambiguously.
    Malformed,
    /// No event of the group matches, or several do.
    UnknownEvent,
    /// The payload does not fit its type.
    InvalidPayload,
    /// The delivery was verified for another group.
    OtherGroup,
}

impl Rejection {
    pub(crate) fn new(kind: RejectionKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }

    pub(crate) fn malformed(text: impl Into<String>) -> Self {
        Self::new(RejectionKind::Malformed, text)
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> RejectionKind {
        self.kind
    }

    /// The answer to a verified delivery that is refused.
    pub(crate) fn outcome(&self) -> Outcome {
        let kind = match self.kind {
            RejectionKind::InvalidPayload => OutcomeKind::InvalidPayload,
            RejectionKind::UnknownEvent => OutcomeKind::Unknown,
            _ => OutcomeKind::Malformed,
        };
        Outcome::with_text(kind, self.text.clone())
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Rejection {}

impl From<SignatureFailure> for Rejection {
    fn from(failure: SignatureFailure) -> Self {
        let kind = match failure.kind() {
            SignatureFailureKind::Missing => RejectionKind::MissingSignature,
            SignatureFailureKind::Malformed => RejectionKind::MalformedSignature,
            SignatureFailureKind::BadSignature => RejectionKind::BadSignature,
            SignatureFailureKind::Expired => RejectionKind::Expired,
        };
        Self::new(kind, failure.to_string())
    }
}

impl From<KeyError> for Rejection {
    fn from(error: KeyError) -> Self {
        Self::new(RejectionKind::Keys, error.to_string())
    }
}

impl From<PayloadError> for Rejection {
    fn from(error: PayloadError) -> Self {
        let kind = match error.kind() {
            PayloadErrorKind::Malformed => RejectionKind::Malformed,
            _ => RejectionKind::InvalidPayload,
        };
        Self::new(kind, error.to_string())
    }
}
