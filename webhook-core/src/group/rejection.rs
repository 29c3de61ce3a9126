//! Why a delivery did not become an event.

use std::fmt;

use crate::payload::error::{PayloadError, PayloadErrorKind};
use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};
use crate::scheme::keys::keyring::KeyError;

/// Why a delivery did not become an event of its group.
///
/// Its texts are for the log: they name the step and the cause, never a secret, a digest or a value of the payload.
#[derive(Clone, Debug)]
pub struct Rejection {
    kind: RejectionKind,
    text: String,
}

/// The kind of a [`Rejection`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// The keys cannot be used: none, or a blank one.
    Keys,
    /// The signature, or something that it signs, is missing.
    MissingSignature,
    /// The signature, or something that it signs, cannot be read.
    MalformedSignature,
    /// The signature was made with another key, or over other bytes.
    BadSignature,
    /// The signature is genuine, but too old, or from the future.
    Expired,
    /// The body is no JSON, or does not say unambiguously which event it is.
    Malformed,
    /// The delivery is no event of the group, or of several at once.
    UnknownEvent,
    /// The payload does not fit its type.
    Unfit,
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

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> RejectionKind {
        self.kind
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
            _ => RejectionKind::Unfit,
        };
        Self::new(kind, error.to_string())
    }
}
