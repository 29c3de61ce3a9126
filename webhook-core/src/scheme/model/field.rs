//! Fields: named values that the message and the timestamp use.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::const_str::strip_prefix;
use crate::text::diagnostic::Diagnostic;

/// A named value of the request, written `{name}` in a [`Template`](crate::scheme::Template).
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Field, Shape, Source};
///
/// const ID: Field<'static> = Field::new("id", Source::Header("webhook-id")).with_shape(Shape::Without('.'));
/// assert_eq!(ID.to_string(), "id = header webhook-id, without .");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) source: Source<'a>,
    pub(crate) shape: Shape,
    pub(crate) optional: bool,
}

impl<'a> Field<'a> {
    /// A required value of any shape.
    #[must_use]
    pub const fn new(name: &'a str, source: Source<'a>) -> Self {
        Self {
            name,
            source,
            shape: Shape::Any,
            optional: false,
        }
    }

    /// Sets the shape of the value. Another value is malformed.
    #[must_use]
    pub const fn with_shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// Reads an absent value as the empty text, for senders that sign absent values as such.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    getters! {
        /// The name.
        name: &'a str,
        /// Where the value is.
        source: Source<'a>,
        /// The shape of the value.
        shape: Shape,
    }

    /// Whether the value may be absent.
    #[must_use]
    pub const fn is_optional(&self) -> bool {
        self.optional
    }
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.source)?;
        if self.shape != Shape::Any {
            write!(f, ", {}", self.shape)?;
        }
        f.write_str(if self.optional { ", optional" } else { "" })
    }
}

/// Where the value of a [`Field`] is.
///
/// # Examples
///
/// ```
/// assert_eq!(webhook_core::scheme::Source::Item("t").to_string(), "item t");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source<'a> {
    /// A header. Given twice, it is malformed.
    Header(&'a str),
    /// A query parameter, by its decoded name. Given twice, it is malformed.
    Query(&'a str),
    /// An item of the list that holds the signature, by its label. Given twice, it is malformed. In a list without labels, the
    /// label is the position of the item: `1` is the first.
    Item(&'a str),
    /// A string, number or boolean of the JSON body, by its pointer.
    Pointer(&'a str),
    /// A field of a form body, by its decoded name.
    Form(&'a str),
    /// The id of the key in the keyring, for schemes that sign a configured name.
    KeyId,
}

impl<'a> Source<'a> {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Header(_) => "header",
            Self::Query(_) => "query",
            Self::Item(_) => "item",
            Self::Pointer(_) => "pointer",
            Self::Form(_) => "form",
            Self::KeyId => "key_id",
        }
    }

    pub(crate) const fn name(self) -> &'a str {
        match self {
            Self::Header(name)
            | Self::Query(name)
            | Self::Item(name)
            | Self::Pointer(name)
            | Self::Form(name) => name,
            Self::KeyId => "",
        }
    }
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())?;
        match self.name() {
            "" => Ok(()),
            name => write!(f, " {name}"),
        }
    }
}

/// The shape of the value of a [`Field`], which keeps bytes from moving between it and its neighbour.
///
/// | text | value |
/// |---|---|
/// | `any` | anything |
/// | `digits` | one or more decimal digits |
/// | `hex 50` | exactly this many lower-case hexadecimal digits |
/// | `base64` | letters, digits, `+`, `/`, `=` and line feeds |
/// | `base64 xml` | the same, beginning with a capital letter, like Base64 of `<` or of white space |
/// | `without .` | one or more characters other than this one; `without \n` for a line feed |
/// | `rfc3339` | a date and time of RFC 3339 |
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Shape;
///
/// assert_eq!(Shape::parse("hex 50").ok(), Some(Shape::Hex(50)));
/// assert_eq!(Shape::parse("without .").ok(), Some(Shape::Without('.')));
/// assert!(Shape::parse("number").is_err_and(|text| text.as_str().contains("`digits`")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// Anything.
    Any,
    /// One or more decimal digits.
    Digits,
    /// Exactly this many lower-case hexadecimal digits.
    Hex(u16),
    /// Base64 characters and line feeds.
    Base64,
    /// The same, beginning with a capital letter, like Base64 of a document that begins with `<` or white space.
    Base64Xml,
    /// One or more characters other than this ASCII character.
    Without(char),
    /// A date and time of RFC 3339.
    Rfc3339,
}

impl Shape {
    /// Parses the spelling in an attribute.
    ///
    /// # Errors
    ///
    /// The text is unknown. The error quotes it and lists the known ones.
    pub const fn parse(text: &str) -> Result<Self, Diagnostic> {
        match text.as_bytes() {
            b"any" => return Ok(Self::Any),
            b"digits" => return Ok(Self::Digits),
            b"base64" => return Ok(Self::Base64),
            b"base64 xml" => return Ok(Self::Base64Xml),
            b"rfc3339" => return Ok(Self::Rfc3339),
            _ => {}
        }
        if let Some(length) = strip_prefix(text, "hex ")
            && let Ok(length @ 1..) = u16::from_str_radix(length, 10)
        {
            return Ok(Self::Hex(length));
        }
        if let Some(character) = strip_prefix(text, "without ")
            && let [byte @ 0x21..=0x7e] = character.as_bytes()
        {
            return Ok(Self::Without(ascii(*byte)));
        }
        if let b"without \n" | br"without \n" = text.as_bytes() {
            return Ok(Self::Without('\n'));
        }
        Err(Diagnostic::new("unknown shape ").quote(text).help(
            "write one of `digits` `hex LENGTH` `base64` `base64 xml` `without CHARACTER` `rfc3339` `any`",
        ))
    }

    pub(crate) fn fits(self, value: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Digits => !value.is_empty() && value.iter().all(u8::is_ascii_digit),
            Self::Hex(length) => {
                value.len() == usize::from(length)
                    && value
                        .iter()
                        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            }
            Self::Base64 => {
                // A fold without an early exit compiles to vector instructions.
                let fits = value.iter().fold(true, |fits, byte| {
                    let other = matches!(byte, b'+' | b'/' | b'=' | b'\n');
                    fits & (byte.is_ascii_alphanumeric() | other)
                });
                fits && !value.is_empty()
            }
            Self::Base64Xml => {
                value.first().is_some_and(u8::is_ascii_uppercase) && Self::Base64.fits(value)
            }
            Self::Without(character) => {
                !value.is_empty() && !value.iter().any(|byte| ascii(*byte) == character)
            }
            Self::Rfc3339 => crate::text::rfc3339::rfc3339(value).is_some(),
        }
    }
}

#[expect(clippy::as_conversions, reason = "`From` is not const")]
const fn ascii(byte: u8) -> char {
    byte as char
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Digits => f.write_str("digits"),
            Self::Hex(length) => write!(f, "hex {length}"),
            Self::Base64 => f.write_str("base64"),
            Self::Base64Xml => f.write_str("base64 xml"),
            Self::Without('\n') => f.write_str(r"without \n"),
            Self::Without(character) => write!(f, "without {character}"),
            Self::Rfc3339 => f.write_str("rfc3339"),
        }
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
