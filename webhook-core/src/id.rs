//! The ids of deliveries: what counts as one, and how it is printed.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// A delivery's id: its text, and whether the body writes it as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Id<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) is_number: bool,
}

impl<'b> Id<'b> {
    /// Takes a text as an id; `json` is its source text where it is a value of the body.
    ///
    /// An empty or blank text and a boolean are no ids, as `null` is none: senders write them for many events.
    pub(crate) fn new(text: Cow<'b, str>, json: Option<&str>) -> Option<Self> {
        let first = json.and_then(|json| json.as_bytes().first());
        if text.chars().all(char::is_whitespace) || matches!(first, Some(b't' | b'f')) {
            return None;
        }
        let is_number = first.is_some_and(|first| *first != b'"');
        Some(Self { text, is_number })
    }

    /// The same id for as long as it is wanted.
    pub(crate) fn into_owned(self) -> Id<'static> {
        Id {
            text: self.text.into_owned().into(),
            is_number: self.is_number,
        }
    }
}

/// How many bytes of an id are kept and printed.
pub(crate) const LONGEST: usize = 255;

/// An id as logs and records print it: on one line, with escapes, and not longer than it should be.
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
                // What ends no line and begins no escape needs none.
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

/// The same as a text that is kept.
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
