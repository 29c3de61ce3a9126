//! Parts of a message that are computed from values of the request.

use std::fmt;

use crate::text::const_str::split_once;
use crate::text::diagnostic::Diagnostic;

/// A part of a message that is computed from a value of the request, written `{value | computation}`.
///
/// | text | what is signed |
/// |---|---|
/// | `{$url \| any_port}` | the URL without a port, or with its own or the default one, and its query as it is or escaped in another way: one may match |
/// | `{$url \| decoded}` | the URL, with the twelve percent escapes decoded that `HubSpot` lists |
/// | `{$url \| sorted_with_form}` | the URL, with the parameters of the query decoded and sorted, and the sorted names and values of a form behind it |
/// | `{$request.query \| sorted}` | the decoded parameters of the query but the signature, as `name=value` and sorted, without anything between them; values of one name are joined by `,` |
/// | `{$request.body \| sorted_form}` | the sorted names and values of a form; for other bodies nothing, if the URL's `bodySHA256` is their hash |
/// | `{$request.body \| sha256}` | the SHA-256 of the body in lower-case hexadecimal digits |
/// | `{$request.body \| sha256_base64}` | the same in Base64 |
/// | `{$request.body \| sha512}`, `{$request.body \| sha512_base64}` | the SHA-512 of the body |
/// | `{$request.body \| crc32}` | the CRC-32 of the body as a decimal number; it does not protect the body, since anyone can make another with the same |
/// | `{$request.body \| json_string}` | the body as a string of JSON, without the quotes around it |
/// | `{names \| header_values}` | the values of the headers that the field `names` lists, joined by `.` |
/// | `{names \| header_pairs}` | `name:value` of those headers, joined by `;` |
///
/// The field may list at most 64 headers, each only once.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Computed, Segment, Template};
///
/// let first = Template::parse("{$url | any_port}").map(|template| template.segments().next());
/// assert_eq!(first.ok().flatten(), Some(Segment::Computed(Computed::UrlAnyPort)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Computed<'a> {
    /// The URL without a port, or with its own or the default one of its scheme.
    UrlAnyPort,
    /// The URL with `%3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B` decoded.
    UrlDecoded,
    /// The URL with its parameters sorted, and the form behind it.
    UrlWithForm,
    /// The parameters of the query, sorted, but for the signature.
    SortedQuery,
    /// The parameters of the form, sorted by name, or nothing if the URL has the hash of the body.
    SortedForm,
    /// The SHA-256 of the body.
    Sha256,
    /// The SHA-256 of the body in Base64.
    Sha256Base64,
    /// The SHA-512 of the body.
    Sha512,
    /// The SHA-512 of the body in Base64.
    Sha512Base64,
    /// The CRC-32 of the body.
    Crc32,
    /// The body as a string of JSON, without its quotes.
    JsonString,
    /// The values of the headers that a field lists.
    HeaderValues(&'a str),
    /// The names and values of the headers that a field lists.
    HeaderPairs(&'a str),
}

impl<'a> Computed<'a> {
    /// Parses the text between the braces; `None` without a `|`.
    pub(crate) const fn parse(inside: &'a str) -> Option<Result<Self, Diagnostic>> {
        let Some((value, computation)) = split_once(inside, "|") else {
            return None;
        };
        let (value, computation) = (value.trim_ascii(), computation.trim_ascii());
        Some(match (value.as_bytes(), computation.as_bytes()) {
            (b"$url", b"any_port") => Ok(Self::UrlAnyPort),
            (b"$url", b"decoded") => Ok(Self::UrlDecoded),
            (b"$url", b"sorted_with_form") => Ok(Self::UrlWithForm),
            (b"$url", _) => Err(unknown(inside, "`any_port` `decoded` `sorted_with_form`")),
            (b"$request.query", b"sorted") => Ok(Self::SortedQuery),
            (b"$request.query", _) => Err(unknown(inside, "`sorted`")),
            (b"$request.body", b"sorted_form") => Ok(Self::SortedForm),
            (b"$request.body", b"sha256") => Ok(Self::Sha256),
            (b"$request.body", b"sha256_base64") => Ok(Self::Sha256Base64),
            (b"$request.body", b"sha512") => Ok(Self::Sha512),
            (b"$request.body", b"sha512_base64") => Ok(Self::Sha512Base64),
            (b"$request.body", b"crc32") => Ok(Self::Crc32),
            (b"$request.body", b"json_string") => Ok(Self::JsonString),
            (b"$request.body", _) => Err(unknown(
                inside,
                "`sorted_form` `sha256` `sha256_base64` `sha512` `sha512_base64` `crc32` `json_string`",
            )),
            _ if !is_field_name(value) => Err(Diagnostic::new("unknown value in `{")
                .then(inside)
                .then("}`")
                .help("write `$url`, `$request.query`, `$request.body` or a field before `|`")),
            (_, b"header_values") => Ok(Self::HeaderValues(value)),
            (_, b"header_pairs") => Ok(Self::HeaderPairs(value)),
            _ => Err(unknown(inside, "`header_values` `header_pairs`")),
        })
    }

    /// Whether other bodies have other values, as far as anyone knows.
    pub(crate) const fn covers_body(self) -> bool {
        matches!(
            self,
            Self::UrlWithForm
                | Self::SortedForm
                | Self::Sha256
                | Self::Sha256Base64
                | Self::Sha512
                | Self::Sha512Base64
                | Self::JsonString
        )
    }

    pub(crate) const fn append_to(self, message: &Diagnostic) -> Diagnostic {
        match self {
            Self::UrlAnyPort => message.then("$url | any_port"),
            Self::UrlDecoded => message.then("$url | decoded"),
            Self::UrlWithForm => message.then("$url | sorted_with_form"),
            Self::SortedQuery => message.then("$request.query | sorted"),
            Self::SortedForm => message.then("$request.body | sorted_form"),
            Self::Sha256 => message.then("$request.body | sha256"),
            Self::Sha256Base64 => message.then("$request.body | sha256_base64"),
            Self::Sha512 => message.then("$request.body | sha512"),
            Self::Sha512Base64 => message.then("$request.body | sha512_base64"),
            Self::Crc32 => message.then("$request.body | crc32"),
            Self::JsonString => message.then("$request.body | json_string"),
            Self::HeaderValues(name) => message.then(name).then(" | header_values"),
            Self::HeaderPairs(name) => message.then(name).then(" | header_pairs"),
        }
    }
}

impl fmt::Display for Computed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.append_to(&Diagnostic::new("")).as_str())
    }
}

const fn unknown(inside: &str, known: &str) -> Diagnostic {
    Diagnostic::new("unknown computation `{")
        .then(inside)
        .then("}`")
        .help("write one of ")
        .then(known)
        .then(" after `|`")
}

/// Whether `name` has the form of a field's name: a lower-case letter, then letters, digits and `_`.
pub(crate) const fn is_field_name(name: &str) -> bool {
    let [first, rest @ ..] = name.as_bytes() else {
        return false;
    };
    let mut rest = rest;
    while let [byte, others @ ..] = rest {
        if !(byte.is_ascii_alphanumeric() || *byte == b'_') {
            return false;
        }
        rest = others;
    }
    first.is_ascii_lowercase()
}

#[cfg(test)]
#[path = "computed_tests.rs"]
mod tests;
