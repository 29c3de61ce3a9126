//! Choosing among the members of a `OneOf`, by the same rules as among events.

use std::ops::Range;

use crate::json::outline::Outline;
use crate::json::scan::{Fault, Slot, scan_part};
use crate::json::sought::DOUBLED;
use crate::recognise::choose::Choice;
use crate::recognise::plan::Plan;
use crate::recognise::{ABSENT, NotFound};

impl Plan {
    /// Chooses by the rules; `read` is set to the number of bytes that were read.
    ///
    /// # Errors
    ///
    /// The value is ambiguous, or has no characters.
    pub(crate) fn pick(
        &self,
        outline: &Outline,
        place: &Range<usize>,
        read: &mut usize,
    ) -> Result<Choice, NotFound> {
        if self.sought.trie.is_empty() {
            return Ok(Choice::None);
        }
        let mut slots = vec![Slot::Absent; self.sought.trie.len()];
        match scan_part(&self.sought.trie, outline, place, &mut slots) {
            Ok(bytes) => *read = bytes,
            Err(Fault::Doubled) => return Err(NotFound::Malformed(DOUBLED)),
            Err(Fault::NotJson) => return Ok(Choice::None),
        }
        let mut values = vec![ABSENT; self.places.len()];
        let read = self.read(None, &slots, &mut values);
        read.map_err(|(place, fault)| self.unread(place, fault))?;
        let present = self.present(&values)?;
        Ok(self.choose(&values, present))
    }

    /// The events that are recognised by the shape of their payload.
    pub(crate) fn structural(&self) -> &[usize] {
        &self.structural
    }
}
