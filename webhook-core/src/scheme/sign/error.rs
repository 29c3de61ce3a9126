//! Errors about signing.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// Why a request was not signed. The text contains neither the secret nor the digest.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::scheme::{Algorithm, Scheme, Secret};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// let error = scheme.sign(&Secret::new(""), &mut http::Request::new(Bytes::new()));
/// assert_eq!(error.map_err(|error| error.to_string()), Err("the secret is blank".to_owned()));
/// ```
#[derive(Clone, Debug)]
pub struct SignError {
    kind: SignErrorKind,
    text: Cow<'static, str>,
}

impl SignError {
    pub(crate) fn new(kind: SignErrorKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: Cow::Owned(text.into()),
        }
    }

    pub(crate) const fn location(text: &'static str) -> Self {
        Self {
            kind: SignErrorKind::Location,
            text: Cow::Borrowed(text),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> SignErrorKind {
        self.kind
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for SignError {}

/// Why a request was not signed.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::scheme::{Algorithm, Scheme, Secret, SignErrorKind};
///
/// let token = Scheme::in_header(Algorithm::Token, "X-Gitlab-Token");
/// let error = token.sign(&Secret::new("two\nlines"), &mut http::Request::new(Bytes::new()));
/// assert_eq!(error.map_err(|error| error.kind()), Err(SignErrorKind::Location));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignErrorKind {
    /// The scheme cannot be used.
    Scheme,
    /// The secret cannot be used.
    Secret,
    /// A signed value is missing from the request, or given twice.
    Message,
    /// A required header of the request has another value, or is given twice.
    RequiredHeader,
    /// The signature cannot be written to its location.
    Location,
}
