//! The values of a body that a scheme reads, found in one pass.

use std::cell::OnceCell;

use crate::json::scan::{Fault, Slot, Until, scan};
use crate::json::trie::Trie;

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
    read: OnceCell<Result<Vec<Slot<'b>>, Fault>>,
}

impl<'b> Pointed<'_, 'b> {
    /// The source text of the value of a pointer; `None` if there is none.
    ///
    /// A member that the pointers do not touch may be doubled; one on the way to a value may not.
    pub(crate) fn source(&self, pointer: usize) -> Result<Option<&'b str>, Fault> {
        let slots = self.read.get_or_init(|| self.read());
        match slots {
            Ok(slots) => Ok(slots.get(pointer).and_then(Slot::source)),
            Err(fault) => Err(*fault),
        }
    }

    fn read(&self) -> Result<Vec<Slot<'b>>, Fault> {
        let text = str::from_utf8(self.body).map_err(|_| Fault::NotJson)?;
        let Pointers { trie, until } = self.pointers;
        let mut slots = vec![Slot::Absent; trie.len()];
        scan(trie, text, &mut slots, *until)?;
        Ok(slots)
    }
}
