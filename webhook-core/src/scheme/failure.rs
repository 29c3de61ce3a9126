//! Why a delivery was not verified.

use std::error::Error;
use std::fmt;
use std::time::SystemTime;

/// Says why a delivery's signature was not accepted.
///
/// Every text is fixed: none holds a secret, a digest, a header's value or anything of the body. They are for the
/// log; what a sender is told should not depend on them.
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
    /// Says why a delivery was not verified, for schemes that are code; `cause` is for the log, and must hold nothing of
    /// the delivery.
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

    /// A delivery for which there is no key.
    pub(crate) fn no_key() -> Self {
        Fault::bad_signature("no key is known for it").after(false, 0)
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> SignatureFailureKind {
        self.kind
    }

    /// What exactly was found, in fixed words for the log.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        self.cause
    }

    /// The number of secrets that the signature was compared with.
    #[must_use]
    pub fn keys_tried(&self) -> usize {
        self.keys_tried
    }

    /// Whether the signature's header or query parameter was there at all.
    #[must_use]
    pub fn header_seen(&self) -> bool {
        self.header_seen
    }

    /// When the delivery was signed, where a secret made the signature and only the time was wrong.
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
    /// There is no signature, or something that is signed is not there.
    Missing,
    /// The signature cannot be read, or something that is signed is there twice or in no form that can be signed.
    Malformed,
    /// No secret made this signature of this message.
    BadSignature,
    /// A secret made the signature, but its timestamp is outside of the window in which it is accepted.
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

/// A failure before it is known how far the verification came.
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

    pub(crate) fn after(self, header_seen: bool, keys_tried: usize) -> SignatureFailure {
        SignatureFailure {
            kind: self.kind,
            cause: self.cause,
            keys_tried,
            header_seen,
            signed_at: None,
        }
    }
}
