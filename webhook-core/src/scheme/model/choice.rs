//! The enums of a scheme.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::const_str::equal;
use crate::text::diagnostic::Diagnostic;

/// Implements `as_str`, `parse`, `Display` and `Serialize` for an enum, with the spelling of the attribute.
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

            /// Parses the spelling in an attribute.
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
            /// The text is unknown. The error quotes it and lists the known ones.
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

/// How the signature is made from the message and the secret.
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
    /// HMAC with SHA-1, for senders that offer nothing better.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
    /// SHA-256 of the secret followed by the message, for senders that offer nothing better. An attacker can append bytes
    /// to the end of a signed message and compute its digest.
    Sha256Prefix,
    /// SHA-1 of the message followed by the secret, for senders that offer nothing better. Two messages of the same length
    /// with the same SHA-1 have the same digest, and can be made.
    Sha1Suffix,
    /// SHA-256 of the message followed by the secret, for senders that offer nothing better.
    Sha256Suffix,
    /// SHA-512 of the message followed by the secret, for senders that offer nothing better.
    Sha512Suffix,
    /// Ed25519; needs the feature `asymmetric`.
    Ed25519,
    /// ECDSA over P-256 with SHA-256, the signature in DER; needs the feature `asymmetric`.
    EcdsaP256,
    /// RSA PKCS#1 v1.5 with SHA-256; needs the feature `asymmetric`.
    RsaSha256,
    /// RSA PKCS#1 v1.5 with SHA-1, for senders that offer nothing better; needs the feature `asymmetric`. Two messages with
    /// the same SHA-1 have the same signature, and can be made by anyone of whom the sender signs a text.
    RsaSha1,
    /// The secret itself. It signs nothing: anyone who has seen one request can make another.
    Token,
    /// A verifier of your own: see [`CustomVerifier`](crate::verification::CustomVerifier).
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
    Sha1Suffix = "sha1-suffix",
    Sha256Suffix = "sha256-suffix",
    Sha512Suffix = "sha512-suffix",
    Ed25519 = "ed25519",
    EcdsaP256 = "ecdsa-p256",
    RsaSha256 = "rsa-sha256",
    RsaSha1 = "rsa-sha1",
    Token = "token",
    Custom = "custom"
);

impl Algorithm {
    /// Whether the key only verifies and cannot sign.
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
        matches!(
            self,
            Self::Ed25519 | Self::EcdsaP256 | Self::RsaSha256 | Self::RsaSha1
        )
    }
}

/// How the digest is encoded.
///
/// Base64 has the standard alphabet and padding, Base64url the URL-safe alphabet and no padding. White space and non-zero
/// trailing bits are refused.
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
    /// Hexadecimal, written in lower case and read in either case.
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

/// How a signed header, query parameter or pointer is treated that the request does not have.
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
    /// Verification fails.
    Refuse,
    /// The value is the empty text, for senders that sign absent values as such.
    Empty,
}

spelled!(
    Missing,
    "value of `missing`",
    "refuse",
    Refuse = "refuse",
    Empty = "empty"
);

/// How the text of a secret is decoded to a key.
///
/// A [`Secret`](crate::scheme::Secret) made from bytes is used as it is.
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
    /// The bytes of the text.
    Utf8,
    /// Hexadecimal digits, in either case.
    Hex,
    /// Base64, with or without padding.
    Base64,
    /// Base64 after `whsec_` or `v1,whsec_`, or bare (Standard Webhooks).
    Whsec,
    /// A public key in Base64 after `whpk_`, or bare (Standard Webhooks).
    Whpk,
    /// A public key as X.509 `SubjectPublicKeyInfo`, in PEM or as the Base64 of its DER.
    Spki,
    /// The SHA-1 hash of the text.
    Sha1,
    /// A public key as a JSON web key (RFC 7517). Needs the feature `jwt`.
    Jwk,
    /// The Base64 of `user:password`, as the scheme `Basic` of `Authorization` sends it.
    Basic,
    /// The text in the Unicode form NFKD. A text that is not ASCII needs the feature `unicode`.
    Nfkd,
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
    Sha1 = "sha1",
    Jwk = "jwk",
    Basic = "basic",
    Nfkd = "nfkd"
);

/// The hash of a body in a claim of a [`Jwt`](crate::scheme::Jwt).
///
/// # Examples
///
/// ```
/// assert_eq!(webhook_core::scheme::JwtHash::Sha256.to_string(), "sha256");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JwtHash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

spelled!(
    JwtHash,
    "hash",
    "sha256",
    Sha256 = "sha256",
    Sha384 = "sha384",
    Sha512 = "sha512"
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
    /// Whole seconds since the Unix epoch, in digits only.
    Seconds,
    /// Whole milliseconds since the Unix epoch, in digits only.
    Milliseconds,
    /// A date and time of RFC 3339 with its offset.
    Rfc3339,
    /// Seconds since the Unix epoch with a fraction, such as `1700000000.25`, of which only the whole seconds are signed.
    DecimalSeconds,
    /// A date and time of RFC 3339 whose offset may be left out: then it is UTC.
    Iso8601,
}

spelled!(
    TimeUnit,
    "unit",
    "ms",
    Seconds = "s",
    Milliseconds = "ms",
    Rfc3339 = "rfc3339",
    DecimalSeconds = "decimal",
    Iso8601 = "iso8601"
);

#[cfg(test)]
#[path = "choice_tests.rs"]
mod tests;
