//! The ids of deliveries: which values are ids, and how they are printed.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// A delivery's id: its text, and whether the body has it as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Id<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) is_number: bool,
}

impl<'b> Id<'b> {
    /// Creates an id from a text; `json` is its source text if it is a value of the body.
    ///
    /// Returns `None` for empty and blank texts, `null` and booleans, because senders use them for many events.
    pub(crate) fn new(text: Cow<'b, str>, json: Option<&str>) -> Option<Self> {
        let first = json.and_then(|json| json.as_bytes().first());
        if text.chars().all(char::is_whitespace) || matches!(first, Some(b't' | b'f')) {
            return None;
        }
        let is_number = first.is_some_and(|first| *first != b'"');
        Some(Self { text, is_number })
    }

    /// Copies the id.
    pub(crate) fn into_owned(self) -> Id<'static> {
        Id {
            text: self.text.into_owned().into(),
            is_number: self.is_number,
        }
    }
}

/// The bytes of an id to keep and print.
pub(crate) const LONGEST: usize = 255;

/// Prints an id in logs and records: on one line, escaped, and at most [`LONGEST`] bytes of it.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(id) = self;
        let longest = LONGEST.min(id.len());
        let end = (0..=longest)
            .rfind(|at| id.is_char_boundary(*at))
            .unwrap_or_default();
        for letter in id.get(..end).unwrap_or_default().chars() {
            match letter {
                // Quotes need no escape here.
                '"' | '\'' => f.write_char(letter)?,
                _ => letter
                    .escape_debug()
                    .try_for_each(|letter| f.write_char(letter))?,
            }
        }
        if end < id.len() {
            write!(f, "… ({} bytes)", id.len())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Converts an id to the text that [`Shown`] prints.
pub(crate) fn shown(id: Box<str>) -> Box<str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\' || byte == b' ';
    if id.len() <= LONGEST && id.bytes().all(plain) {
        return id;
    }
    Shown(&id).to_string().into()
}

#[cfg(test)]
#[path = "id_tests.rs"]
mod tests;
