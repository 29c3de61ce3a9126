//! The closed choices of a scheme.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::const_str::equal;
use crate::text::diagnostic::Diagnostic;

/// Gives an enum without fields the spelling of its attribute: `as_str`, `parse`, `Display` and `Serialize`.
macro_rules! spelled {
    ($name:ident, $what:literal, $example:literal, $($variant:ident = $text:literal),+) => {
        impl $name {
            /// The spelling in an attribute.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use webhook_core::scheme::", stringify!($name), ";")]
            ///
            #[doc = concat!("let value = ", stringify!($name), "::parse(", stringify!($example), ");")]
            #[doc = concat!("assert_eq!(value.map(", stringify!($name), "::as_str).ok(), Some(", stringify!($example), "));")]
            /// ```
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Reads the spelling of an attribute.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use webhook_core::scheme::", stringify!($name), ";")]
            ///
            #[doc = concat!("assert!(", stringify!($name), "::parse(", stringify!($example), ").is_ok());")]
            #[doc = concat!("assert!(", stringify!($name), "::parse(\"other\").is_err());")]
            /// ```
            ///
            /// # Errors
            ///
            /// A text that quotes what is unknown and lists what is known.
            pub const fn parse(text: &str) -> Result<Self, Diagnostic> {
                $(if equal(text, $text) {
                    return Ok(Self::$variant);
                })+
                Err(Diagnostic::new(concat!("unknown ", $what, " ")).quote(text).then("\nhelp: write one of")$(.then(" ").quote($text))+)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// How the digest is made from the message and the secret.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Algorithm;
///
/// assert_eq!(Algorithm::HmacSha512.to_string(), "hmac-sha512");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-1, for senders that leave no choice.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
    /// SHA-256 of the secret followed by the message, for senders that leave no choice: with what is signed last,
    /// a stranger can append bytes to a message and compute its digest.
    Sha256Prefix,
    /// Ed25519; needs the feature `asymmetric`.
    Ed25519,
    /// ECDSA over P-256 with SHA-256, the signature in DER; needs the feature `asymmetric`.
    EcdsaP256,
    /// RSA PKCS#1 v1.5 with SHA-256; needs the feature `asymmetric`.
    RsaSha256,
    /// The secret itself. It signs nothing: whoever has seen one request can make any other.
    Token,
    /// Code of the program: see [`CustomVerifier`](crate::verification::CustomVerifier).
    Custom,
}

spelled!(
    Algorithm,
    "algorithm",
    "hmac-sha256",
    HmacSha1 = "hmac-sha1",
    HmacSha256 = "hmac-sha256",
    HmacSha384 = "hmac-sha384",
    HmacSha512 = "hmac-sha512",
    Sha256Prefix = "sha256-prefix",
    Ed25519 = "ed25519",
    EcdsaP256 = "ecdsa-p256",
    RsaSha256 = "rsa-sha256",
    Token = "token",
    Custom = "custom"
);

impl Algorithm {
    /// Whether the key that verifies cannot sign.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Algorithm;
    ///
    /// assert!(Algorithm::Ed25519.is_asymmetric());
    /// assert!(!Algorithm::HmacSha256.is_asymmetric());
    /// ```
    #[must_use]
    pub const fn is_asymmetric(self) -> bool {
        matches!(self, Self::Ed25519 | Self::EcdsaP256 | Self::RsaSha256)
    }
}

/// How the digest is written.
///
/// Hexadecimal digits are read in either case; Base64 is the standard alphabet with padding, Base64url the URL-safe
/// one without. Neither allows white space, or bits that do not count.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Encoding;
///
/// assert_eq!(Encoding::Base64Url.to_string(), "base64url");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Hexadecimal, signed in lower case and read in either.
    Hex,
    /// Base64 with padding (RFC 4648, section 4).
    Base64,
    /// Base64url without padding (RFC 4648, section 5).
    Base64Url,
}

spelled!(
    Encoding,
    "encoding",
    "base64",
    Hex = "hex",
    Base64 = "base64",
    Base64Url = "base64url"
);

/// What a header, query parameter or pointer is that the message asks for and the request has not.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Missing;
///
/// assert_eq!(Missing::Refuse.to_string(), "refuse");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Missing {
    /// A failure of the verification.
    Refuse,
    /// The empty text, as senders have it that sign what is not there.
    Empty,
}

spelled!(
    Missing,
    "value of `missing`",
    "refuse",
    Refuse = "refuse",
    Empty = "empty"
);

/// How the text of a secret becomes a key.
///
/// A [`Secret`](crate::scheme::Secret) of bytes is a key as it is, whatever the form.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::KeyForm;
///
/// assert_eq!(KeyForm::Whsec.to_string(), "whsec");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyForm {
    /// The text's own bytes.
    Utf8,
    /// Hexadecimal digits, in either case.
    Hex,
    /// Base64, with or without padding.
    Base64,
    /// Base64 behind `whsec_`, behind `v1,whsec_`, or bare (Standard Webhooks).
    Whsec,
    /// A public key in Base64 behind `whpk_`, or bare (Standard Webhooks).
    Whpk,
    /// A public key as PEM text, or as the Base64 of its DER: X.509 `SubjectPublicKeyInfo`.
    Spki,
    /// The SHA-1 hash of the text.
    Sha1,
}

spelled!(
    KeyForm,
    "form of key",
    "whsec",
    Utf8 = "utf8",
    Hex = "hex",
    Base64 = "base64",
    Whsec = "whsec",
    Whpk = "whpk",
    Spki = "spki",
    Sha1 = "sha1"
);

/// How a timestamp is written.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::TimeUnit;
///
/// assert_eq!(TimeUnit::Milliseconds.to_string(), "ms");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeUnit {
    /// Whole seconds since the Unix epoch: digits and nothing else.
    Seconds,
    /// Whole milliseconds since the Unix epoch: digits and nothing else.
    Milliseconds,
    /// A date and time of RFC 3339 with its offset.
    Rfc3339,
}

spelled!(
    TimeUnit,
    "unit",
    "ms",
    Seconds = "s",
    Milliseconds = "ms",
    Rfc3339 = "rfc3339"
);

#[cfg(test)]
#[path = "choice_tests.rs"]
mod tests;
