//! The sought parts of a body, and the check of a body of which only these were read.

use crate::json::document::cause;
use crate::json::scan::{Fault, Slot, Until, rest, scan};
use crate::json::trie::Trie;

/// The body pointers to read, and the path of the payload; by default only the whole body.
#[derive(Debug, Default)]
pub(crate) struct Sought {
    pub(crate) trie: Trie,
    /// Node of the payload; `None` for the whole body.
    pub(crate) payload: Option<usize>,
    /// Whether the payload is the whole body where there is nothing at its node.
    pub(crate) or_body: bool,
    /// The nodes above the payload, outermost first.
    payload_path: Vec<usize>,
}

impl Sought {
    /// Sets the pointer of the payload, which `or_body` may be the whole body if it finds nothing.
    pub(crate) fn set_payload(&mut self, pointer: &'static str, or_body: bool) {
        self.or_body = or_body;
        self.payload = Some(self.trie.insert(pointer));
        self.payload_path = self.trie.above(pointer);
    }

    /// Checks that `body` is one JSON document, and that no key on the way to a sought value is doubled.
    pub(crate) fn check(&self, body: &str) -> Result<(), Fault> {
        let mut slots = vec![Slot::Absent; self.trie.len()];
        scan(&self.trie, body, &mut slots, Until::End).map(|_| ())
    }

    /// Checks what follows a payload that ends at `from`, if the pass stopped before the payload.
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

pub(crate) const DOUBLED: &str = "a key that is read is given twice";
