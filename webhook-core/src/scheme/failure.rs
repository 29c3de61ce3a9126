//! Why verification failed.

use std::error::Error;
use std::fmt;
use std::time::SystemTime;

/// Why the signature of a delivery was not accepted.
///
/// The texts are fixed, and contain no secret, digest, header value or part of the body. They are for the log. Do not let
/// the reply to the sender depend on them.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Delivery;
/// use webhook_core::scheme::{Algorithm, Keyring, Scheme, Secret, SignatureFailureKind, Verifier};
///
/// let verifier = Verifier::new(&Scheme::in_header(Algorithm::HmacSha256, "X-Signature"))?;
/// let keys = verifier.prepare(&Keyring::from(Secret::new("your-shared-secret")))?;
/// let unsigned = Delivery::from(http::Request::post("/webhooks").body(Bytes::from("{}"))?);
///
/// let failure = verifier.verify(&unsigned, &keys).err();
/// assert_eq!(failure.as_ref().map(|failure| failure.kind()), Some(SignatureFailureKind::Missing));
/// assert_eq!(failure.map(|failure| failure.to_string()).as_deref(), Some("missing: signature header absent"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SignatureFailure {
    kind: SignatureFailureKind,
    cause: &'static str,
    keys_tried: usize,
    header_seen: bool,
    signed_at: Option<SystemTime>,
}

impl SignatureFailure {
    /// Makes a failure, for a [`CustomVerifier`](crate::verification::CustomVerifier). `cause` is written to the log, and
    /// must not contain any part of the delivery.
    #[must_use]
    pub const fn new(kind: SignatureFailureKind, cause: &'static str) -> Self {
        Self {
            kind,
            cause,
            keys_tried: 0,
            header_seen: !matches!(kind, SignatureFailureKind::Missing),
            signed_at: None,
        }
    }

    /// No key is known for the delivery.
    pub(crate) fn no_key() -> Self {
        Fault::bad_signature("no key is known for the delivery").into_failure(false, 0)
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> SignatureFailureKind {
        self.kind
    }

    /// The exact cause, as a fixed text for the log.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        self.cause
    }

    /// The number of secrets that were tried.
    #[must_use]
    pub fn keys_tried(&self) -> usize {
        self.keys_tried
    }

    /// Whether the request has the header or the query parameter of the signature.
    #[must_use]
    pub fn header_seen(&self) -> bool {
        self.header_seen
    }

    /// When the delivery was signed, if the signature is genuine and only the time is wrong.
    #[must_use]
    pub fn signed_at(&self) -> Option<SystemTime> {
        self.signed_at
    }

    pub(crate) fn with_signed_at(mut self, time: Option<SystemTime>) -> Self {
        self.signed_at = time;
        self
    }
}

impl fmt::Display for SignatureFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.cause)
    }
}

impl Error for SignatureFailure {}

/// What is wrong with a signature.
///
/// # Examples
///
/// ```
/// assert_eq!(webhook_core::scheme::SignatureFailureKind::BadSignature.to_string(), "bad signature");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureFailureKind {
    /// The signature is absent, or a signed value is.
    Missing,
    /// The signature cannot be decoded, or a signed value is given twice or has an invalid form.
    Malformed,
    /// The signature was not made with any of the secrets over this message.
    BadSignature,
    /// The signature is genuine, but its timestamp is outside of the tolerance.
    Expired,
}

impl fmt::Display for SignatureFailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::BadSignature => "bad signature",
            Self::Expired => "expired",
        })
    }
}

/// What is wrong, before it is known how far the verification got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: SignatureFailureKind,
    pub(crate) cause: &'static str,
}

impl Fault {
    pub(crate) const NO_SECRET: Self = Self::bad_signature("no secret made it");

    pub(crate) const fn missing(cause: &'static str) -> Self {
        Self {
            kind: SignatureFailureKind::Missing,
            cause,
        }
    }

    pub(crate) const fn malformed(cause: &'static str) -> Self {
        Self {
            kind: SignatureFailureKind::Malformed,
            cause,
        }
    }

    pub(crate) const fn bad_signature(cause: &'static str) -> Self {
        Self {
            kind: SignatureFailureKind::BadSignature,
            cause,
        }
    }

    pub(crate) fn into_failure(self, header_seen: bool, keys_tried: usize) -> SignatureFailure {
        SignatureFailure {
            kind: self.kind,
            cause: self.cause,
            keys_tried,
            header_seen,
            signed_at: None,
        }
    }
}
