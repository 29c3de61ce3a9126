//! Errors about schemes.

use std::error::Error;
use std::fmt;

/// Why a scheme cannot be used.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, SignatureLocation, Scheme, Verifier};
///
/// let error = Verifier::new(&Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query(""))).map_err(|error| error.to_string());
/// assert_eq!(error.err().as_deref(), Some("empty parameter name"));
/// ```
#[derive(Clone)]
pub struct SchemeError {
    kind: SchemeErrorKind,
    text: String,
}

impl SchemeError {
    pub(crate) fn new(kind: SchemeErrorKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> SchemeErrorKind {
        self.kind
    }
}

impl fmt::Display for SchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for SchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for SchemeError {}

/// What is wrong with a scheme.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Encoding, Scheme, SchemeErrorKind, Verifier};
///
/// let token = Scheme::in_header(Algorithm::Token, "X-Gitlab-Token").with_encoding(Encoding::Base64);
/// assert_eq!(Verifier::new(&token).err().map(|error| error.kind()), Some(SchemeErrorKind::Parts));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchemeErrorKind {
    /// The name of a header, parameter or field is invalid.
    Name,
    /// The parts do not fit together.
    Parts,
    /// The scheme is `custom`: a [`CustomVerifier`](crate::verification::CustomVerifier) checks its deliveries.
    Custom,
}
