//! One streaming pass over a body that keeps the source text of what was asked for.
//!
//! Nothing else of this module knows how it is read: [`scan`], [`scan_part`], [`rest`], [`Slot`] and [`Fault`] are the
//! whole interface.

use std::ops::Range;

use crate::json::outline::Outline;
use crate::json::reader::{Broken, Reader};
use crate::json::trie::{ROOT, Trie, Uncertain, only_place};
use crate::work;

/// What the pass found at one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Slot<'b> {
    #[default]
    Absent,
    /// A value that is only on the way to others.
    Passed,
    /// The source text of one value.
    Text(&'b str),
}

/// Why the pass failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The body is not one JSON document.
    NotJson,
    /// A key that leads to something asked for stands in its object twice.
    Doubled,
}

/// How far the pass has to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// To the end of the body.
    End,
    /// To where everything is found. Whoever parses the whole body, checks it: what is passed over is not looked at.
    Found,
    /// To where everything is found and the value of this node begins. Whoever parses that value, checks what comes
    /// after it with [`rest`].
    Before(usize),
}

/// How far the pass went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// The whole body is one JSON document.
    End,
    /// Everything that is there is found, and nothing of it twice, if the body is one JSON document at all.
    Found,
    /// Everything is found; the text of the node that was asked for goes on to the end of the body.
    Before,
}

/// Reads `body` and fills the slot of every node of `trie` that it has; there are as many slots as nodes, or more.
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

/// Fills the slots from the value at `place` of `outline`; returns how many bytes were read for that.
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

/// Searches `body` for the bytes of the keys, and fills the slots of those that stand in the outermost object.
///
/// Says `false`, and nothing else, where a search cannot tell: a key is there twice, or could be there in another
/// spelling. As everywhere where somebody else checks the body, what is found holds for one that is good JSON.
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
        // A string is a key where a colon follows, and of the outermost object where one bracket is open.
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

/// How many brackets are open at `at`, which is no place in a string, counted from where it is nearer to.
fn open_at(body: &str, at: usize) -> isize {
    let (before, after) = (body.get(..at), body.get(at..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    if before.len() <= after.len() {
        Reader::new(before, 0).balance()
    } else {
        Reader::new(after, 0).balance().wrapping_neg()
    }
}

/// Reads what is left of `body` behind a value inside of the objects at the nodes `path`, the outermost first.
///
/// Everything that was asked for has been found, so that each of its keys is there once more if it is there at all.
pub(crate) fn rest(trie: &Trie, path: &[usize], body: &str, from: usize) -> Result<(), Fault> {
    work::read(body.len().saturating_sub(from));
    let mut reader = Reader::new(body, from);
    for node in path.iter().rev() {
        while !reader.takes(b'}')? {
            reader.expect(b',')?;
            if child(trie, *node, reader.key()?).is_some() {
                return Err(Fault::Doubled);
            }
            reader.value()?;
        }
    }
    Ok(reader.end()?)
}

/// Why the pass ends before the body does.
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
    /// How many leaves have not been found.
    missing: usize,
    /// How many arrays the walk is in.
    arrays: usize,
    until: Until,
    /// Whether the body is checked by somebody else.
    lenient: bool,
    /// Where containers end, if that is known.
    outline: Option<&'w Outline>,
    /// How many bytes were gone over by what the outline says.
    jumped: usize,
}

impl<'b> Walk<'_, 'b> {
    /// Reads the value at one node. Recurses no deeper than the pointers that were asked for.
    fn value(&mut self, node: usize) -> Result<(), Halt> {
        let first = self.reader.peek()?;
        let start = self.reader.at();
        let leaf = self.trie.is_leaf(node);
        if self.until == Until::Before(node) && self.missing == 1 && self.arrays == 0 {
            // The last that is missing is this one: nothing that was asked for is below it.
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
        if self.reader.takes(b'}')? {
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
        if self.reader.takes(b']')? {
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

    /// Ends the pass where nothing is missing, provided that nothing of it can be there once more.
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

/// Looks up a key as its characters, however they are escaped.
fn child(trie: &Trie, node: usize, (key, escaped): (&str, bool)) -> Option<usize> {
    if escaped {
        // Half of a surrogate pair is no character, and such a key no other key.
        return trie.child(node, &serde_json::from_str::<String>(key).ok()?);
    }
    trie.child(node, key.strip_prefix('"')?.strip_suffix('"')?)
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
