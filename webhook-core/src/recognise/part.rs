//! The choice among the members of a `OneOf`: the same rules, for one value of a document.

use std::ops::Range;

use crate::json::outline::Outline;
use crate::json::scan::{Fault, Slot, scan_part};
use crate::json::sought::DOUBLED;
use crate::recognise::choose::Choice;
use crate::recognise::plan::Plan;
use crate::recognise::{ABSENT, NotFound};

/// What the rules say about a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Picked {
    One(usize),
    Several(Vec<usize>),
    /// No rule holds.
    None,
    /// The value does not say which it is in a way that can be trusted; one of a fixed set of texts.
    Unclear(&'static str),
}

impl Plan {
    /// Chooses by the rules; `read` gets the number of bytes that were read for it.
    pub(crate) fn pick(&self, outline: &Outline, place: &Range<usize>, read: &mut usize) -> Picked {
        if self.sought.trie.is_empty() {
            return Picked::None;
        }
        let mut slots = vec![Slot::Absent; self.sought.trie.len()];
        match scan_part(&self.sought.trie, outline, place, &mut slots) {
            Ok(bytes) => *read = bytes,
            Err(Fault::Doubled) => return Picked::Unclear(DOUBLED),
            Err(Fault::NotJson) => return Picked::None,
        }
        let mut values = vec![ABSENT; self.sources.len()];
        if let Err(cause) = self.read(None, &slots, &mut values) {
            return Picked::Unclear(cause);
        }
        match self.present(&values) {
            Ok(present) => match self.choose(&values, present) {
                Choice::None => Picked::None,
                Choice::One(member) => Picked::One(member),
                Choice::Several(members) => Picked::Several(members),
            },
            Err(NotFound::Malformed(cause)) => Picked::Unclear(cause),
            Err(NotFound::Unknown { .. }) => Picked::None,
        }
    }

    /// The events that only the shape of their payload recognises.
    pub(crate) fn structural(&self) -> &[usize] {
        &self.structural
    }
}
