//! What is asked for in a body, and the check of a body of which only that was read.

use crate::json::document::cause;
use crate::json::scan::{Fault, Slot, Until, rest, scan};
use crate::json::trie::Trie;

/// The body pointers that are read, and the way to the payload.
#[derive(Debug)]
pub(crate) struct Sought {
    pub(crate) trie: Trie,
    /// Node of the payload; `None` for the whole body.
    pub(crate) payload: Option<usize>,
    /// The nodes above the payload's, the outermost first.
    payload_path: Vec<usize>,
}

impl Sought {
    /// Nothing but the whole body.
    pub(crate) fn new() -> Self {
        Self {
            trie: Trie::new(),
            payload: None,
            payload_path: Vec::new(),
        }
    }

    /// Says where the payload is.
    pub(crate) fn set_payload(&mut self, pointer: &'static str) {
        self.payload = Some(self.trie.insert(pointer));
        self.payload_path = self.trie.above(pointer);
    }

    /// Checks that `body` is one JSON document without a doubled key that leads to something asked for.
    pub(crate) fn check(&self, body: &str) -> Result<(), Fault> {
        let mut slots = vec![Slot::Absent; self.trie.len()];
        scan(&self.trie, body, &mut slots, Until::End).map(|_| ())
    }

    /// Checks what comes after a payload that ends at `from`, where the pass stopped before the payload.
    pub(crate) fn check_rest(&self, body: &str, from: usize) -> Result<(), Fault> {
        rest(&self.trie, &self.payload_path, body, from)
    }
}

impl Fault {
    /// What is wrong with `body`, for the log.
    pub(crate) fn in_body(self, body: &str) -> &'static str {
        match self {
            Self::Doubled => DOUBLED,
            Self::NotJson => cause(body),
        }
    }
}

pub(crate) const DOUBLED: &str = "a key that recognising reads is given twice";
