//! Parts of a message that are computed from the request.

use std::fmt;

use crate::text::const_str::{equal, split_once};
use crate::text::diagnostic::Diagnostic;

/// A part of a message that is not in the request as it is signed, written `{value | computation}`.
///
/// | text | what is signed |
/// |---|---|
/// | `{$url \| any_port}` | the URL, with and without the port of its scheme: either may match |
/// | `{$url \| decoded}` | the URL with the twelve percent escapes decoded that `HubSpot` lists |
/// | `{$request.body \| sorted_form}` | names and values of a form, sorted; another body by the hash in the URL's `bodySHA256` |
/// | `{$request.body \| sha256}` | the body's SHA-256 in lower-case hexadecimal digits |
/// | `{$request.body \| crc32}` | the body's CRC-32 as a decimal number, which binds no body: anyone can make another |
/// | `{names \| header_values}` | the values of the headers that the field `names` lists, joined by `.` |
/// | `{names \| header_pairs}` | `name:value` of those headers, joined by `;` |
///
/// A list of headers has at most 64 names, and none of them twice.
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
    /// The URL with and without its scheme's port.
    UrlAnyPort,
    /// The URL with `%3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B` decoded.
    UrlDecoded,
    /// The form's parameters sorted by name, or nothing where the URL carries the body's hash.
    SortedForm,
    /// The body's SHA-256.
    Sha256,
    /// The body's CRC-32.
    Crc32,
    /// The values of the headers that a field names.
    HeaderValues(&'a str),
    /// The names and values of the headers that a field names.
    HeaderPairs(&'a str),
}

impl<'a> Computed<'a> {
    /// Parses what stands between the braces; `None` for what has no `|`.
    pub(crate) const fn parse(inside: &'a str) -> Option<Result<Self, Diagnostic>> {
        let Some((value, computation)) = split_once(inside, "|") else {
            return None;
        };
        let (value, computation) = (value.trim_ascii(), computation.trim_ascii());
        Some(Ok(if equal(value, "$url") {
            if equal(computation, "any_port") {
                Self::UrlAnyPort
            } else if equal(computation, "decoded") {
                Self::UrlDecoded
            } else {
                return Some(Err(unknown(inside, "`any_port` `decoded`")));
            }
        } else if equal(value, "$request.body") {
            if equal(computation, "sorted_form") {
                Self::SortedForm
            } else if equal(computation, "sha256") {
                Self::Sha256
            } else if equal(computation, "crc32") {
                Self::Crc32
            } else {
                return Some(Err(unknown(inside, "`sorted_form` `sha256` `crc32`")));
            }
        } else if is_field_name(value) {
            if equal(computation, "header_values") {
                Self::HeaderValues(value)
            } else if equal(computation, "header_pairs") {
                Self::HeaderPairs(value)
            } else {
                return Some(Err(unknown(inside, "`header_values` `header_pairs`")));
            }
        } else {
            return Some(Err(Diagnostic::new("nothing is computed from what `{")
                .then(inside)
                .then("}` names")
                .help("write `$url`, `$request.body` or a field before `|`")));
        }))
    }

    pub(crate) const fn append_to(self, message: &Diagnostic) -> Diagnostic {
        match self {
            Self::UrlAnyPort => message.then("$url | any_port"),
            Self::UrlDecoded => message.then("$url | decoded"),
            Self::SortedForm => message.then("$request.body | sorted_form"),
            Self::Sha256 => message.then("$request.body | sha256"),
            Self::Crc32 => message.then("$request.body | crc32"),
            Self::HeaderValues(name) => message.then(name).then(" | header_values"),
            Self::HeaderPairs(name) => message.then(name).then(" | header_pairs"),
        }
    }

    /// Whether the text has one length, or ends where no neighbour can begin.
    pub(crate) const fn is_closed(self) -> bool {
        matches!(self, Self::Sha256 | Self::Crc32)
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
        .then(" behind `|`")
}

/// Whether `name` can be a field's: a lower-case letter, then letters, digits and `_`.
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
