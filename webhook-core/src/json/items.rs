//! The items of a body with many events.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::json::document::cause;
use crate::json::scan::{Fault, Slot, Until, scan};
use crate::json::trie::Trie;
use crate::work;

/// The most items accepted: each costs a line in the log.
const MAX_ITEMS: usize = 10_000;

/// Finds the array that a group declares as `each`.
#[derive(Debug)]
pub(crate) struct Each {
    trie: Trie,
    node: usize,
}

impl Each {
    /// Prepares a JSON pointer; an empty one is the whole body.
    pub(crate) fn new(pointer: &str) -> Self {
        let mut trie = Trie::default();
        let node = trie.insert(pointer);
        Self { trie, node }
    }

    /// Returns the places of all items in order, or one of a fixed set of error texts.
    pub(crate) fn split(&self, body: &str) -> Result<Vec<Range<usize>>, &'static str> {
        let mut slots = vec![Slot::Absent; self.trie.len()];
        scan(&self.trie, body, &mut slots, Until::End).map_err(|fault| match fault {
            Fault::Doubled => "a key on the way to the items is given twice",
            Fault::NotJson => cause(body),
        })?;
        let Some(Slot::Text(array)) = slots.get(self.node) else {
            return Err("there are no items");
        };
        work::read(array.len());
        let items: Vec<&RawValue> =
            serde_json::from_str(array).map_err(|_| "the items are not in an array")?;
        if items.len() > MAX_ITEMS {
            return Err("there are more than 10,000 items");
        }
        let place = |item: &RawValue| {
            let text = item.get();
            let start = text.as_ptr().addr().saturating_sub(body.as_ptr().addr());
            start..start.saturating_add(text.len())
        };
        Ok(items.into_iter().map(place).collect())
    }
}

#[cfg(test)]
#[path = "items_tests.rs"]
mod tests;
