//! The items of a body with many events, and the values around them.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::json::document::cause;
use crate::json::scan::{Fault, Slot, Until, scan};
use crate::json::trie::Trie;
use crate::work;

/// The most items accepted: each costs a line in the log.
const MAX_ITEMS: usize = 10_000;
/// The most bytes of a text around items, which each of them may copy.
const MAX_AROUND: usize = 65_536;

/// Finds the array that a group declares as `each`, or such arrays in all elements of others: `/entry/*/changes`.
#[derive(Debug)]
pub(crate) struct Each {
    /// From the outermost array to that of the items.
    levels: Vec<Level>,
    /// The pointers to values around the items, in the order of their numbers.
    pub(crate) outer: Vec<&'static str>,
}

/// An array, in the body or in an element of the array above.
#[derive(Debug)]
struct Level {
    pointer: String,
    trie: Trie,
    array: usize,
    /// The values beside it that are read for its items: the number and the node of each.
    outer: Vec<(usize, usize)>,
}

/// The source texts of the values around items, by their numbers.
pub(crate) type Outer<'s, 'b> = &'s [Option<&'b str>];

impl Each {
    /// Prepares a JSON pointer; an empty one is the whole body. The key `*` is every element of an array.
    pub(crate) fn new(pointer: &str) -> Self {
        let mut pointers = vec![String::new()];
        for key in pointer.split('/').skip(1) {
            match pointers.last_mut() {
                Some(last) if key != "*" => last.extend(["/", key]),
                _ => pointers.push(String::new()),
            }
        }
        let levels = pointers.into_iter().map(|pointer| {
            let mut trie = Trie::default();
            let array = trie.insert(&pointer);
            Level {
                pointer,
                trie,
                array,
                outer: Vec::new(),
            }
        });
        Self {
            levels: levels.collect(),
            outer: Vec::new(),
        }
    }

    /// Adds a pointer to a value around the items and returns its number. It may go through elements as the pointer to
    /// the items does: they are then those around the item.
    pub(crate) fn add(&mut self, pointer: &'static str) -> usize {
        if let Some(known) = self.outer.iter().position(|other| *other == pointer) {
            return known;
        }
        let number = self.outer.len();
        self.outer.push(pointer);
        let mut rest = pointer;
        let mut levels = self.levels.iter_mut().peekable();
        while let Some(level) = levels.next() {
            let inside = rest.strip_prefix(&*level.pointer);
            match inside.and_then(|inside| inside.strip_prefix("/*")) {
                Some(inside)
                    if levels.peek().is_some()
                        && (inside.is_empty() || inside.starts_with('/')) =>
                {
                    rest = inside;
                }
                _ => {
                    level.outer.push((number, level.trie.insert(rest)));
                    break;
                }
            }
        }
        number
    }

    /// Returns the places of all items in order, or one of a fixed set of error texts.
    pub(crate) fn split(&self, body: &str) -> Result<Vec<Range<usize>>, &'static str> {
        let mut places = Vec::new();
        self.walk(body, &mut |items, _| {
            let place = |item: &&RawValue| {
                let text = item.get();
                let start = text.as_ptr().addr().saturating_sub(body.as_ptr().addr());
                start..start.saturating_add(text.len())
            };
            places.extend(items.iter().map(place));
        })?;
        Ok(places)
    }

    /// Passes the items of each array, with the values around them, to `found`.
    pub(crate) fn walk<'b>(
        &self,
        body: &'b str,
        found: &mut dyn FnMut(&[&'b RawValue], Outer<'_, 'b>),
    ) -> Result<(), &'static str> {
        let mut outer = vec![None; self.outer.len()];
        let mut left = MAX_ITEMS;
        walk(&self.levels, body, &mut outer, &mut left, found)?
            .then_some(())
            .ok_or("there are no items")
    }
}

/// Goes through one level of `text`; returns whether it has the array. Recursion is bounded by the declared levels.
fn walk<'b>(
    levels: &[Level],
    text: &'b str,
    outer: &mut [Option<&'b str>],
    left: &mut usize,
    found: &mut dyn FnMut(&[&'b RawValue], Outer<'_, 'b>),
) -> Result<bool, &'static str> {
    let Some((level, below)) = levels.split_first() else {
        return Ok(false);
    };
    let mut slots = vec![Slot::Absent; level.trie.len()];
    scan(&level.trie, text, &mut slots, Until::End).map_err(|fault| match fault {
        Fault::Doubled => "a key on the way to the items is given twice",
        Fault::NotJson => cause(text),
    })?;
    let source = |node: usize| slots.get(node).and_then(Slot::source);
    for (number, node) in &level.outer {
        let json = source(*node);
        let is_text = |json: &&str| !json.starts_with(['{', '[']);
        if json
            .filter(is_text)
            .is_some_and(|json| json.len() > MAX_AROUND)
        {
            return Err("a value around the items is longer than 64 KiB");
        }
        if let Some(place) = outer.get_mut(*number) {
            *place = json;
        }
    }
    let Some(array) = source(level.array).filter(|array| *array != "null") else {
        return Ok(false);
    };
    work::read(array.len());
    let elements: Vec<&RawValue> =
        serde_json::from_str(array).map_err(|_| "the items are not in an array")?;
    if below.is_empty() {
        *left = left
            .checked_sub(elements.len())
            .ok_or("there are more than 10,000 items")?;
        found(&elements, outer);
        return Ok(true);
    }
    for element in elements {
        // An element without the next array has no items.
        walk(below, element.get(), outer, left, found)?;
    }
    Ok(true)
}

#[cfg(test)]
#[path = "items_tests.rs"]
mod tests;
