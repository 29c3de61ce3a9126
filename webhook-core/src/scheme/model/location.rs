//! Where a request carries its signature.

use std::fmt;

use serde::{Serialize, Serializer};

/// Where a request carries its signature.
///
/// | variant | key in the attribute |
/// |---|---|
/// | [`Header`](Self::Header) | `header = "X-Signature"` |
/// | [`Query`](Self::Query) | `query = "signature"` |
/// | [`RepeatedHeader`](Self::RepeatedHeader) | `location(repeated = "X-Signature")` |
/// | [`NumberedHeaders`](Self::NumberedHeaders) | `location(numbered = "X-Signature-")` |
/// | [`HeaderPerKey`](Self::HeaderPerKey) | `location(per_key("X-Primary", "X-Secondary"))` |
/// | [`AnyHeader`](Self::AnyHeader) | `location(any_of("X-Signature", "X-Signature-2"))` |
/// | [`HeaderOrQuery`](Self::HeaderOrQuery) | `location(header_or_query("X-Signature", "sig"))` |
/// | [`Pointer`](Self::Pointer) | `location(pointer = "/signature")` |
/// | [`Form`](Self::Form) | `location(form = "signature")` |
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::SignatureLocation;
///
/// assert_eq!(SignatureLocation::Header("X-Signature").to_string(), "header X-Signature");
/// assert_eq!(SignatureLocation::NumberedHeaders("X-Sig-").to_string(), "numbered X-Sig-");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureLocation<'a> {
    /// A header, by its name in any case. Given twice, it is refused.
    Header(&'a str),
    /// A query parameter, by its decoded name. `+` in the query is a space.
    Query(&'a str),
    /// A header that may be repeated. One genuine signature is enough. A proxy may join the lines by `, `, unless a signature
    /// could have a comma.
    RepeatedHeader(&'a str),
    /// Headers whose names are this text and a number from 1 to 100, of which a request has at most 8. One genuine signature is enough.
    NumberedHeaders(&'a str),
    /// One header per key: the first for the first key of the keyring, the second for the second.
    HeaderPerKey([&'a str; 2]),
    /// Two headers, of which a request has one or both. One genuine signature is enough, of whichever key.
    AnyHeader([&'a str; 2]),
    /// A header, or a query parameter where the request does not have the header.
    HeaderOrQuery([&'a str; 2]),
    /// A string of the JSON body, by its pointer. To find it, the body is parsed, strictly, before it is verified.
    Pointer(&'a str),
    /// A field of a form body, by its decoded name.
    Form(&'a str),
}

impl<'a> SignatureLocation<'a> {
    /// The key in the attribute.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(webhook_core::scheme::SignatureLocation::Query("sig").key(), "query");
    /// ```
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Header(_) => "header",
            Self::Query(_) => "query",
            Self::RepeatedHeader(_) => "repeated",
            Self::NumberedHeaders(_) => "numbered",
            Self::HeaderPerKey(_) => "per_key",
            Self::AnyHeader(_) => "any_of",
            Self::HeaderOrQuery(_) => "header_or_query",
            Self::Pointer(_) => "pointer",
            Self::Form(_) => "form",
        }
    }

    /// The name of the header, parameter or field, or the pointer. Of several headers, the first.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(webhook_core::scheme::SignatureLocation::Query("sig").name(), "sig");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'a str {
        match self {
            Self::Header(name)
            | Self::Query(name)
            | Self::RepeatedHeader(name)
            | Self::NumberedHeaders(name)
            | Self::HeaderPerKey([name, _])
            | Self::AnyHeader([name, _])
            | Self::HeaderOrQuery([name, _])
            | Self::Pointer(name)
            | Self::Form(name) => name,
        }
    }

    /// The query parameter that may have the signature.
    pub(crate) const fn parameter(self) -> Option<&'a str> {
        match self {
            Self::Query(name) | Self::HeaderOrQuery([_, name]) => Some(name),
            _ => None,
        }
    }

    /// Whether the signature is in one or more headers.
    pub(crate) const fn is_header(self) -> bool {
        matches!(
            self,
            Self::Header(_)
                | Self::RepeatedHeader(_)
                | Self::NumberedHeaders(_)
                | Self::HeaderPerKey(_)
                | Self::AnyHeader(_)
        )
    }
}

impl fmt::Display for SignatureLocation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeaderPerKey([first, second]) => {
                write!(f, "header per key {first}, {second}")
            }
            Self::AnyHeader([first, second]) => write!(f, "header {first} or {second}"),
            Self::HeaderOrQuery([header, query]) => write!(f, "header {header} or query {query}"),
            _ => write!(f, "{} {}", self.key(), self.name()),
        }
    }
}

/// Serialises as in an attribute: `{"header": "X-Signature"}`.
impl Serialize for SignatureLocation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::HeaderPerKey(names) | Self::AnyHeader(names) | Self::HeaderOrQuery(names) => {
                serializer.collect_map([(self.key(), names)])
            }
            _ => serializer.collect_map([(self.key(), self.name())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_every_header() {
        let location = SignatureLocation::HeaderPerKey(["X-One", "X-Two"]);
        assert_eq!(location.to_string(), "header per key X-One, X-Two");
        let json = serde_json::to_string(&location).unwrap();
        assert_eq!(json, r#"{"per_key":["X-One","X-Two"]}"#);
        let json = serde_json::to_string(&SignatureLocation::Header("X-Sig")).unwrap();
        assert_eq!(json, r#"{"header":"X-Sig"}"#);
    }
}
