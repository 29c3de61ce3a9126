//! Fields: named values that a message, a timestamp or a list can use.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::const_str::{equal, strip_prefix};
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
    /// Names a value that must be there, in any shape.
    #[must_use]
    pub const fn new(name: &'a str, source: Source<'a>) -> Self {
        Self {
            name,
            source,
            shape: Shape::Any,
            optional: false,
        }
    }

    /// Sets what the value must look like; one that does not is malformed.
    #[must_use]
    pub const fn with_shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// Takes the empty text where the value is absent, as senders have it that sign what is not there.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// Where the value is.
    #[must_use]
    pub const fn source(&self) -> Source<'a> {
        self.source
    }

    /// What the value must look like.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
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
    /// A header that is given once.
    Header(&'a str),
    /// An item of the signature's own list, by its label; two of them are malformed.
    Item(&'a str),
    /// A string, number or boolean of the JSON body, by its pointer.
    Pointer(&'a str),
    /// A field of a form body, by its decoded name.
    Form(&'a str),
    /// The id that the keyring gives the key, as schemes have it that sign a configured name.
    KeyId,
}

impl<'a> Source<'a> {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Header(_) => "header",
            Self::Item(_) => "item",
            Self::Pointer(_) => "pointer",
            Self::Form(_) => "form",
            Self::KeyId => "key_id",
        }
    }

    pub(crate) const fn name(self) -> &'a str {
        match self {
            Self::Header(name) | Self::Item(name) | Self::Pointer(name) | Self::Form(name) => name,
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

/// What the value of a [`Field`] must look like, so that bytes cannot move from it to its neighbour.
///
/// | text | value |
/// |---|---|
/// | `any` | anything |
/// | `digits` | one or more decimal digits |
/// | `hex 50` | exactly so many lower-case hexadecimal digits |
/// | `base64` | letters, digits, `+`, `/`, `=` and line feeds |
/// | `base64 xml` | the same, beginning with a capital letter, as Base64 of `<` or of white space does |
/// | `without .` | anything that does not contain the character |
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
    /// Exactly so many lower-case hexadecimal digits.
    Hex(u16),
    /// Characters of Base64 and line feeds.
    Base64,
    /// The same, beginning with a capital letter: Base64 of a document that begins with `<` or with white space.
    Base64Xml,
    /// Anything without this ASCII character.
    Without(char),
    /// A date and time of RFC 3339.
    Rfc3339,
}

impl Shape {
    /// Reads the spelling of an attribute.
    ///
    /// # Errors
    ///
    /// A text that quotes what is unknown and lists what is known.
    pub const fn parse(text: &str) -> Result<Self, Diagnostic> {
        if equal(text, "any") {
            return Ok(Self::Any);
        }
        if equal(text, "digits") {
            return Ok(Self::Digits);
        }
        if equal(text, "base64") {
            return Ok(Self::Base64);
        }
        if equal(text, "base64 xml") {
            return Ok(Self::Base64Xml);
        }
        if equal(text, "rfc3339") {
            return Ok(Self::Rfc3339);
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
                // To the end, without a branch: this compiles to vector instructions.
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
                !value.is_empty() && !value.iter().any(|byte| equals_byte(character, *byte))
            }
            Self::Rfc3339 => crate::text::rfc3339::rfc3339(value).is_some(),
        }
    }
}

#[expect(clippy::as_conversions, reason = "`From` is not const")]
const fn ascii(byte: u8) -> char {
    byte as char
}

const fn equals_byte(character: char, byte: u8) -> bool {
    ascii(byte) == character
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Digits => f.write_str("digits"),
            Self::Hex(length) => write!(f, "hex {length}"),
            Self::Base64 => f.write_str("base64"),
            Self::Base64Xml => f.write_str("base64 xml"),
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
