//! The values of a body that a scheme reads, found in one pass.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::json::scan::{Fault, Slot, Until, scan};
use crate::json::trie::Trie;
use crate::work;

/// Prepared JSON pointers.
#[derive(Debug, Default)]
pub(crate) struct Pointers {
    trie: Trie,
    until: Until,
}

impl Pointers {
    /// Adds a pointer and returns its number. The same pointer gets the same number.
    pub(crate) fn add(&mut self, pointer: &str) -> usize {
        self.trie.insert(pointer)
    }

    /// Stops after the last value, for a body that is signed as a whole. Parsing the payload then finds out whether the rest
    /// is JSON.
    pub(crate) fn read_what_is_needed(&mut self) {
        self.until = Until::Found;
    }

    /// The values of `body`, which is read when the first of them is requested.
    pub(crate) fn of<'b>(&self, body: &'b [u8]) -> Pointed<'_, 'b> {
        Pointed {
            pointers: self,
            body,
            read: OnceCell::new(),
        }
    }
}

/// The values of one body.
#[derive(Debug)]
pub(crate) struct Pointed<'p, 'b> {
    pointers: &'p Pointers,
    body: &'b [u8],
    read: OnceCell<Result<Vec<Slot<'b>>, &'static str>>,
}

impl<'b> Pointed<'_, 'b> {
    /// The text that is signed for a value: the characters of a string, the source text of a number, `true` or `false`.
    /// `None` if the value is absent or null.
    ///
    /// A member that the pointers do not touch may be doubled; one on the way to a value may not.
    ///
    /// # Errors
    ///
    /// A fixed text: the body is not JSON, a member on the way is doubled, or the value is an object or an array.
    pub(crate) fn text(&self, pointer: usize) -> Result<Option<Cow<'b, str>>, &'static str> {
        match self.source(pointer)? {
            None | Some("null") => Ok(None),
            Some(text) => match text.strip_prefix('"') {
                Some(_) if text.contains('\\') => {
                    work::read(text.len());
                    serde_json::from_str(text)
                        .map(|text| Some(Cow::Owned(text)))
                        .map_err(|_| "the value is not Unicode text")
                }
                Some(rest) => Ok(Some(rest.strip_suffix('"').unwrap_or(rest).into())),
                None if text.starts_with(['{', '[']) => Err("the value is an object or an array"),
                None => Ok(Some(text.into())),
            },
        }
    }

    /// The source text of the value of a pointer.
    ///
    /// # Errors
    ///
    /// A fixed text, as for [`text`](Self::text).
    pub(crate) fn source(&self, pointer: usize) -> Result<Option<&'b str>, &'static str> {
        let slots = self.read.get_or_init(|| self.read());
        match slots.as_ref().map_err(|cause| *cause)?.get(pointer) {
            Some(Slot::Text(text)) => Ok(Some(text)),
            _ => Ok(None),
        }
    }

    fn read(&self) -> Result<Vec<Slot<'b>>, &'static str> {
        let text = str::from_utf8(self.body).map_err(|_| "the body is not JSON")?;
        let Pointers { trie, until } = self.pointers;
        let mut slots = vec![Slot::Absent; trie.len()];
        match scan(trie, text, &mut slots, *until) {
            Ok(_) => Ok(slots),
            Err(Fault::NotJson) => Err("the body is not JSON"),
            Err(Fault::Doubled) => Err("a signed member stands twice in its object"),
        }
    }
}
