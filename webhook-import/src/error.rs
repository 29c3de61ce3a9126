//! Why a document cannot be imported.

use std::fmt;

/// Why a document cannot be imported.
///
/// The text says where in the document, as a JSON pointer, if it is about a place of it. What the document says is escaped. A document
/// that cannot be read is named first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    document: Option<String>,
    place: Option<String>,
    text: String,
}

/// What kind of fault an [`Error`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The document is neither JSON nor YAML, has a key twice, or is nested too deep.
    Syntax,
    /// A `$ref` leads nowhere, out of the document, or back to itself.
    Reference,
    /// The document is not of a known kind, or contradicts itself.
    Document,
    /// Events cannot be told apart, or two have one key.
    Routing,
    /// How deliveries are signed is not known, or cannot be.
    Signature,
    /// What is asked for does not exist in the document, or cannot be.
    Options,
    /// A file cannot be read or written.
    File,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, text: impl fmt::Display) -> Self {
        Self {
            kind,
            document: None,
            place: None,
            text: text.to_string(),
        }
    }

    pub(crate) fn at(kind: ErrorKind, place: &str, text: impl fmt::Display) -> Self {
        Self {
            kind,
            document: None,
            place: Some(place.to_owned()),
            text: text.to_string(),
        }
    }

    /// The fault of a document that is a part of another, at this place.
    pub(crate) fn below(self, place: &str) -> Self {
        let inner = self.place.unwrap_or_default();
        Self {
            place: Some(format!("{place}{inner}")),
            ..self
        }
    }

    /// The fault of the document of this name.
    pub(crate) fn of(self, document: &str) -> Self {
        Self {
            document: Some(document.to_owned()),
            ..self
        }
    }

    /// What kind of fault it is.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The JSON pointer of the place in the document. Empty for the whole document.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(document) = &self.document {
            write!(f, "{}: ", escaped(document))?;
        }
        if let Some(place) = self.place.as_deref().filter(|place| !place.is_empty()) {
            write!(f, "at {}: ", escaped(place))?;
        }
        f.write_str(&escaped(&self.text))
    }
}

impl std::error::Error for Error {}

/// A text fit for a terminal, a comment, a log: one line, and no mark that hides or turns others.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Controls, and characters that show nothing or change the direction of others.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
