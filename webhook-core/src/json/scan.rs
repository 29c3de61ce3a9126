//! One streaming pass over a body that returns the source text of the sought values.
//!
//! The interface is [`scan`], [`scan_part`], [`rest`], [`Slot`] and [`Fault`].

use std::ops::Range;

use crate::json::outline::Outline;
use crate::json::reader::{Broken, Reader};
use crate::json::trie::{ROOT, Trie, Uncertain, only_place};
use crate::work;

/// What the pass found at a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Slot<'b> {
    #[default]
    Absent,
    /// A value on the way to others.
    Passed,
    /// The source text of one value.
    Text(&'b str),
}

impl<'b> Slot<'b> {
    #[inline]
    pub(crate) fn source(&self) -> Option<&'b str> {
        match self {
            Self::Text(json) => Some(json),
            Self::Absent | Self::Passed => None,
        }
    }
}

/// Why the pass failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The body is not one JSON document.
    NotJson,
    /// A key on the way to a sought value is doubled in its object.
    Doubled,
}

/// How far the pass goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Until {
    /// To the end of the body.
    #[default]
    End,
    /// Until everything is found. What is skipped is not validated, so the body has to be parsed afterwards.
    Found,
    /// Until everything is found and the value of this node begins. That value has to be parsed afterwards, and what
    /// follows it has to be checked with [`rest`].
    Before(usize),
}

/// How far the pass went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// To the end: the body is one JSON document.
    End,
    /// Until everything was found. If the body is one JSON document, nothing sought is doubled.
    Found,
    /// Until everything was found; the text of the given node extends to the end of the body.
    Before,
}

/// Reads `body` and fills the slot of each node of `trie` that it has. `slots` needs at least one place per node.
pub(crate) fn scan<'b>(
    trie: &Trie,
    body: &'b str,
    slots: &mut [Slot<'b>],
    until: Until,
) -> Result<Reached, Fault> {
    work::read(body.len());
    if until == Until::Found {
        if search(trie, body, slots) {
            return Ok(Reached::Found);
        }
        slots.fill(Slot::Absent);
    }
    let mut walk = Walk {
        trie,
        body,
        reader: Reader::new(body, 0),
        slots,
        missing: trie.leaves(),
        arrays: 0,
        until,
        lenient: until == Until::Found,
        outline: None,
        jumped: 0,
    };
    match walk.value(ROOT).and_then(|()| Ok(walk.reader.end()?)) {
        Ok(()) if walk.lenient => Ok(Reached::Found),
        Ok(()) => Ok(Reached::End),
        Err(Halt::Reached(reached)) => Ok(reached),
        Err(Halt::Fault(fault)) => Err(fault),
    }
}

/// Fills the slots from the value at `place` of `outline`, and returns how many bytes were read.
pub(crate) fn scan_part<'b>(
    trie: &Trie,
    outline: &'b Outline,
    place: &Range<usize>,
    slots: &mut [Slot<'b>],
) -> Result<usize, Fault> {
    let mut walk = Walk {
        trie,
        body: "",
        reader: outline.reader(place.start),
        slots,
        missing: trie.leaves(),
        arrays: 0,
        until: Until::End,
        lenient: false,
        outline: Some(outline),
        jumped: 0,
    };
    match walk.value(ROOT) {
        Err(Halt::Fault(fault)) => Err(fault),
        // The pass goes to the end.
        Ok(()) | Err(Halt::Reached(_)) => {
            let passed = walk.reader.at().saturating_sub(place.start);
            Ok(passed.saturating_sub(walk.jumped))
        }
    }
}

/// Searches `body` for the bytes of the keys, and fills the slots of those in the outermost object.
///
/// Returns `false` without filling a slot if a search cannot decide: a key is there twice, or may be there in another
/// spelling. The result holds for valid JSON, so the body has to be parsed afterwards.
fn search<'b>(trie: &Trie, body: &'b str, slots: &mut [Slot<'b>]) -> bool {
    let Some(keys) = trie.searched() else {
        return false;
    };
    if trie.may_be_escaped_in(body) {
        return false;
    }
    for (node, key) in keys {
        let found = match only_place(key, body) {
            Ok(None) => continue,
            Ok(Some(found)) => found,
            Err(Uncertain) => return false,
        };
        // A string is a key if a colon follows, and belongs to the outermost object if one bracket is open.
        let mut reader = Reader::new(body, found.end);
        if reader.take() != Ok(b':') || open_at(body, found.start) != 1 {
            continue;
        }
        let Ok(_) = reader.peek() else { return false };
        let start = reader.at();
        if reader.skip().is_err() {
            return false;
        }
        if let Some(slot) = slots.get_mut(node) {
            *slot = Slot::Text(reader.text(start, reader.at()));
        }
    }
    true
}

/// Counts the open brackets at `at`, which must not be in a string, from the nearer end.
fn open_at(body: &str, at: usize) -> isize {
    let (before, after) = (body.get(..at), body.get(at..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    if before.len() <= after.len() {
        Reader::new(before, 0).balance()
    } else {
        Reader::new(after, 0).balance().wrapping_neg()
    }
}

/// Reads the rest of `body` behind a value inside the objects at the nodes `path`, outermost first.
///
/// Everything sought was found, so a sought key in the rest is doubled.
pub(crate) fn rest(trie: &Trie, path: &[usize], body: &str, from: usize) -> Result<(), Fault> {
    work::read(body.len().saturating_sub(from));
    let mut reader = Reader::new(body, from);
    for node in path.iter().rev() {
        while !reader.take_if(b'}')? {
            reader.expect(b',')?;
            if child(trie, *node, reader.key()?).is_some() {
                return Err(Fault::Doubled);
            }
            reader.value()?;
        }
    }
    Ok(reader.end()?)
}

/// Why the pass stops before the end of the body.
#[derive(Clone, Copy, Debug)]
enum Halt {
    Fault(Fault),
    Reached(Reached),
}

impl From<Broken> for Halt {
    fn from(Broken: Broken) -> Self {
        Self::Fault(Fault::NotJson)
    }
}

impl From<Broken> for Fault {
    fn from(Broken: Broken) -> Self {
        Self::NotJson
    }
}

struct Walk<'w, 'b> {
    trie: &'w Trie,
    body: &'b str,
    reader: Reader<'b>,
    slots: &'w mut [Slot<'b>],
    /// The number of leaves not found yet.
    missing: usize,
    /// The number of arrays around the position.
    arrays: usize,
    until: Until,
    /// Whether the body is validated elsewhere.
    lenient: bool,
    /// The ends of containers, if known.
    outline: Option<&'w Outline>,
    /// The number of bytes skipped by the outline.
    jumped: usize,
}

impl<'b> Walk<'_, 'b> {
    /// Reads the value at one node. Recursion is bounded by the depth of the pointers.
    fn value(&mut self, node: usize) -> Result<(), Halt> {
        let first = self.reader.peek()?;
        let start = self.reader.at();
        let leaf = self.trie.is_leaf(node);
        if self.until == Until::Before(node) && self.missing == 1 && self.arrays == 0 {
            // Only this leaf is missing, so nothing below it is sought.
            self.fill(node, Slot::Text(self.reader.text(start, self.body.len())));
            return Err(Halt::Reached(Reached::Before));
        }
        match first {
            b'{' if self.trie.has_children(node) => self.object(node)?,
            b'[' if self.trie.has_children(node) => self.array(node)?,
            _ => self.pass_over()?,
        }
        if leaf {
            let text = self.reader.text(start, self.reader.at());
            self.fill(node, Slot::Text(text));
            self.missing = self.missing.saturating_sub(1);
            self.stop_where_found()?;
        }
        Ok(())
    }

    #[inline]
    fn pass_over(&mut self) -> Result<(), Broken> {
        if let Some(outline) = self.outline
            && matches!(self.reader.peek()?, b'{' | b'[')
        {
            let start = self.reader.at();
            let end = outline.end(start);
            self.jumped = self.jumped.saturating_add(end.saturating_sub(start));
            self.reader.go_to(end);
            Ok(())
        } else if self.lenient {
            self.reader.skip()
        } else {
            self.reader.value()
        }
    }

    fn object(&mut self, node: usize) -> Result<(), Halt> {
        self.reader.expect(b'{')?;
        if self.reader.take_if(b'}')? {
            return Ok(());
        }
        loop {
            match child(self.trie, node, self.reader.key()?) {
                Some(child) if self.slots.get(child) == Some(&Slot::Absent) => {
                    self.fill(child, Slot::Passed);
                    self.value(child)?;
                }
                Some(_) => return Err(Halt::Fault(Fault::Doubled)),
                None => self.pass_over()?,
            }
            match self.reader.take()? {
                b',' => {}
                b'}' => return Ok(()),
                _ => return Err(Broken.into()),
            }
        }
    }

    fn array(&mut self, node: usize) -> Result<(), Halt> {
        self.reader.expect(b'[')?;
        if self.reader.take_if(b']')? {
            return Ok(());
        }
        self.arrays = self.arrays.saturating_add(1);
        for index in 0.. {
            match self.trie.element(node, index) {
                Some(child) => self.value(child)?,
                None => self.pass_over()?,
            }
            match self.reader.take()? {
                b',' => {}
                b']' => break,
                _ => return Err(Broken.into()),
            }
        }
        self.arrays = self.arrays.saturating_sub(1);
        Ok(())
    }

    /// Stops the pass if nothing is missing and no sought key can follow.
    fn stop_where_found(&mut self) -> Result<(), Halt> {
        if self.until == Until::Found && self.missing == 0 {
            let left = self.reader.text(self.reader.at(), self.body.len());
            if self.trie.has_no_key_in(left) {
                return Err(Halt::Reached(Reached::Found));
            }
            self.until = Until::End;
        }
        Ok(())
    }

    fn fill(&mut self, node: usize, slot: Slot<'b>) {
        if let Some(place) = self.slots.get_mut(node) {
            *place = slot;
        }
    }
}

/// Looks up a key by its characters, escaped or not.
fn child(trie: &Trie, node: usize, (key, escaped): (&str, bool)) -> Option<usize> {
    if escaped {
        // Half of a surrogate pair is not a character, and such a key equals no other.
        return trie.child(node, &serde_json::from_str::<String>(key).ok()?);
    }
    trie.child(node, key.strip_prefix('"')?.strip_suffix('"')?)
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
