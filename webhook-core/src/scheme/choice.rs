//! The closed choices of a scheme.

use std::fmt;

use serde::{Serialize, Serializer};

use super::text::equal;
use crate::message::Message;

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
            pub const fn parse(text: &str) -> Result<Self, Message> {
                $(if equal(text, $text) {
                    return Ok(Self::$variant);
                })+
                Err(Message::new(concat!("unknown ", $what, " ")).quote(text).then("\nhelp: write one of")$(.then(" ").quote($text))+)
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
    /// The secret itself. It signs nothing: whoever has seen one request can make any other.
    Token,
}

spelled!(
    Algorithm,
    "algorithm",
    "hmac-sha256",
    HmacSha1 = "hmac-sha1",
    HmacSha256 = "hmac-sha256",
    HmacSha384 = "hmac-sha384",
    HmacSha512 = "hmac-sha512",
    Token = "token"
);

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

/// Where a request carries its signature.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Carrier;
///
/// assert_eq!(Carrier::Header("X-Signature").to_string(), "header X-Signature");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier<'a> {
    /// A header, by its name in any case.
    Header(&'a str),
    /// A query parameter, by its decoded name. A `+` in the query is a space there.
    Query(&'a str),
}

impl<'a> Carrier<'a> {
    /// The key of the attribute: `header` or `query`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(webhook_core::scheme::Carrier::Query("sig").key(), "query");
    /// ```
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Header(_) => "header",
            Self::Query(_) => "query",
        }
    }

    /// The name of the header or the parameter.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(webhook_core::scheme::Carrier::Query("sig").name(), "sig");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'a str {
        match self {
            Self::Header(name) | Self::Query(name) => name,
        }
    }
}

impl fmt::Display for Carrier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key(), self.name())
    }
}

/// As in an attribute: `{"header": "X-Signature"}`.
impl Serialize for Carrier<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.key(), self.name())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_those_of_the_attributes() {
        for text in [
            "hmac-sha1",
            "hmac-sha256",
            "hmac-sha384",
            "hmac-sha512",
            "token",
        ] {
            assert_eq!(Algorithm::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            serde_json::to_string(&Encoding::Base64Url).unwrap(),
            r#""base64url""#
        );
        assert_eq!(
            serde_json::to_string(&Carrier::Header("X-Sig")).unwrap(),
            r#"{"header":"X-Sig"}"#
        );
        assert_eq!(
            Encoding::parse("HEX").unwrap_err().to_string(),
            "unknown encoding `HEX`\nhelp: write one of `hex` `base64` `base64url`"
        );
    }
}
